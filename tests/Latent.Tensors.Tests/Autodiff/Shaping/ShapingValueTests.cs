namespace Latent.Tensors.Tests.Autodiff.Shaping;

/// <summary>
/// Where every element goes, against index arithmetic written out: the conformance tests compare kernels with one another only.
/// </summary>
public sealed class ShapingValueTests
{
    public static TheoryData<DType> Types => [DType.Float32, DType.Float64];

    [Theory]
    [MemberData(nameof(Types))]
    public void Slices_take_start_length_and_step(DType dtype)
    {
        Tensor x = Counting([4, 7, 3], dtype);
        Check(x.Slice(1, 1, 3, 2), [4, 3, 3], i => At(x, i[0], 1 + (2 * i[1]), i[2]));
        Check(x[1..3, ^2.., ..1], [2, 2, 1], i => At(x, 1 + i[0], 5 + i[1], i[2]));
        Check(x.Rows(2, 2), [2, 7, 3], i => At(x, 2 + i[0], i[1], i[2]));
        Check(x.Flip(0, 2), [4, 7, 3], i => At(x, 3 - i[0], i[1], 2 - i[2]));
        Tensor wide = Counting([2, 37], dtype);
        Check(wide.Flip(1), [2, 37], i => At(wide, i[0], 36 - i[1]));
        Check(x.Slice(2, 3, 0), [4, 7, 0], _ => double.NaN);
    }

