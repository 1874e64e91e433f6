

namespace Latent.Tensors.Tests.Conformance;

/// <summary>
/// Where a vector, a row or a cell ends changes no bit: every length 0..257 against the start of the full run, for several thread
/// counts.
/// </summary>
public sealed class LengthTests
{
    private const int Longest = 257;

    private static readonly Dictionary<int, Device> s_devices = new int[] { 1, 2, 3, 7 }.ToDictionary(t => t, t => Device.CreateCpu(t));

    public static TheoryData<string> Elementwise => OpCases.ElementwiseNames;

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void Every_length_gives_the_bits_of_the_longest(string name)
    {
        OpCase op = OpCases.Get(name);
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor[] inputs = [.. op.Inputs.Select((input, k) => (input with { Shape = [Longest] }).Create(k + 1, dtype))];
            double[]? full = null;
            foreach (int threads in new[] { 1, 2, 3, 7 })
            {
                Device device = s_devices[threads];
                using Pass pass = Pass.Evaluation(device: device);
                Tensor[] here = [.. inputs.Select(pass.Track)];
                full ??= op.Apply(here).ToDoubles();
                for (int length = Longest; length >= 0; length--)
                {
                    double[] part = op.Apply([.. here.Select(x => x.Rows(0, length))]).ToDoubles();
                    Equal(full.AsSpan(0, length), part, $"{name} {dtype}, {threads} threads, length {length}");
                    // The same numbers at another alignment.
                    if (length == 0 || length % 8 != 3) continue;
                    part = op.Apply([.. here.Select(x => x.Rows(Longest - length, length))]).ToDoubles();
                    Equal(full.AsSpan(Longest - length), part, $"{name} {dtype}, {threads} threads, last {length}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void Every_length_gives_the_gradient_bits_of_the_longest(string name)
    {
        OpCase op = OpCases.Get(name);
        if (!op.HasGradient) return;
        Tensor[] inputs = [.. op.Inputs.Select((input, k) => (input with { Shape = [Longest] }).Create(k + 1, DType.Float32))];
        double[][] full = Gradients(op, inputs, Longest);
        for (int length = Longest - 1; length >= 0; length--)
        {
            double[][] part = Gradients(op, inputs, length);
            for (int k = 0; k < part.Length; k++)
                Equal(full[k].AsSpan(0, part[k].Length), part[k], $"{name} gradient {k}, length {length}");
        }
    }

    [Fact]
    public void Every_length_of_a_fold_has_one_value_for_any_number_of_threads()
    {
        double[] numbers = new double[3 * Longest];
        RandomKey.FromSeed(4).Normal(numbers);
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            double[][]? expected = null;
            foreach (int threads in new[] { 1, 2, 3, 7 })
            {
                using Pass pass = Pass.Evaluation(device: s_devices[threads]);
                Tensor rows = pass.Track(Tensor.From(numbers, [3, Longest]).To(dtype)), columns = rows.SwapAxes();
                double[][] results = [.. Enumerable.Range(1, Longest).Select(n => Folds(rows.Slice(1, 0, n), columns.Rows(0, n)))];
                expected ??= results;
                for (int n = 0; n < Longest; n++) Equal(expected[n], results[n], $"folds of {n + 1} {dtype}, {threads} threads");
                // A row's sum does not depend on the rows beside it, nor a column's on the columns.
                for (int n = 2; n <= Longest; n += 7)
                {
                    Tensor part = rows.Slice(1, 0, n);
                    Equal(part.Sum(1).ToDoubles().AsSpan(1, 1), part.Rows(1, 1).Sum(1).ToDoubles(), $"row of {n}");
                    Equal(rows.Sum(0).ToDoubles().AsSpan(0, n), part.Sum(0).ToDoubles(), $"columns {n}");
                }
            }
        }
    }

    private static double[][] Gradients(OpCase op, Tensor[] inputs, int length)
    {
        using Pass pass = Pass.Training(device: s_devices[1]);
        Tensor[] x = [.. inputs.Select(input => input.Rows(0, length))];
        for (int k = 0; k < x.Length; k++)
            if (op.Inputs[k].Differentiable) x[k] = pass.Track(x[k]);
        Gradients g = pass.Backward(op.Apply(x).Square().Sum());
        return [.. x.Where((_, k) => op.Inputs[k].Differentiable).Select(t => g[t].ToDoubles())];
    }

    private static double[] Folds(Tensor rows, Tensor columns) =>
    [
        .. rows.Sum(1).ToDoubles(), .. rows.Mean().ToDoubles(), .. rows.Max(1).ToDoubles(), .. rows.Min(0).ToDoubles(),
        .. columns.Sum(0).ToDoubles(), .. columns.Mean(0).ToDoubles(), .. columns.Max(0).ToDoubles(), .. columns.Min().ToDoubles(),
        .. rows.CumulativeSum(1).ToDoubles(), .. columns.CumulativeSum(0).ToDoubles(),
    ];

    private static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, FormattableString what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i])) continue;
            Assert.Fail($"{what}: element {i} is {actual[i]:R}, expected {expected[i]:R}");
        }
    }
}
