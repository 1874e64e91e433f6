using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>What <see cref="WindowPooling"/> computes.</summary>
internal enum WindowMap
{
    /// <summary>Largest value and its place.</summary>
    Max,

    /// <summary>Mean or sum.</summary>
    Average,

    /// <summary>Gradient of the mean or sum.</summary>
    AverageGradient,
}

/// <summary>
/// Pooling with sixteen planes as the lanes of a vector: planes are brought to [pixel, plane], so that windows of any size, stride and
/// dilation are whole vectors, and the results back.
/// </summary>
internal unsafe struct WindowPooling : IJob
{
    private const int Side = 16;

    /// <summary>Who computes.</summary>
    public required Workers Workers;

    /// <summary>What is computed.</summary>
    public required WindowMap Map;

    /// <summary>The sizes; a gradient goes from the result's side to the input's.</summary>
    public required PoolingGeometry Geometry;

    /// <summary>[Planes, pixels] read.</summary>
    public required float* Source;

    /// <summary>[Planes, pixels] written.</summary>
    public required float* Target;

    /// <summary>For the maximum: of the target's shape, or null.</summary>
    public int* Places;

    /// <summary>For the mean: divide by the window's size (else sum), padding counted or not.</summary>
    public bool Divide;

    /// <summary>Whether padding counts towards the divisor.</summary>
    public bool CountPadding;

    private readonly bool ToInput => Map == WindowMap.AverageGradient;

    private readonly int SourcePixels => ToInput ? Geometry.OutPixels : Geometry.InPixels;

    private readonly int TargetPixels => ToInput ? Geometry.InPixels : Geometry.OutPixels;

    /// <summary>Cells of the job: sixteen planes each.</summary>
    public readonly int Cells => (Geometry.Planes + Side - 1) / Side;

    /// <inheritdoc/>
    public readonly void Run(int cell, int worker)
    {
        var first = cell * Side;
        var planes = Math.Min(Side, Geometry.Planes - first);
        var (sourcePixels, targetPixels) = ((nint)SourcePixels, (nint)TargetPixels);
        var floats = (sourcePixels + (targetPixels * (Places is null ? 1 : 2))) * Side;
        var source = (float*)Workers.Scratch(worker, (nuint)floats * sizeof(float));
        var target = source + (sourcePixels * Side);
        var places = target + (targetPixels * Side);
        LaneTranspose.ToLanes(Source + (first * sourcePixels), sourcePixels, planes, (int)sourcePixels, source, Side);
        switch (Map)
        {
            case WindowMap.Max:
                Max(source, target, Places is null ? null : places);
                break;
            case WindowMap.Average:
                Average(source, target);
                break;
            default:
                AverageGradient(source, target);
                break;
        }
        LaneTranspose.FromLanes<NoActivation>(target, Side, planes, (int)targetPixels, Target + (first * targetPixels), targetPixels, null);
        if (Places is not null)
        {
            // The places are integers on their way through a transposition that moves bits.
            LaneTranspose.Move(places, Side, planes, (int)targetPixels, (float*)Places + (first * targetPixels), targetPixels);
        }
    }

    private readonly void Max(float* x, float* y, float* places)
    {
        for (var i = 0; i < Geometry.OutHeight; i++)
        {
            var rows = AxisRun.OfOutput(Geometry.Vertical, i, Geometry.InHeight);
            for (var j = 0; j < Geometry.OutWidth; j++, y += Side)
            {
                var columns = AxisRun.OfOutput(Geometry.Horizontal, j, Geometry.InWidth);
                var best = Vector512.Create(float.NegativeInfinity);
                var place = Vector512.Create(-1);
                for (var u = 0; u < rows.Count; u++)
                {
                    for (var v = 0; v < columns.Count; v++)
                    {
                        var at = ((rows.Source + (u * rows.SourceStep)) * Geometry.InWidth) + columns.Source + (v * columns.SourceStep);
                        var value = Vector512.Load(x + ((nint)at * Side));

                        // Larger, or the first NaN, or the first of all.
                        var better = Vector512.GreaterThan(value, best)
                            | Vector512.AndNot(Vector512.Equals(best, best), Vector512.Equals(value, value))
                            | Vector512.Equals(place, Vector512.Create(-1)).AsSingle();
                        best = Vector512.ConditionalSelect(better, value, best);
                        place = Vector512.ConditionalSelect(better.AsInt32(), Vector512.Create(at), place);
                    }
                }
                best.Store(y);
                if (places is not null)
                {
                    place.AsSingle().Store(places);
                    places += Side;
                }
            }
        }
    }

    private readonly void Average(float* x, float* y)
    {
        for (var i = 0; i < Geometry.OutHeight; i++)
        {
            var rows = AxisRun.OfOutput(Geometry.Vertical, i, Geometry.InHeight);
            for (var j = 0; j < Geometry.OutWidth; j++, y += Side)
            {
                var columns = AxisRun.OfOutput(Geometry.Horizontal, j, Geometry.InWidth);
                var sum = Vector512<float>.Zero;
                for (var u = 0; u < rows.Count; u++)
                {
                    var row = x + ((((nint)(rows.Source + u) * Geometry.InWidth) + columns.Source) * Side);
                    for (var v = 0; v < columns.Count; v++)
                    {
                        sum += Vector512.Load(row + (v * Side));
                    }
                }
                (sum / Divisor(i, j)).Store(y);
            }
        }
    }

    private readonly void AverageGradient(float* dy, float* dx)
    {
        for (var h = 0; h < Geometry.InHeight; h++)
        {
            var rows = AxisRun.OfInput(Geometry.Vertical, h, Geometry.OutHeight);
            for (var k = 0; k < Geometry.InWidth; k++, dx += Side)
            {
                var columns = AxisRun.OfInput(Geometry.Horizontal, k, Geometry.OutWidth);
                var sum = Vector512<float>.Zero;
                for (var u = 0; u < rows.Count; u++)
                {
                    for (var v = 0; v < columns.Count; v++)
                    {
                        var i = rows.Source + (u * rows.SourceStep);
                        var j = columns.Source + (v * columns.SourceStep);
                        sum += Vector512.Load(dy + ((((nint)i * Geometry.OutWidth) + j) * Side)) / Divisor(i, j);
                    }
                }
                sum.Store(dx);
            }
        }
    }

    private readonly Vector512<float> Divisor(int i, int j)
    {
        if (!Divide)
        {
            return Vector512<float>.One;
        }
        var rows = Geometry.Vertical.Counted(i, Geometry.InHeight, CountPadding);
        return Vector512.Create((float)(rows * Geometry.Horizontal.Counted(j, Geometry.InWidth, CountPadding)));
    }
}
