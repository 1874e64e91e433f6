using Latent.Data;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

public sealed class LatentStatisticsTests
{
    private const int Many = 1500;

    private static readonly LatentStatisticsOptions All = new() { Examples = 0 };

    [Fact]
    public void Elements_have_their_known_divergences_and_variances()
    {
        // The second element is the prior whatever is observed.
        SiteStatistics site = LatentStatistics.Run(Conjugate.Model(prior: 1), Conjugate.Data(1000), All, Conjugate.Context()).Sites[0];
        double[] x = EvaluationData.Values(Conjugate.Data(1000), "x", [.. Enumerable.Range(0, 1000)], Conjugate.Context());
        double slope = Conjugate.C / Conjugate.Marginal;
        RunningMoments means = default, kl = default;
        for (int i = 0; i < 1000; i++)
        {
            double mean = slope * x[2 * i];
            means.Add(mean);
            kl.Add(0.5 * (Conjugate.Posterior + (mean * mean) - 1 - Math.Log(Conjugate.Posterior)));
        }

        ElementStatistics first = site.Elements[0], second = site.Elements[1];
        Assert.Equal(kl.Mean, first.Kl!.Value, 1e-9);
        Assert.Equal(kl.Estimate.StandardError, first.Kl.StandardError, 1e-9);
        Assert.Equal(means.Variance, first.MeanVariance, 1e-9);
        Assert.Equal(Conjugate.Posterior, first.PosteriorVariance!.Value, 1e-12);
        Assert.Equal(first.MeanVariance + Conjugate.Posterior, first.AggregateVariance!.Value, 1e-12);
        Assert.True(first.IsActive);
        Assert.Equal(0, second.Kl!.Value, 1e-12);
        Assert.False(second.IsActive);
        Assert.Equal(1, site.ActiveUnits);
        Assert.Equal(first.Kl.Value, site.Kl.Value, 1e-9);
        Assert.Empty(site.NotDefined);
    }

    [Fact]
    public void Information_and_marginal_divergence_are_enclosed()
    {
        // q(z) = N(0, 1) exactly: KL is all information.
        AggregateStatistics exact = LatentStatistics.Run(
            Conjugate.Model(width: 1), Conjugate.Data(Many, width: 1), All, Conjugate.Context()).Sites[0].Aggregate!;
        Encloses(exact.MutualInformation, Conjugate.Information, 0.02);
        Encloses(exact.MarginalKl, 0, 0.02);

        // Shifted by 2 in one dimension: q(z) = N(2, 1), which is 2 nats from the prior; the information is as before.
        AggregateStatistics shifted = LatentStatistics.Run(
            Conjugate.Model(width: 1, shift: 2), Conjugate.Data(Many, width: 1), All, Conjugate.Context()).Sites[0].Aggregate!;
        Encloses(shifted.MutualInformation, Conjugate.Information, 0.02);
        Encloses(shifted.MarginalKl, 2, 0.02);

        // Wider: q(z) = N(0, C²/marginal + 4·posterior), information ½ log(1 + slope²·marginal / (4·posterior)).
        double between = Conjugate.C * Conjugate.C / Conjugate.Marginal, within = 4 * Conjugate.Posterior, variance = between + within;
        AggregateStatistics wide = LatentStatistics.Run(
            Conjugate.Model(width: 1, scale: 2), Conjugate.Data(Many, width: 1), All, Conjugate.Context()).Sites[0].Aggregate!;
        Encloses(wide.MutualInformation, 0.5 * Math.Log(variance / within), 0.02);
        Encloses(wide.MarginalKl, 0.5 * (variance - 1 - Math.Log(variance)), 0.02);
    }

    [Fact]
    public void With_few_examples_the_bounds_are_wide_and_on_their_own_sides()
    {
        // Eight dimensions that 40 examples cannot fill: the bounds must part, or they would be no bounds.
        const int width = 8;
        double truth = width * Conjugate.Information;
        AggregateStatistics few = LatentStatistics.Run(Conjugate.Model(width), Conjugate.Data(40, width), All, Conjugate.Context()).Sites[0].Aggregate!;
        Assert.Equal(Math.Log(40), few.Ceiling);
        Assert.InRange(few.MutualInformation.Lower.Value, 2, few.Ceiling);
        Assert.True(truth > few.MutualInformation.Lower.Value + 1);
        Assert.True(few.MutualInformation.Upper.Value > truth - 1);
        Assert.True(few.MarginalKl.Upper.Value > 1);
        Assert.True(few.MarginalKl.Lower.Value >= 0);
    }

    [Fact]
    public void A_posterior_with_full_covariance_has_no_elements_but_an_aggregate()
    {
        IDataset data = Conjugate.Of("worked example", [.. Enumerable.Repeat(LinearGaussian.X, 500).SelectMany(static x => x)], 3);
        SiteStatistics site = LatentStatistics.Run(LinearGaussian.Exact(), data, All, Conjugate.Context()).Sites[0];
        Assert.All(site.Elements, static e => Assert.Null(e.Kl));
        Assert.Contains(site.NotDefined, static text => text.StartsWith("KL per element:", StringComparison.Ordinal));
        // One posterior for all: nothing is told apart, and q(z) is that posterior.
        Assert.Equal(0, site.Aggregate!.MutualInformation.Lower.Value, 1e-9);
        Assert.Equal(0, site.Aggregate.MutualInformation.Upper.Value, 1e-9);
        Estimate marginal = site.Aggregate.MarginalKl.Lower;
        Assert.Equal(LinearGaussian.ExactKl, marginal.Value, 4 * marginal.StandardError);
        Assert.Equal(LinearGaussian.ExactKl, site.Kl.Value, 1e-9);
    }

    [Fact]
    public void Below_another_latent_variable_there_is_no_aggregate_and_it_is_said_why()
    {
        Lambda model = new(t =>
        {
            Tensor top = t.Latent("top", t.StandardNormal(1), () => Normal.FromLogScale(t.Observed("x"), 0.0 * t.Observed("x"), eventAxes: 1));
            Tensor z = t.Latent("z", Normal.FromLogScale(top, 0.0 * top, eventAxes: 1),
                () => Normal.FromLogScale(t.Tile(t.Observed("x")) + top, 0.0 * top, eventAxes: 1));
            t.Observe("x", () => Normal.FromLogScale(z, 0.0 * z, eventAxes: 1));
        });
        LatentStatisticsResult result = LatentStatistics.Run(model, Conjugate.Data(30, width: 1), All, Conjugate.Context());
        Assert.NotNull(result.Sites[0].Aggregate);
        Assert.Null(result.Sites[1].Aggregate);
        Assert.Equal(["the aggregated posterior: its prior depends on top"], result.Sites[1].NotDefined);
        Assert.NotNull(result.Sites[1].ActiveUnits);
    }

    // The truth is within the bounds but for four standard errors, and the bounds are close.
    private static void Encloses(Enclosure enclosure, double truth, double width)
    {
        Assert.InRange(truth, enclosure.Lower.Value - (4 * enclosure.Lower.StandardError), enclosure.Upper.Value + (4 * enclosure.Upper.StandardError));
        Assert.InRange(enclosure.Upper.Value - enclosure.Lower.Value, 0, width);
    }
}
