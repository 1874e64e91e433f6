using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Objectives;

public sealed class PowerMeanTests
{
    private static readonly double[] LogWeights = [-1.5, -3.25, -2.75, -2.125, -3.75];

    /// <summary>1/a·log of a mean near 1 loses all digits in single precision if the mean is taken as it is: 2 % at a = 1e-6.</summary>
    [Theory]
    [InlineData(1e-6)]
    [InlineData(-1e-6)]
    [InlineData(1e-4)]
    [InlineData(-0.01)]
    [InlineData(0.0999)]
    [InlineData(-0.0999)]
    [InlineData(0.1001)]
    public void A_small_power_loses_no_digits(double power)
    {
        // 1/a·log 1/K Σ exp(a·l) = m + a·v/2 + a²·k/6 + ..., the cumulants of l.
        decimal[] moments = [.. Enumerable.Range(1, 12).Select(n => LogWeights.Average(l => (decimal)Math.Pow(l, n)))];
        double sum = 0, factorial = 1, product = 1;
        for (int n = 1; n <= 12; n++)
        {
            factorial *= n;
            product *= power;
            sum += (double)moments[n - 1] * product / factorial;
        }

        // log(1 + s) by its series where s is small.
        double log = Math.Abs(sum) > 0.05 ? Math.Log(1 + sum) : Enumerable.Range(1, 12).Sum(n => (n % 2 == 0 ? -1 : 1) * Math.Pow(sum, n) / n);
        double expected = log / power;
        PowerMean mean = PowerMean.Of(power, 5, 1);
        Assert.Equal(expected, mean.Value(Tensor.From(LogWeights, [5, 1])).Item(), 1e-9);
        Assert.Equal(expected, mean.Value(Tensor.From(LogWeights, [5, 1]).To(DType.Float32)).Item(), 3e-6);
    }

    [Fact]
    public void Its_gradient_is_its_weights()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64);
        Parameter l = scope.Parameter("l", [5, 1], Initializer.Zeros);
        l.Set(Tensor.From(LogWeights, [5, 1]));
        foreach (double power in new[] { 1e-6, -0.05, 0.05, 0.3 })
        {
            PowerMean mean = PowerMean.Of(power, 5, 1);
            using Pass pass = Pass.Training();
            double[] gradient = pass.Backward(mean.Value(pass[l]).Sum())[l].ToDoubles();
            Assert.All(mean.Weights(l.Value).ToDoubles().Zip(gradient), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(-0.05)]
    public void Weights_of_zero_leave_what_a_power_mean_has(double power)
    {
        const double none = double.NegativeInfinity;
        double expected = power > 0 ? (Math.Log(0.5) / power) - 1 : none;
        Assert.Equal(expected, PowerMean.Of(power, 2, 1).Value(Tensor.From([-1.0, none], [2, 1])).Item(), 1e-9);
        Assert.Equal(none, PowerMean.Of(power, 2, 1).Value(Tensor.From([none, none], [2, 1])).Item());
    }
}
