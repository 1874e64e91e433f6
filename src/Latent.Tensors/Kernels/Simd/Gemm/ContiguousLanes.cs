using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>A matrix whose lanes lie side by side: B as it is, or A transposed. Element (lane, k) is data[k·stride + lane].</summary>
/// <param name="data">Element (0, 0).</param>
/// <param name="stride">The leading dimension.</param>
/// <param name="laneCount">How many lanes there are; reads never go beyond.</param>
internal readonly unsafe struct ContiguousLanes(float* data, nint stride, int laneCount) : IPanelPacker
{
    // Rows lie far apart, often in other pages, which the processor does not foresee.
    private const int RowsAhead = 16;

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
        if (width == 32 && lane + 32 <= _laneCount)
        {
            for (var k = 0; k < depth; k++)
            {
                CacheHint.ToFirstLevel(from + (RowsAhead * _stride), 32);
                Vector512.Load(from).Store(panel);
                Vector512.Load(from + 16).Store(panel + 16);
                from += _stride;
                panel += 32;
            }
        }
        else if (width >= 16 && lanes <= 16 && lane + 16 <= _laneCount)
        {
            // A strip of A that may read into the next one, or a panel of B whose second half is empty.
            for (var k = 0; k < depth; k++)
            {
                CacheHint.ToFirstLevel(from + (RowsAhead * _stride), 16);
                Vector512.Load(from).Store(panel);
                if (width == 32)
                {
                    Vector512<float>.Zero.Store(panel + 16);
                }
                from += _stride;
                panel += width;
            }
        }
        else if (width == 8 && lane + 8 <= _laneCount)
        {
            for (var k = 0; k < depth; k++)
            {
                Vector256.Load(from).Store(panel);
                from += _stride;
                panel += 8;
            }
        }
        else
        {
            PackNarrow(panel, width, lanes, from, depth);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Approach(int lane, int lanes, int start, int depth, int slice, int slices)
    {
        var end = start + (int)((long)depth * (slice + 1) / slices);
        for (var k = start + (int)((long)depth * slice / slices); k < end; k++)
        {
            CacheHint.ToSecondLevel(_data + (k * _stride) + lane, lanes);
        }
    }

    /// <summary>The last lanes of a matrix, of which no whole vector may be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackNarrow(float* panel, int width, int lanes, float* from, int depth)
    {
        for (var k = 0; k < depth; k++)
        {
            for (var j = 0; j < width; j += 8)
            {
                Vector256<float>.Zero.Store(panel + j);
            }
            var lane = 0;
            for (; lane + 4 <= lanes; lane += 4)
            {
                Vector128.Load(from + lane).Store(panel + lane);
            }
            for (; lane < lanes; lane++)
            {
                panel[lane] = from[lane];
            }
            from += _stride;
            panel += width;
        }
    }
}
