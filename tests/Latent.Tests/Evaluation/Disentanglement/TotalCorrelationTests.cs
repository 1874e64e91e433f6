using Latent.Data;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class TotalCorrelationTests
{
    // TC of N(0, A), from the closed-form reference values.
    private const double Known = 0.1707423892;

    private static readonly double[] A = [1, 0.5, 0.2, 0.5, 2, -0.3, 0.2, -0.3, 0.7];

    [Fact]
    public void Of_a_covariance_it_is_the_known_one()
    {
        Assert.Equal(Known, GaussianTotalCorrelation.OfCovariance(A, 3), 1e-10);
        // Scales are none of its business, and a constant element has no part in it.
        double[] scaled = [100, 5, 2, 5, 0.2 * 10, -0.3, 2, -0.3, 0.7];
        Assert.Equal(Known, GaussianTotalCorrelation.OfCovariance(scaled, 3), 1e-10);
        Assert.Equal(Known, GaussianTotalCorrelation.OfCovariance([1, 0.5, 0, 0.2, 0.5, 2, 0, -0.3, 0, 0, 0, 0, 0.2, -0.3, 0, 0.7], 4), 1e-10);
        Assert.Equal(0.1438410362, GaussianTotalCorrelation.OfCovariance([1, 0.5, 0.5, 1], 2), 1e-10);
        Assert.Equal(double.PositiveInfinity, GaussianTotalCorrelation.OfCovariance([1, 2, 2, 4], 2));
        Assert.Equal(
            "GaussianTotalCorrelation: 3 numbers are given for a covariance [2, 2].",
            Assert.Throws<ShapeException>(() => GaussianTotalCorrelation.OfCovariance([1, 2, 3], 2)).Message);
    }

    [Fact]
    public void Codes_of_that_covariance_have_it()
    {
        // L·s over all signs s has covariance L·Lᵀ = A, but for a factor that no correlation sees.
        double l11 = Math.Sqrt(2 - 0.25), l21 = (-0.3 - 0.1) / l11, l22 = Math.Sqrt(0.7 - 0.04 - (l21 * l21));
        FactorTable codes = FactorTables.Grid([2, 2, 2], v =>
        {
            double[] s = [.. v.Select(static x => (2.0 * x) - 1)];
            return [s[0], (0.5 * s[0]) + (l11 * s[1]), (0.2 * s[0]) + (l21 * s[1]) + (l22 * s[2])];
        });
        Assert.Equal(Known, FactorTables.Value(new GaussianTotalCorrelation(), codes), 1e-10);
    }

    [Fact]
    public void It_rises_as_codes_are_mixed()
    {
        FactorTable mixed = FactorTables.Normal(20_000, change: static z => [z[0], (0.5 * z[0]) + (Math.Sqrt(0.75) * z[1])]);
        MetricScore score = new GaussianTotalCorrelation().Score(mixed, FactorTables.Context())[0];
        // -½·log(1 - ρ²), ρ = ½, to five standard errors.
        Assert.Equal(0.1438410362, score.Value, 5 * score.StandardError!.Value);
        Assert.InRange(score.StandardError.Value, 0.001, 0.01);
    }

    /// <summary>Exact at every draw: where the mixture of the posteriors is a product of its marginals, and where elements say the same.</summary>
    [Fact]
    public void Of_an_aggregated_posterior_it_is_exact_where_that_is_known()
    {
        double[] grid = [.. Enumerable.Range(0, 9).SelectMany(static i => new[] { (i / 3) - 1.0, 2.0 * (i % 3) })];
        Assert.Equal(0, Aggregate(grid, 0.4).Value, 1e-9);
        Assert.Equal(Math.Log(2), Aggregate([-50, -50, 50, 50], 0.1).Value, 1e-9);
        Estimate three = Aggregate([-50, -50, 50, 50, 50, -50, -50, -50], 0.1);
        // ½ + ¼ + ¼: H(marginals) - H, in the limit of modes that lie apart, on average over the four draws.
        double marginal = -((0.75 * Math.Log(0.75)) + (0.25 * Math.Log(0.25)));
        Assert.Equal(marginal + Math.Log(2) - (1.5 * Math.Log(2)), three.Value, 1e-9);

        static Estimate Aggregate(double[] means, double scale)
        {
            Lambda model = new(t =>
            {
                Tensor z = t.Latent("z", t.StandardNormal(2), () => Normal.FromLogScale(t.Observed("x"), (0.0 * t.Observed("x")) + Math.Log(scale), eventAxes: 1));
                t.Observe("x", () => Normal.FromLogScale(z, 0.0 * z, eventAxes: 1));
            });
            IDataset data = Conjugate.Of("means", means, 2);
            return LatentStatistics.Aggregate(model, data, "z", 0, Conjugate.Context())!.TotalCorrelation(Conjugate.Context())!;
        }
    }
}
