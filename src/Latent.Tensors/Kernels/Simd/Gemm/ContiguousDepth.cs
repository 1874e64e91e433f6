using System.Runtime.CompilerServices;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>A matrix whose k lie side by side: A as it is, or B transposed. Element (lane, k) is data[lane·stride + k].</summary>
/// <param name="data">Element (0, 0).</param>
/// <param name="stride">The leading dimension.</param>
internal readonly unsafe struct ContiguousDepth(float* data, nint stride) : IPanelPacker
{
    private readonly float* _data = data;
    private readonly nint _stride = stride;

    /// <summary>The address of element (lane, start), for those who can read lanes that lie apart.</summary>
    public float* Row(int lane, int start, out nint laneStride)
    {
        laneStride = _stride;
        return _data + (lane * _stride) + start;
    }

    /// <inheritdoc/>
    public float* InPlace(int lane, int start, out nint stride)
    {
        stride = 0;
        return null;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(float* panel, int width, int lane, int lanes, int start, int depth)
    {
        for (var first = 0; first < width; first += 16)
        {
            var count = Math.Min(16, lanes - first);
            if (count > 0)
            {
                Transpose.Lanes16(panel + first, width, Math.Min(16, width), _data + ((lane + first) * _stride) + start, _stride, count, depth);
            }
            else
            {
                Clear(panel + first, width, depth);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Approach(int lane, int lanes, int start, int depth, int slice, int slices)
    {
        var end = lane + (int)((long)lanes * (slice + 1) / slices);
        for (var row = lane + (int)((long)lanes * slice / slices); row < end; row++)
        {
            CacheHint.ToSecondLevel(_data + (row * _stride) + start, depth);
        }
    }

    private static void Clear(float* panel, int width, int depth)
    {
        for (var k = 0; k < depth; k++)
        {
            new Span<float>(panel + ((nint)k * width), 16).Clear();
        }
    }
}
