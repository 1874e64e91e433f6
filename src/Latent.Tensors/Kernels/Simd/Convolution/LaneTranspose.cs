using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>Transposition of matrices in blocks of 16 x 16: moves values, computes nothing, so the instruction set cannot matter.</summary>
internal static unsafe class LaneTranspose
{
    private const int Side = 16;

    /// <summary>
    /// target[j · targetStride + i] = source[i · sourceStride + j] for i below <paramref name="rows"/> (at most 16) and j below
    /// <paramref name="columns"/>; the columns <paramref name="rows"/>..15 of the target are set to zero.
    /// </summary>
    public static void ToLanes(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        if (columns < Side || rows < Side)
        {
            Partial(source, sourceStride, rows, columns, target, targetStride);
            return;
        }
        for (var j = 0; j < columns; j += Side)
        {
            // The last block begins early and writes some values twice.
            j = Math.Min(j, columns - Side);
            Block(source + j, sourceStride, target + (j * targetStride), targetStride);
        }
    }

    /// <summary>
    /// target[i · targetStride + j] = activation(source[j · sourceStride + i] + bias) for i below <paramref name="rows"/> (at most 16) and
    /// j below <paramref name="columns"/>.
    /// </summary>
    public static void FromLanes<TActivation>(
        float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride, float* bias)
        where TActivation : struct, IConvolutionActivation
    {
        if (bias is null && typeof(TActivation) == typeof(NoActivation))
        {
            Move(source, sourceStride, rows, columns, target, targetStride);
            return;
        }
        if (columns < Side || rows < Side)
        {
            Move(source, sourceStride, rows, columns, target, targetStride);
            for (var i = 0; i < rows; i++)
            {
                Finish<TActivation>(target + (i * targetStride), columns, bias);
            }
            return;
        }
        for (var j = 0; j < columns; j += Side)
        {
            // The last block begins early and writes some values twice.
            j = Math.Min(j, columns - Side);
            if (Avx512F.IsSupported)
            {
                Block512<TActivation>(source + (j * sourceStride), sourceStride, target + j, targetStride, bias is null ? -0f : *bias);
                continue;
            }
            Block128(source + (j * sourceStride), sourceStride, target + j, targetStride);
            for (var i = 0; i < Side; i++)
            {
                Finish<TActivation>(target + (i * targetStride) + j, Side, bias);
            }
        }
    }

