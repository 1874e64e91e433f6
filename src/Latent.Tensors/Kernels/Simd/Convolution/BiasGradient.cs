using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>Sums over images and pixels, one for each channel.</summary>
/// <remarks>
/// Sixteen running sums: element i of a plane goes to sum i mod 16, images ascending. The sums are then added in halves, eight apart, four
/// apart, two apart and one apart.
/// </remarks>
internal unsafe struct BiasGradient : IJob
{
    private int _batch;
    private int _channels;
    private int _pixels;
    private float* _values;
    private float* _sums;
    private bool _accumulate;

    /// <summary>db[o] (+)= Σ_{n,pixel} dy[n,o,pixel].</summary>
    public static void Run(Workers workers, int batch, int channels, int pixels, float* dy, float* db, bool accumulate)
    {
        var job = new BiasGradient
        {
            _batch = batch,
            _channels = channels,
            _pixels = pixels,
            _values = dy,
            _sums = db,
            _accumulate = accumulate,
        };
        workers.Run(ref job, channels);
    }

    /// <inheritdoc/>
    public readonly void Run(int cell, int worker)
    {
        var sum = Vector512<float>.Zero;
        var tail = stackalloc float[Vector512<float>.Count];
        var rest = _pixels % Vector512<float>.Count;
        new Span<float>(tail, Vector512<float>.Count).Clear();
        for (var n = 0; n < _batch; n++)
        {
            var plane = _values + ((((nint)n * _channels) + cell) * _pixels);
            var end = plane + (_pixels - rest);
            for (; plane < end; plane += Vector512<float>.Count)
            {
                sum += Vector512.Load(plane);
            }
            if (rest > 0)
            {
                for (var i = 0; i < rest; i++)
                {
                    tail[i] = plane[i];
                }
                sum += Vector512.Load(tail);
            }
        }
        var eight = sum.GetLower() + sum.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        var total = (four[0] + four[2]) + (four[1] + four[3]);
        _sums[cell] = _accumulate ? _sums[cell] + total : total;
    }
}
