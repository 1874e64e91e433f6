using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// Brings weights to [group, tile of target channels, source channel, window position, channel within the tile], the order in which
/// <see cref="OuterSum"/> reads them as scalars.
/// </summary>
internal unsafe struct WeightPacking : IJob
{
    private int _targets;
    private int _sources;
    private int _kernelPixels;
    private int _tiles;
    private nint _targetStride;
    private nint _sourceStride;
    private float* _from;
    private float* _to;

    /// <summary>Packs the weights of a convolution, or of its transposition.</summary>
    public static void Run(Workers workers, in ConvolutionGeometry g, bool transposed, float* weights, float* packed)
    {
        var job = default(WeightPacking);
        job._kernelPixels = g.KernelPixels;
        job._targets = transposed ? g.GroupInChannels : g.GroupOutChannels;
        job._sources = transposed ? g.GroupOutChannels : g.GroupInChannels;
        var inStride = (nint)g.KernelPixels;
        var outStride = g.GroupInChannels * inStride;
        (job._targetStride, job._sourceStride) = transposed ? (inStride, outStride) : (outStride, inStride);
        job._tiles = (job._targets + OuterSum.MaxHeight - 1) / OuterSum.MaxHeight;
        job._from = weights;
        job._to = packed;
        var cells = job._tiles * g.Groups;
        if (g.WeightLength < 4096)
        {
            for (var cell = 0; cell < cells; cell++)
            {
                job.Run(cell, 0);
            }
            return;
        }
        workers.Run(ref job, cells);
    }

    /// <inheritdoc/>
    public readonly void Run(int cell, int worker)
    {
        var groupLength = (nint)_targets * _sources * _kernelPixels;
        var first = cell % _tiles * OuterSum.MaxHeight;
        var from = _from + (cell / _tiles * groupLength) + (first * _targetStride);
        var to = _to + (cell / _tiles * groupLength) + ((nint)first * _sources * _kernelPixels);

        // The last eight or fewer make tiles of 4, 2 and 1.
        var left = Math.Min(_targets - first, OuterSum.MaxHeight);
        while (left > 0)
        {
            var height = OuterSum.Height(left);
            for (var source = 0; source < _sources; source++)
            {
                var s = from + (source * _sourceStride);
                for (var k = 0; k < _kernelPixels; k++)
                {
                    for (var r = 0; r < height; r++)
                    {
                        *to++ = s[(r * _targetStride) + k];
                    }
                }
            }
            from += height * _targetStride;
            left -= height;
        }
    }
}
