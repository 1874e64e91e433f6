namespace Latent.Tensors.Tests.Autodiff;

/// <summary>Log-sum-exp and softmax at the ends of the numbers.</summary>
public sealed class RowSpecialValueTests
{
    private const double Infinity = double.PositiveInfinity;

    public static TheoryData<DType> Types => [DType.Float32, DType.Float64];

    [Theory]
    [MemberData(nameof(Types))]
    public void LogSumExp_of_infinities(DType dtype)
    {
        double[] rows =
        [
            -Infinity, -Infinity, -Infinity,
            -Infinity, 2, -Infinity,
            1, Infinity, -Infinity,
            Infinity, Infinity, 0,
            80, 80, -80,
            double.NaN, 1, 2,
        ];
        double[] expected = [-Infinity, 2, Infinity, Infinity, 80 + Math.Log(2), double.NaN];
        double[] gradient =
        [
            0, 0, 0,
            0, 1, 0,
            0, 1, 0,
            1, 1, 0,
            0.5, 0.5, 0,
            double.NaN, double.NaN, double.NaN,
        ];
        foreach (bool columns in (bool[])[false, true])
            foreach (bool createGraph in (bool[])[false, true])
            {
                using Pass pass = Pass.Training();
                Tensor x = pass.Track(Tensor.From(columns ? Transposed(rows, 6, 3) : rows, columns ? [3, 6] : [6, 3]).To(dtype));
                Tensor y = x.LogSumExp(columns ? 0 : 1);
                AssertClose(expected, y.ToDoubles());
                Tensor dx = pass.Backward(y.Sum(), createGraph)[x];
                AssertClose(gradient, columns ? Transposed(dx.ToDoubles(), 3, 6) : dx.ToDoubles());
            }
    }

    [Fact]
    public void Second_derivative_of_nothing_but_minus_infinity_is_zero()
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([-Infinity, -Infinity, 0, 1], [2, 2]));
        Tensor first = pass.Backward(x.LogSumExp(1).Sum(), createGraph: true)[x];
        double[] second = pass.Backward((first * Tensor.From([1.0, 2, 1, 3], [2, 2])).Sum())[x].ToDoubles();
        double s = 1 / (1 + Math.E);
        AssertClose([0, 0, -2 * s * (1 - s), 2 * s * (1 - s)], second);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Softmax_of_masked_and_far_elements(DType dtype)
    {
        Tensor x = Tensor.From([-Infinity, 0, 0, 1e30, -1e30, 0, -Infinity, -Infinity, -Infinity], [3, 3]).To(dtype);
        AssertClose([0, 0.5, 0.5, 1, 0, 0, double.NaN, double.NaN, double.NaN], x.Softmax().ToDoubles());
        double[] logs = x.LogSoftmax().ToDoubles();
        Assert.Equal(-Infinity, logs[0]);
        Assert.Equal(-Math.Log(2), logs[1], 6);
        Assert.Equal(0, logs[3]);
        Assert.True(double.IsNaN(logs[6]));
    }

    [Fact]
    public void Wrong_axes()
    {
        Tensor x = Tensor.Zeros([3, 4]);
        Assert.Equal("Softmax: axis 2 does not exist in [3, 4] of rank 2; axes run from -2 to 1.", Message(() => x.Softmax(2)));
        Assert.Equal("LogSoftmax: axis -3 does not exist in [3, 4] of rank 2; axes run from -2 to 1.", Message(() => x.LogSoftmax(-3)));
        Assert.Equal("LogSumExp: axis 2 does not exist in [3, 4] of rank 2; axes run from -2 to 1.", Message(() => x.LogSumExp(2)));
        Assert.Equal("LogSumExp: axis -1 is named twice for [3, 4]; name each axis once.", Message(() => x.LogSumExp(1, -1)));
    }

    private static string Message(Func<Tensor> action) => Assert.Throws<ShapeException>(action).Message;

    private static double[] Transposed(double[] values, int rows, int columns)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) result[(j * rows) + i] = values[(i * columns) + j];
        return result;
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]}, got {actual[i]}");
        }
    }
}