    /// <summary>
    /// target[i · targetStride + j] = source[j · sourceStride + i] for i below <paramref name="rows"/> (at most 16) and j below
    /// <paramref name="columns"/>, bit for bit.
    /// </summary>
    public static void Move(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        if (columns < Side || rows < Side)
        {
            for (var i = 0; i < rows; i++)
            {
                var t = target + (i * targetStride);
                for (var j = 0; j < columns; j++)
                {
                    t[j] = source[(j * sourceStride) + i];
                }
            }
            return;
        }
        for (var j = 0; j < columns; j += Side)
        {
            // The last block begins early and writes some values twice.
            j = Math.Min(j, columns - Side);
            Block(source + (j * sourceStride), sourceStride, target + j, targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TActivation>(float* values, int count, float* bias)
        where TActivation : struct, IConvolutionActivation
    {
        // x + 0 would turn -0 into 0.
        var b = Vector512.Create(bias is null ? -0f : *bias);
        var i = 0;
        for (; i <= count - Side; i += Side)
        {
            TActivation.Apply(Vector512.Load(values + i) + b).Store(values + i);
        }
        if (i < count)
        {
            var tail = stackalloc float[Side];
            var bytes = (count - i) * sizeof(float);
            System.Buffer.MemoryCopy(values + i, tail, bytes, bytes);
            TActivation.Apply(Vector512.Load(tail) + b).Store(tail);
            System.Buffer.MemoryCopy(tail, values + i, bytes, bytes);
        }
    }

    private static void Partial(float* source, nint sourceStride, int rows, int columns, float* target, nint targetStride)
    {
        for (var j = 0; j < columns; j++)
        {
            var t = target + (j * targetStride);
            for (var i = 0; i < rows; i++)
            {
                t[i] = source[(i * sourceStride) + j];
            }
            for (var i = rows; i < Side; i++)
            {
                t[i] = 0;
            }
        }
    }

    /// <summary>A 16 x 16 block: target[j][i] = source[i][j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* source, nint sourceStride, float* target, nint targetStride)
    {
        if (Avx512F.IsSupported)
        {
            Block512<AsIs>(source, sourceStride, target, targetStride, 0);
        }
        else
        {
            Block128(source, sourceStride, target, targetStride);
        }
    }

    private static void Block512<TActivation>(float* source, nint sourceStride, float* target, nint targetStride, float bias)
        where TActivation : struct, IConvolutionActivation
    {
        var b = Vector512.Create(bias);
        for (var quarter = 0; quarter < Side; quarter += 4)
        {
            // Vector m holds columns quarter..quarter+3 of rows m, m+4, m+8 and m+12, one row to each 128-bit part; a 4 x 4 transposition
            // within each part then leaves whole target rows.
            var s = source + quarter;
            var r0 = Rows(s, sourceStride);
            var r1 = Rows(s + sourceStride, sourceStride);
            var r2 = Rows(s + (2 * sourceStride), sourceStride);
            var r3 = Rows(s + (3 * sourceStride), sourceStride);
            var t0 = Avx512F.UnpackLow(r0, r1).AsDouble();
            var t1 = Avx512F.UnpackLow(r2, r3).AsDouble();
            var t2 = Avx512F.UnpackHigh(r0, r1).AsDouble();
            var t3 = Avx512F.UnpackHigh(r2, r3).AsDouble();
            var t = target + (quarter * targetStride);
            Last<TActivation>(Avx512F.UnpackLow(t0, t1), b).Store(t);
            Last<TActivation>(Avx512F.UnpackHigh(t0, t1), b).Store(t + targetStride);
            Last<TActivation>(Avx512F.UnpackLow(t2, t3), b).Store(t + (2 * targetStride));
            Last<TActivation>(Avx512F.UnpackHigh(t2, t3), b).Store(t + (3 * targetStride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Last<TActivation>(Vector512<double> moved, Vector512<float> bias)
        where TActivation : struct, IConvolutionActivation =>
        typeof(TActivation) == typeof(AsIs) ? moved.AsSingle() : TActivation.Apply(moved.AsSingle() + bias);

    /// <summary>Four floats each of rows 0, 4, 8 and 12.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Rows(float* s, nint stride)
    {
        var v = Vector512.CreateScalarUnsafe(0f).WithLower(Vector256.Create(Vector128.Load(s), Vector128.Load(s + (4 * stride))));
        return v.WithUpper(Vector256.Create(Vector128.Load(s + (8 * stride)), Vector128.Load(s + (12 * stride))));
    }

    private static void Block128(float* source, nint sourceStride, float* target, nint targetStride)
    {
        for (var i = 0; i < Side; i += 4)
        {
            for (var j = 0; j < Side; j += 4)
            {
                var s = source + (i * sourceStride) + j;
                var t = target + (j * targetStride) + i;
                var r0 = Vector128.Load(s);
                var r1 = Vector128.Load(s + sourceStride);
                var r2 = Vector128.Load(s + (2 * sourceStride));
                var r3 = Vector128.Load(s + (3 * sourceStride));
                if (Sse.IsSupported)
                {
                    var t0 = Sse.UnpackLow(r0, r1);
                    var t1 = Sse.UnpackLow(r2, r3);
                    var t2 = Sse.UnpackHigh(r0, r1);
                    var t3 = Sse.UnpackHigh(r2, r3);
                    Sse.MoveLowToHigh(t0, t1).Store(t);
                    Sse.MoveHighToLow(t1, t0).Store(t + targetStride);
                    Sse.MoveLowToHigh(t2, t3).Store(t + (2 * targetStride));
                    Sse.MoveHighToLow(t3, t2).Store(t + (3 * targetStride));
                }
                else
                {
                    Vector128.Create(r0[0], r1[0], r2[0], r3[0]).Store(t);
                    Vector128.Create(r0[1], r1[1], r2[1], r3[1]).Store(t + targetStride);
                    Vector128.Create(r0[2], r1[2], r2[2], r3[2]).Store(t + (2 * targetStride));
                    Vector128.Create(r0[3], r1[3], r2[3], r3[3]).Store(t + (3 * targetStride));
                }
            }
        }
    }

    /// <summary>Marks the transpositions that move bits alone: not even a bias of zero is added.</summary>
    private readonly struct AsIs : IConvolutionActivation
    {
        public static Vector512<float> Apply(Vector512<float> sum) => sum;
    }
}
