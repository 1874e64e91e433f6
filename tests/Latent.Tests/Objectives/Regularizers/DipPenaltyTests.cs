using Latent.Data;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives.Regularizers;

public sealed class DipPenaltyTests
{
    // Four means whose covariance (over B) is [[2.5, 1.5], [1.5, 2.5]], about (1, -1); variances 0.25 and 0.36 in each posterior.
    private static readonly CodeTable Model = new(
        [1 + 2, -1 + 2, 1 - 2, -1 - 2, 1 + 1, -1 - 1, 1 - 1, -1 + 1], [0.5, 0.6, 0.5, 0.6, 0.5, 0.6, 0.5, 0.6], 2);

    [Fact]
    public void It_is_the_distance_of_a_known_covariance_from_the_identity()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Trace trace = Model.Trace(pass, Model.Batch(), TraceMode.Posterior(2));
        double off = 2 * 1.5 * 1.5;
        double first = 2 * 1.5 * 1.5, second = Math.Pow(1.5 + 0.25, 2) + Math.Pow(1.5 + 0.36, 2);
        PenaltyTerms ofMeans = new DipPenalty(DipCovariance.Means) { OffDiagonal = 3, Diagonal = 7 }.Evaluate(trace), ofCodes = new DipPenalty(DipCovariance.Codes) { OffDiagonal = 3, Diagonal = 7 }.Evaluate(trace);
        Assert.Equal((3 * off) + (7 * first), ofMeans.Value.Item(), 1e-12);
        Assert.Equal((3 * off) + (7 * second), ofCodes.Value.Item(), 1e-12);
        Assert.Equal(["off-diagonal", "diagonal"], ofCodes.Measures.Select(static m => m.Name));
        Assert.Equal(off, ofCodes.Measures[0].Value, 1e-12);
        Assert.Equal(second, ofCodes.Measures[1].Value, 1e-12);
    }

    [Fact]
    public void It_is_zero_for_codes_of_unit_covariance()
    {
        double m = Math.Sqrt(0.75);
        CodeTable white = new([m, m, m, -m, -m, m, -m, -m], [.. Enumerable.Repeat(0.5, 8)], 2);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Trace trace = white.Trace(pass, white.Batch(), TraceMode.Posterior());
        Assert.Equal(0, new DipPenalty(DipCovariance.Codes).Evaluate(trace).Value.Item(), 1e-12);
        Assert.Equal(100 * 2 * 0.25 * 0.25, new DipPenalty(DipCovariance.Means).Evaluate(trace).Value.Item(), 1e-12);
    }

    [Fact]
    public void Which_codes_are_meant_is_asked_for_where_there_are_several()
    {
        Lambda two = new(static t =>
        {
            _ = t.Latent("a", t.StandardNormal(2), () => Latent.Distributions.Normal.FromLogScale(t.Observed("x"), 0.0, 1));
            _ = t.Latent("b", t.StandardNormal(2), () => Latent.Distributions.Normal.FromLogScale(2.0 * t.Observed("x"), 0.0, 1));
            _ = t.Latent("c", t.StandardNormal(2));
        });
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Trace trace = two.Trace(pass, Batch.Of("x", Tensor.From([1.0, 2, 3, 4], [2, 2])), TraceMode.Posterior());
        Assert.Equal(
            "Penalty 'dip-i': the model has 3 latent sites (a, b, c); say which by Site.",
            Assert.Throws<ArgumentException>(() => new DipPenalty(DipCovariance.Means).Evaluate(trace)).Message);
        Assert.Contains(
            "site 'c' has no posterior of its own",
            Assert.Throws<ArgumentException>(() => Of("c").Evaluate(trace)).Message,
            StringComparison.Ordinal);
        // Covariances of x are all 1, of 2x all 4.
        Regularized both = new(
            new Elbo(), Of("a").Times(1), Of("b").Times(1));
        ObjectiveTerms terms = both.Evaluate(trace);
        Assert.Equal(20, terms.Measured("dip a"), 1e-12);
        Assert.Equal((10 * 2 * 16) + (100 * 2 * 9), terms.Measured("dip b"), 1e-12);
    }

    private static DipPenalty Of(string site) => new(DipCovariance.Means) { Site = site, Name = "dip " + site };
}