    [Fact]
    public void Leading_slices_share_memory_and_others_do_not()
    {
        Tensor x = Counting([4, 7], DType.Float32);
        Assert.Same(x.Buffer, x.Rows(1, 2).Buffer);
        Assert.Same(x.Buffer, x[2..3, 1..4].Buffer);
        Assert.NotSame(x.Buffer, x.Slice(1, 0, 3).Buffer);
        Assert.Same(x, x.Slice(1, 0, 7));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Joining_puts_operands_one_after_the_other(DType dtype)
    {
        Tensor a = Counting([2, 3, 2], dtype), b = Counting([2, 1, 2], dtype) + 100.0;
        Check(Ops.Concat([a, b, a], 1), [2, 7, 2], i => i[1] switch
        {
            < 3 => At(a, i[0], i[1], i[2]),
            3 => At(b, i[0], 0, i[2]),
            _ => At(a, i[0], i[1] - 4, i[2]),
        });
        Tensor c = a + 50.0;
        Check(Ops.Stack([a, c], 1), [2, 2, 3, 2], i => At(i[1] == 0 ? a : c, i[0], i[2], i[3]));
        Check(Ops.Stack([a, c], -1), [2, 3, 2, 2], i => At(i[3] == 0 ? a : c, i[0], i[1], i[2]));
        Check(a.Split(1, 1, 2)[1], [2, 2, 2], i => At(a, i[0], 1 + i[1], i[2]));
        Check(a.Unstack(1)[2], [2, 2], i => At(a, i[0], 2, i[1]));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Padding_surrounds_with_the_value(DType dtype)
    {
        Tensor x = Counting([2, 3], dtype);
        Check(x.Pad([1, 2], [0, 3], -7), [3, 8], i => i[0] >= 1 && i[1] >= 2 && i[1] < 5 ? At(x, i[0] - 1, i[1] - 2) : -7);
        Check(Counting([2, 0], dtype).Pad(1, 1, 1, 4), [2, 2], _ => 4);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(16, 16)]
    [InlineData(63, 65)]
    [InlineData(64, 17)]
    [InlineData(130, 200)]
    public void Matrices_are_turned(int rows, int columns)
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor x = Counting([3, rows, columns], dtype);
            Check(x.SwapAxes(), [3, columns, rows], i => At(x, i[0], i[2], i[1]));
            Check(x.Permute(1, 2, 0), [rows, columns, 3], i => At(x, i[2], i[0], i[1]));
            Check(x.Permute(2, 1, 0), [columns, rows, 3], i => At(x, i[2], i[1], i[0]));
            Check(x.Permute(1, 0, 2), [rows, 3, columns], i => At(x, i[1], i[0], i[2]));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Repetition_in_place_and_as_a_whole(DType dtype)
    {
        Tensor x = Counting([2, 3], dtype);
        Check(x.Repeat(1, 2), [2, 6], i => At(x, i[0], i[1] / 2));
        Check(x.Tile(1, 2), [2, 6], i => At(x, i[0], i[1] % 3));
        Check(x.Reshape(2, 1, 3).BroadcastTo([4, 2, 5, 3]), [4, 2, 5, 3], i => At(x, i[1], i[3]));
        Check(x.Tile(0, 0), [0, 3], _ => double.NaN);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Indices_select(DType dtype)
    {
        Tensor x = Counting([3, 5, 4], dtype);
        int[] rows = [4, 0, 4, 2];
        Check(x.Gather(1, rows), [3, 4, 4], i => At(x, i[0], rows[i[1]], i[2]));
        int[] each = [.. Enumerable.Range(0, 12).Select(i => i * 7 % 5)];
        Check(x.TakeAlongAxis(1, each), [3, 4], i => At(x, i[0], each[(i[0] * 4) + i[1]], i[1]));
        int[] to = [1, 1, 0, 1, 5];
        Check(Ops.ScatterAdd(x, 1, to, 6), [3, 6, 4], i => Enumerable.Range(0, 5).Where(k => to[k] == i[1]).Sum(k => At(x, i[0], k, i[2])));
        Check(Ops.OneHot(rows, 5, dtype), [4, 5], i => rows[i[0]] == i[1] ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Triangles_and_diagonals(DType dtype)
    {
        Tensor x = Counting([2, 4, 20], dtype) + 1.0;
        foreach (int d in new[] { -5, -4, -1, 0, 3, 19, 25 })
        {
            Check(x.Tril(d), [2, 4, 20], i => i[2] <= i[1] + d ? At(x, i[0], i[1], i[2]) : 0);
            Check(x.Triu(d), [2, 4, 20], i => i[2] >= i[1] + d ? At(x, i[0], i[1], i[2]) : 0);
        }
        Check(x.Diagonal(2), [2, 4], i => At(x, i[0], i[1], i[1] + 2));
        Check(x.Diagonal(18), [2, 2], i => At(x, i[0], i[1], i[1] + 18));
        Check(x.Diagonal(-1), [2, 3], i => At(x, i[0], i[1] + 1, i[1]));
        Tensor v = Counting([2, 3], dtype) + 1.0;
        Check(v.DiagonalMatrix(1), [2, 4, 4], i => i[2] == i[1] + 1 ? At(v, i[0], i[1]) : 0);
        Check(v.DiagonalMatrix(-2), [2, 5, 5], i => i[1] == i[2] + 2 ? At(v, i[0], i[2]) : 0);
    }

    [Fact]
    public void A_triangle_does_not_let_infinities_through() =>
        Assert.Equal(0, Tensor.Full([3, 3], double.PositiveInfinity).Tril(-1).Span[2]);

    [Theory]
    [MemberData(nameof(Types))]
    public void Running_sums(DType dtype)
    {
        foreach (Shape shape in new Shape[] { [3, 9, 1], [3, 9, 5], [2, 4, 270], [17, 3, 1], [35, 37, 1], [16, 16, 1] })
        {
            Tensor x = Counting(shape, dtype);
            int n = shape[1];
            foreach (bool exclusive in new[] { false, true })
            {
                int less = exclusive ? 1 : 0;
                Check(x.CumulativeSum(1, exclusive), shape, i => Enumerable.Range(0, i[1] + 1 - less).Sum(k => At(x, i[0], k, i[2])));
                Check(
                    x.CumulativeSum(1, exclusive, reverse: true),
                    shape,
                    i => Enumerable.Range(i[1] + less, n - i[1] - less).Sum(k => At(x, i[0], k, i[2])));
            }
        }
    }

    [Fact]
    public void Large_moves_have_the_same_bits_for_any_number_of_threads()
    {
        int[] indices = [.. Enumerable.Range(0, 700).Select(i => i * 37 % 50)];
        string? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using Pass pass = Pass.Training(device: Device.CreateCpu(threads));
            float[] values = new float[50 * 700];
            RandomKey.FromSeed(3).Normal(values);
            Tensor x = pass.Track(Tensor.From(values, [50, 700]));
            Tensor y = Ops.Concat([x.Gather(0, indices), x.SwapAxes().Slice(1, 0, 50).Tile(1, 14)], 1).CumulativeSum(0);
            Tensor gradient = pass.Backward(y.Square().Sum())[x];
            string bits = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
                System.Runtime.InteropServices.MemoryMarshal.AsBytes(gradient.Span)));
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    private static Tensor Counting(Shape shape, DType dtype) =>
        Tensor.From([.. Enumerable.Range(0, shape.Count).Select(i => (double)i)], shape).To(dtype);

    private static double At(Tensor x, params ReadOnlySpan<int> index)
    {
        int at = 0;
        for (int axis = 0; axis < index.Length; axis++) at = (at * x.Shape[axis]) + index[axis];
        return x.DType == DType.Float32 ? x.Span[at] : x.DoubleSpan[at];
    }

    private static void Check(Tensor y, Shape shape, Func<int[], double> expected)
    {
        Assert.Equal(shape, y.Shape);
        double[] values = y.ToDoubles();
        int[] index = new int[shape.Rank];
        for (int i = 0; i < values.Length; i++)
        {
            for (int axis = shape.Rank - 1, rest = i; axis >= 0; rest /= shape[axis--]) index[axis] = rest % shape[axis];
            Assert.True(expected(index) == values[i], $"[{string.Join(", ", index)}]: expected {expected(index)}, was {values[i]}");
        }
    }
}
