namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>Differences of large log-gammas and logarithms, written so that nothing cancels: against values of 60 digits.</summary>
public sealed class RemainderTests
{
    [Theory]
    [InlineData(1e-10, 10.593986934110419, -4999999977.5513646)]
    [InlineData(0.001, 2.5422704679670945, -493.66781665282815)]
    [InlineData(0.5, 0.15342640972002735, -0.27036284546147817)]
    [InlineData(1, 0.081061466795327258, -0.077215664901532861)]
    [InlineData(2.5, 0.033162873519936287, -0.013134091228911878)]
    [InlineData(9.99, 0.0083388967977343301, -0.00083416977921100089)]
    [InlineData(10.01, 0.0083222467025761654, -0.00083084305894350804)]
    [InlineData(20, 0.0041663196919969225, -0.00020828131184194256)]
    [InlineData(1000, 8.3333330555556349e-5, -8.3333325000003968e-8)]
    [InlineData(1e8, 8.3333333333333333e-10, -8.3333333333333332e-18)]
    public void Remainders_of_Stirling_s_formula(double x, double logGamma, double digamma)
    {
        // Below 10 the terms are of size 20 at most; above, the series has full relative precision.
        double size = x > 10 ? 0 : 1;
        Check(logGamma, Tensor.From([x], [1]).LogGammaRemainder(), 1e-15, 2e-14 * size);
        Check(digamma, Tensor.From([x], [1]).DigammaRemainder(), 1e-15, 2e-14 * size);
        Check(logGamma, Tensor.From([(float)x], [1]).LogGammaRemainder(), 3e-7, 3e-6 * size);
        Check(digamma, Tensor.From([(float)x], [1]).DigammaRemainder(), 3e-7, 3e-6 * size);
    }

    [Theory]
    [InlineData(0, 2.5, 2.5)]
    [InlineData(3, 3, 0.0)]
    [InlineData(3, 3.0000001, 1.6666666241743678e-15)]
    [InlineData(1e6, 1000100, 0.0049996666916646668)]
    [InlineData(1e6, 999000, 0.50033358353350014)]
    [InlineData(10, 12.21, 0.21329804871432388)]
    [InlineData(10, 12.23, 0.21693143294964705)]
    [InlineData(0.001, 5, 4.9904828068085838)]
    [InlineData(1e-20, 1e20, 1.0e+20)]
    [InlineData(1e10, 1e-25, 795904782547.91599)]
    [InlineData(7, 2, 3.769340779467576)]
    public void Divergence_of_Poisson_rates(double a, double b, double expected)
    {
        // The relative error of the difference a - b, which the input's own rounding has, counts twice.
        double condition = a == b ? 1 : Math.Max(1, 2 * a / Math.Abs(a - b));
        Check(expected, Ops.KlPoisson(Tensor.From([a], [1]), Tensor.From([b], [1])), 2e-15 * condition, 0);
        if (Math.Abs(b - (float)b) > 1e-9 * b && condition > 10) return;
        Check(expected, Ops.KlPoisson(Tensor.From([(float)a], [1]), Tensor.From([(float)b], [1])), 1e-6 * condition, 0);
    }

    private static void Check(double expected, Tensor actual, double relative, double absolute)
    {
        double error = (relative * Math.Abs(expected)) + absolute;
        Assert.InRange(actual.Item(), expected - error, expected + error);
    }
}
