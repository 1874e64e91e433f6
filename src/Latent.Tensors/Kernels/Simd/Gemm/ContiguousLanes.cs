using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>A matrix whose lanes lie side by side: B as it is, or A transposed. Element (lane, k) is data[k·stride + lane].</summary>
/// <param name="data">Element (0, 0).</param>
/// <param name="stride">The leading dimension.</param>
/// <param name="laneCount">How many lanes there are; reads never go beyond.</param>
internal readonly unsafe struct ContiguousLanes(float* data, nint stride, int laneCount) : IPanelPacker
{
    private readonly float* _data = data;
    private readonly nint _stride = stride;
    private readonly int _laneCount = laneCount;

    /// <inheritdoc/>
    public float* InPlace(int lane, int start, out nint stride)
    {
        stride = _stride;
        return _data + (start * _stride) + lane;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(float* panel, int width, int lane, int lanes, int start, int depth)
    {
        var from = _data + (start * _stride) + lane;
        if (lane + width > _laneCount)
        {
            PackNarrow(panel, width, lanes, from, depth);
            return;
        }

        // The row is long enough to copy whole vectors, even those that reach into the next panel.
        if (width == 32)
        {
            for (var k = 0; k < depth; k++)
            {
                Vector512.Load(from).Store(panel);
                Vector512.Load(from + 16).Store(panel + 16);
                from += _stride;
                panel += 32;
            }
        }
        else if (width == 16)
        {
            for (var k = 0; k < depth; k++)
            {
                Vector512.Load(from).Store(panel);
                from += _stride;
                panel += 16;
            }
        }
        else
        {
            for (var k = 0; k < depth; k++)
            {
                Vector256.Load(from).Store(panel);
                from += _stride;
                panel += 8;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackNarrow(float* panel, int width, int lanes, float* from, int depth)
    {
        for (var k = 0; k < depth; k++)
        {
            var j = 0;
            for (; j + 4 <= lanes; j += 4)
            {
                Vector128.Load(from + j).Store(panel + j);
            }
            for (; j < lanes; j++)
            {
                panel[j] = from[j];
            }
            for (; j < width; j++)
            {
                panel[j] = 0;
            }
            from += _stride;
            panel += width;
        }
    }
}
