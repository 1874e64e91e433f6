using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// Pooling and nearest-neighbour enlargement for float32; <see cref="Reference.ReferencePooling"/> defines them. Sums over a window are in
/// float32, rows and columns of the window ascending (for gradients: from the last window that covers the position to the first).
/// </summary>
internal static unsafe class SimdPooling
{
    /// <summary>Largest value of each window, and (unless null) its place row · InWidth + column in the plane.</summary>
    public static void Max(Workers workers, in PoolingGeometry g, float* x, float* y, int* argmax)
    {
        var job = new WindowPooling { Workers = workers, Map = WindowMap.Max, Geometry = g, Source = x, Target = y, Places = argmax };
        workers.Run(ref job, job.Cells);
    }

    /// <summary>dx = Σ dy over the windows whose largest value stands there; dx need not be cleared before.</summary>
    public static void MaxGradient(Workers workers, in PoolingGeometry g, float* dy, int* argmax, float* dx)
    {
        var job = new MaxGradientJob { Geometry = g, Gradient = dy, Places = argmax, Target = dx };
        workers.Run(ref job, (g.Planes + MaxGradientJob.Planes - 1) / MaxGradientJob.Planes);
    }

    /// <summary>y = the value of x that stands where the places say, 0 where there is none: the transpose of <see cref="MaxGradient"/>.</summary>
    public static void Gather(Workers workers, in PoolingGeometry g, float* x, int* places, float* y)
    {
        var job = new GatherJob { Geometry = g, Source = x, Places = places, Target = y };
        workers.Run(ref job, (g.Planes + MaxGradientJob.Planes - 1) / MaxGradientJob.Planes);
    }

    /// <summary>Mean of each window; padding counts as zeros in the divisor or not.</summary>
    public static void Average(Workers workers, in PoolingGeometry g, float* x, float* y, bool countPadding) =>
        Sum(workers, WindowMap.Average, g, x, y, divide: true, countPadding);

    /// <summary>Gradient of <see cref="Average"/>.</summary>
    public static void AverageGradient(Workers workers, in PoolingGeometry g, float* dy, float* dx, bool countPadding) =>
        Sum(workers, WindowMap.AverageGradient, g, dy, dx, divide: true, countPadding);

    /// <summary>Repeats every value of [planes, height, width] in a block of factorVertical x factorHorizontal.</summary>
    public static void Upsample(
        Workers workers, int planes, int height, int width, int factorVertical, int factorHorizontal, float* x, float* y)
    {
        var job = new UpsampleJob
        {
            Height = height,
            Width = width,
            FactorVertical = factorVertical,
            FactorHorizontal = factorHorizontal,
            Source = x,
            Target = y,
        };
        workers.Run(ref job, planes);
    }

    /// <summary>Gradient of <see cref="Upsample"/>: sums of blocks. Height and width are those of dx.</summary>
    public static void UpsampleGradient(
        Workers workers, int planes, int height, int width, int factorVertical, int factorHorizontal, float* dy, float* dx)
    {
        var blocks = new PoolingGeometry(
            planes,
            height * factorVertical,
            width * factorHorizontal,
            new(factorVertical, factorVertical),
            new(factorHorizontal, factorHorizontal));
        Sum(workers, WindowMap.Average, blocks, dy, dx, divide: false, countPadding: false);
    }

    private static void Sum(
        Workers workers, WindowMap map, in PoolingGeometry g, float* source, float* target, bool divide, bool countPadding)
    {
        var job = new WindowPooling
        {
            Workers = workers,
            Map = map,
            Geometry = g,
            Source = source,
            Target = target,
            Divide = divide,
            CountPadding = countPadding,
        };
        workers.Run(ref job, job.Cells);
    }

    private struct MaxGradientJob : IJob
    {
        public const int Planes = 16;

        public PoolingGeometry Geometry;
        public float* Gradient;
        public int* Places;
        public float* Target;

        public readonly void Run(int cell, int worker)
        {
            var (inPixels, outPixels) = (Geometry.InPixels, Geometry.OutPixels);
            for (var plane = cell * Planes; plane < Math.Min((cell + 1) * Planes, Geometry.Planes); plane++)
            {
                var to = Target + ((nint)plane * inPixels);
                var dy = Gradient + ((nint)plane * outPixels);
                var at = Places + ((nint)plane * outPixels);
                new Span<float>(to, inPixels).Clear();
                for (var i = 0; i < outPixels; i++)
                {
                    if (at[i] >= 0)
                    {
                        to[at[i]] += dy[i];
                    }
                }
            }
        }
    }

    private struct GatherJob : IJob
    {
        public PoolingGeometry Geometry;
        public float* Source;
        public int* Places;
        public float* Target;

        public readonly void Run(int cell, int worker)
        {
            var (inPixels, outPixels) = (Geometry.InPixels, Geometry.OutPixels);
            for (var plane = cell * MaxGradientJob.Planes; plane < Math.Min((cell + 1) * MaxGradientJob.Planes, Geometry.Planes); plane++)
            {
                var from = Source + ((nint)plane * inPixels);
                var to = Target + ((nint)plane * outPixels);
                var at = Places + ((nint)plane * outPixels);
                for (var i = 0; i < outPixels; i++)
                {
                    to[i] = at[i] >= 0 ? from[at[i]] : 0;
                }
            }
        }
    }

    private struct UpsampleJob : IJob
    {
        public int Height;
        public int Width;
        public int FactorVertical;
        public int FactorHorizontal;
        public float* Source;
        public float* Target;

        public readonly void Run(int cell, int worker)
        {
            var wide = Width * FactorHorizontal;
            var from = Source + ((nint)cell * Height * Width);
            var to = Target + ((nint)cell * Height * FactorVertical * wide);
            for (var i = 0; i < Height; i++)
            {
                var row = new Span<float>(to, wide);
                for (var j = 0; j < Width; j++)
                {
                    var value = *from++;
                    for (var v = 0; v < FactorHorizontal; v++)
                    {
                        *to++ = value;
                    }
                }
                for (var u = 1; u < FactorVertical; u++, to += wide)
                {
                    row.CopyTo(new Span<float>(to, wide));
                }
            }
        }
    }
}
