using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// Brings weights to [group, tile of target rows, source channel, window position, row within the tile], the order in which
/// <see cref="OuterSum"/> reads them as scalars. Tiles have 8 rows, the last may have 4; missing rows are zero.
/// </summary>
/// <remarks>
/// A row is a target channel. In a transposition by phases (see <see cref="GatherConvolution{TActivation}"/>) it is one of the s·t pixels of
/// a target channel that read the same sources, and the window is that of one phase: position (u, v) of phase (r, q) is (s·u + r, t·v + q)
/// of the whole window.
/// </remarks>
internal unsafe struct WeightPacking : IJob
{
    private int _rows;
    private int _sources;
    private int _kernelHeight;
    private int _kernelWidth;
    private int _wholeWidth;
    private int _phaseHeight;
    private int _phaseWidth;
    private int _tiles;
    private nint _fromGroup;
    private nint _toGroup;
    private nint _targetStride;
    private nint _sourceStride;
    private float* _from;
    private float* _to;

    /// <summary>Floats of the packed weights of one group.</summary>
    public static long GroupLength(in ConvolutionGeometry g, bool transposed, bool phases)
    {
        var targets = transposed ? g.GroupInChannels : g.GroupOutChannels;
        var sources = transposed ? g.GroupOutChannels : g.GroupInChannels;
        var split = phases ? g.Vertical.Stride * g.Horizontal.Stride : 1;
        return (long)OuterSum.FilledRows(targets * split) * sources * (g.KernelPixels / split);
    }

    /// <summary>Packs the weights of a convolution, or of its transposition.</summary>
    public static void Run(Workers workers, in ConvolutionGeometry g, bool transposed, bool phases, float* weights, float* packed)
    {
        var job = default(WeightPacking);
        (job._phaseHeight, job._phaseWidth) = phases ? (g.Vertical.Stride, g.Horizontal.Stride) : (1, 1);
        job._kernelHeight = g.Vertical.Kernel / job._phaseHeight;
        job._kernelWidth = g.Horizontal.Kernel / job._phaseWidth;
        job._wholeWidth = g.Horizontal.Kernel;
        job._rows = (transposed ? g.GroupInChannels : g.GroupOutChannels) * job._phaseHeight * job._phaseWidth;
        job._sources = transposed ? g.GroupOutChannels : g.GroupInChannels;
        var inStride = (nint)g.KernelPixels;
        var outStride = g.GroupInChannels * inStride;
        (job._targetStride, job._sourceStride) = transposed ? (inStride, outStride) : (outStride, inStride);
        job._tiles = (job._rows + OuterSum.MaxHeight - 1) / OuterSum.MaxHeight;
        job._fromGroup = (nint)(g.WeightLength / g.Groups);
        job._toGroup = (nint)GroupLength(g, transposed, phases);
        job._from = weights;
        job._to = packed;
        workers.Run(ref job, job._tiles * g.Groups);
    }

    /// <inheritdoc/>
    public readonly void Run(int cell, int worker)
    {
        var first = cell % _tiles * OuterSum.MaxHeight;
        var left = _rows - first;
        var height = OuterSum.Height(left);
        var from = _from + (cell / _tiles * _fromGroup);
        var to = _to + (cell / _tiles * _toGroup) + ((nint)first * _sources * _kernelHeight * _kernelWidth);
        var phases = _phaseHeight * _phaseWidth;
        for (var r = 0; r < height; r++)
        {
            var t = to + r;
            var (target, phase) = ((first + r) / phases, (first + r) % phases);
            var rowFrom = from + (target * _targetStride) + (phase / _phaseWidth * _wholeWidth) + (phase % _phaseWidth);
            for (var source = 0; source < _sources; source++, rowFrom += _sourceStride)
            {
                for (var u = 0; u < _kernelHeight; u++)
                {
                    var s = rowFrom + (u * _phaseHeight * _wholeWidth);
                    for (var v = 0; v < _kernelWidth; v++, t += height)
                    {
                        *t = r < left ? s[v * _phaseWidth] : 0;
                    }
                }
            }
        }
    }
}
