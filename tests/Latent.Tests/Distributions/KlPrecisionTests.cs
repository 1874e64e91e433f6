using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>
/// Divergences in float32 where parameters are large, small or near one another, against the same in float64 by relative error: what an
/// absolute tolerance near 1 does not see. <see cref="ExtremeTests"/> has exact values.
/// </summary>
public sealed class KlPrecisionTests
{
    // Of float32 about 100 roundings.
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, Func<Tensor[], Distribution>> s_families = new(StringComparer.Ordinal)
    {
        ["Bernoulli"] = static x => Bernoulli.FromLogits(x[0]),
        ["Binomial"] = static x => Binomial.FromLogits(5, x[0]),
        ["Beta"] = static x => Beta.FromConcentrations(x[0], x[1]),
        ["Dirichlet"] = static x => Dirichlet.FromConcentration(Ops.Stack(x)),
        ["Gamma"] = static x => Gamma.FromShapeRate(x[0], x[1]),
        ["NegativeBinomial"] = static x => NegativeBinomial.FromLogits(2.5, x[0]),
        ["Poisson"] = static x => Poisson.FromLogRate(x[0]),
    };

    public static TheoryData<string, double[]> Cases => new()
    {
        { "Bernoulli", [12, 11] },
        { "Bernoulli", [-12, -11.5] },
        { "Bernoulli", [25, 23] },
        { "Bernoulli", [0.3, 0.301] },
        { "Bernoulli", [8, 8.01] },
        { "Bernoulli", [-60, 70] },
        { "Binomial", [12, 11] },
        { "Binomial", [-8, -8.01] },
        { "Beta", [1e4, 2e4, 2e4, 4e4] },
        { "Beta", [1e6, 1e6, 1.01e6, 1e6] },
        { "Beta", [1e10, 1e9, 3e10, 3e9] },
        { "Beta", [1e-6, 1e-5, 3e-6, 1e-6] },
        { "Beta", [2, 3, 2.001, 3] },
        { "Dirichlet", [1e4, 1e4, 1e4, 2e4, 2e4, 2e4] },
        { "Dirichlet", [1e10, 1e9, 1e8, 2e10, 2e9, 2e8] },
        { "Dirichlet", [1e-6, 1e-5, 1e-4, 2e-6, 1e-5, 1e-4] },
        { "Gamma", [1e6, 1, 1.01e6, 1] },
        { "Gamma", [1e-6, 1, 3e-6, 2] },
        { "NegativeBinomial", [8, 9] },
        { "NegativeBinomial", [-8, -7.9] },
        { "Poisson", [15, 15.01] },
        { "Poisson", [-12, -11] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float32_agrees_to_its_last_digits(string family, double[] parameters)
    {
        int half = parameters.Length / 2;
        // Parameters rounded first, so that only arithmetic differs.
        Tensor[] rounded = [.. parameters.Select(static v => Tensor.Full([], v))];
        double full = Divergence([.. rounded.Select(static x => x.To(DType.Float64))]);
        Assert.True(full > 0, $"{family}: {full:R}");
        Close.Check(1, Divergence(rounded) / full, Tolerance, $"{family} in float32 as a part of {full:R}");

        double Divergence(Tensor[] x) => Kl.Divergence(s_families[family]([.. x.Take(half)]), s_families[family]([.. x.Skip(half)])).Item();
    }
}
