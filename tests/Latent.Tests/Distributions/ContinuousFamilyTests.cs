using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>What single continuous families have beyond the tables: edges of supports, infinite divergences, points, missing elements.</summary>
public sealed class ContinuousFamilyTests
{
    [Fact]
    public void A_uniform_gives_nothing_outside_its_own_bounds_and_refuses_what_is_outside_all()
    {
        Uniform pair = Uniform.FromBounds(F64([2], -1, 0), F64([2], 2, 5), 1);
        Assert.Equal(double.NegativeInfinity, pair.LogProb(F64([2], -0.5, -0.5)).Item());
        ArgumentException refused = Assert.Throws<ArgumentException>(() => pair.LogProb(F64([2], -0.5, 5.5)));
        Assert.Equal("Uniform: the value 5.5 at [1] of [2] is outside the support -1 <= x <= 5.", refused.Message);
    }

    [Fact]
    public void A_divergence_is_infinite_where_p_gives_nothing()
    {
        Uniform unit = Uniform.Unit([], dtype: DType.Float64), half = Uniform.FromBounds(F64([], 0.5), 1.0), wide = Uniform.FromBounds(F64([], -1), 1.0);
        Assert.Equal(double.PositiveInfinity, Kl.Divergence(unit, half).Item());
        Assert.Equal(Math.Log(2), Kl.Divergence(half, unit).Item(), 1e-15);
        Beta beta = Beta.FromConcentrations(F64([], 2), 3.0);
        Assert.Equal(double.PositiveInfinity, Kl.Divergence(beta, half).Item());
        Assert.Equal(double.PositiveInfinity, Kl.Divergence(wide, beta).Item());
    }

    [Fact]
    public void Of_a_narrow_uniform_nothing_cancels()
    {
        // Between 0.4 and 0.4 + 1e-9 the density is that at the middle: KL = -log w - log p(m).
        double low = 0.4, width = Math.ScaleB(1, -30);
        double kl = Kl.Divergence(Uniform.FromBounds(F64([], low), F64([], low + width)), Beta.FromConcentrations(F64([], 2), 3.0)).Item();
        Assert.Equal(-Math.Log(width) - Math.Log(12 * 0.4 * 0.6 * 0.6), kl, 1e-8);
    }

    [Fact]
    public void StudentT_has_no_mean_or_variance_where_there_is_none()
    {
        StudentT t = StudentT.FromScale(F64([4], 0.8, 1.5, 2, 5), F64([4], 1, 2, 3, 4), 2.0);
        Assert.Equal([double.NaN, 2, 3, 4], t.Mean.ToDoubles());
        double[] variance = t.Variance.ToDoubles();
        Assert.Equal([double.NaN, double.PositiveInfinity, double.PositiveInfinity], variance[..3]);
        Assert.Equal(4 * 5 / 3.0, variance[3], 1e-12);
    }

    [Fact]
    public void A_Dirichlet_refuses_the_corners_and_edges_of_the_simplex()
    {
        Dirichlet d = Dirichlet.FromConcentration(F64([3], 0.5, 1, 2));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => d.LogProb(F64([3], 0, 0.5, 0.5)));
        Assert.Equal("Dirichlet: the value 0 at [0] of [3] is outside the support x > 0.", refused.Message);
        Assert.StartsWith(
            "Dirichlet: concentrations need a last axis of at least two components; they have shape [1].",
            Assert.Throws<ShapeException>(() => Dirichlet.FromConcentration(F64([1], 1))).Message, StringComparison.Ordinal);
        Assert.Equal(
            "KL(Dirichlet || Dirichlet): q has 3 components, p has 2; they must agree.",
            Assert.Throws<ShapeException>(() => Kl.Divergence(d, Dirichlet.FromConcentration(F64([2], 1, 1)))).Message);
    }

    [Fact]
    public void A_point_is_drawn_always_moves_with_its_parameter_and_has_no_finite_divergence_from_a_density()
    {
        using Pass pass = Pass.Training();
        Tensor point = pass.Track(F64([2], 0.5, -1));
        Delta delta = Delta.At(point, 1);
        Tensor x = delta.Sample(RandomKey.FromSeed(1), [3]);
        Assert.Equal([0.5, -1, 0.5, -1, 0.5, -1], x.ToDoubles());
        Assert.Equal([3, 3], pass.Backward(x.Sum())[point].ToDoubles());
        Assert.Same(delta, delta.Tempered(0.5));
        Assert.Equal(0, delta.Entropy().Item());
        KlNotKnownException refused = Assert.Throws<KlNotKnownException>(() => Kl.Divergence(delta, Normal.Standard([2], 1, DType.Float64)));
        Assert.StartsWith("KL(Delta || Normal) is infinite: a point has no density. -log p(point)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, Kl.Divergence(delta, Delta.At(F64([2], 0.5, -1), 1)).Item());
        Assert.Equal(double.PositiveInfinity, Kl.Divergence(delta, Delta.At(F64([2], 0.5, 1), 1)).Item());
    }

    [Fact]
    public void A_model_takes_a_point_as_posterior_of_a_continuous_variable()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        Trace trace = new PointModel().Trace(pass, Batch.Of("x", F64([2, 1], 1, 2)), TraceMode.Posterior(3));
        Assert.Equal([0.5, 1, 0.5, 1, 0.5, 1], trace["z"].Value!.ToDoubles());
        // What is left is the joint log-density, which maximum a posteriori estimation takes.
        double expected = Normal.Standard([], dtype: DType.Float64).LogProb(F64([], 0.5)).Item() + Normal.FromScale(F64([], 0.5), 1.0).LogProb(F64([], 1)).Item();
        Assert.Equal(expected, trace.LogWeights().ToDoubles()[0], 1e-12);
        Assert.Throws<KlNotKnownException>(() => trace.Kl(trace["z"]));
    }

    [Fact]
    public void Missing_elements_of_a_full_covariance_leave_the_normal_of_the_others()
    {
        double[] loc = [1, -2, 0.5], s = [2, 0.3, -0.4, 0.3, 0.5, 0.1, -0.4, 0.1, 0.9], x = [0.4, double.NaN, 1.2];
        using Pass pass = Pass.Training();
        Tensor covariance = pass.Track(F64([3, 3], s)), value = pass.Track(F64([3], x));
        MultivariateNormal full = MultivariateNormal.FromCovariance(F64([3], loc), covariance);
        MultivariateNormal others = MultivariateNormal.FromCovariance(F64([2], 1, 0.5), F64([2, 2], 2, -0.4, -0.4, 0.9));
        Tensor masked = full.LogProb(value, F64([3], 1, 0, 1));
        Assert.Equal(others.LogProb(F64([2], 0.4, 1.2)).Item(), masked.Item(), 1e-12);
        Gradients gradients = pass.Backward(masked);
        Assert.All(gradients[covariance].ToDoubles(), static g => Assert.True(double.IsFinite(g)));
        Assert.Equal(0, gradients[value].ToDoubles()[1]);
        // Rows with masks of their own, and a batch of distributions.
        MultivariateNormal batch = MultivariateNormal.FromScaleTril(F64([2, 1, 3], [.. loc, 0, 0, 0]), full.ScaleTril.Detach());
        Tensor rows = batch.LogProb(F64([2, 3], 0.4, 9, 1.2, 0.1, 0.2, 0.3), F64([2, 3], 1, 0, 1, 1, 1, 1));
        Assert.Equal("[2, 2]", rows.Shape.ToString());
        Assert.Equal(masked.Item(), rows.ToDoubles()[0], 1e-12);
        Assert.Equal(full.LogProb(F64([3], 0.1, 0.2, 0.3)).Item(), rows.ToDoubles()[1], 1e-12);
    }

    [Fact]
    public void Full_covariances_say_what_does_not_fit()
    {
        Assert.Throws<SingularMatrixException>(() => MultivariateNormal.FromCovariance(F64([2], 0, 0), F64([2, 2], 1, 2, 2, 1)));
        Assert.Equal(
            "MultivariateNormal: mean [3] and covariance [2, 2] do not fit: for a mean of shape batch + [D] it has batch + [D, D].",
            Assert.Throws<ShapeException>(() => MultivariateNormal.FromCovariance(F64([3], 0, 0, 0), F64([2, 2], 1, 0, 0, 1))).Message);
        Assert.Equal(
            "MultivariateNormal: mean and factor are Float64 and Float32; give both one element type with To(Float64).",
            Assert.Throws<ArgumentException>(() => MultivariateNormal.FromScaleTril(F64([1], 0), Tensor.Ones([1, 1]))).Message);
        MultivariateNormal plane = MultivariateNormal.FromScaleTril(F64([2], 0, 0), F64([2, 2], 1, 0, 0, 1));
        Assert.Equal(
            "KL(MultivariateNormal || Normal): q has events of shape [2], p of []; they must be equal. A Normal over vectors has one event axis: ToEvent(1).",
            Assert.Throws<ShapeException>(() => Kl.Divergence(plane, Normal.Standard([2], dtype: DType.Float64))).Message);
        Assert.Throws<ShapeException>(() => plane.LogProb(F64([3], 0, 0, 0)));
    }

    [Fact]
    public void A_batch_of_full_covariances_is_drawn_and_scored_with_its_own()
    {
        // Σ of two batch elements, by the moments of 100,000 draws: 5 standard errors, about 0.03; each fails with the other's.
        double[] factors = [1, 0, 0.8, 0.6, 2, 0, -1, 0.3];
        MultivariateNormal d = MultivariateNormal.FromScaleTril(F64([2, 2], 0, 0, 5, -5), F64([2, 2, 2], factors));
        double[] x = d.Sample(RandomKey.FromSeed(9), [100_000]).ToDoubles(), covariance = d.Covariance.ToDoubles();
        for (int b = 0; b < 2; b++)
        {
            double cross = Enumerable.Range(0, 100_000).Average(i => (x[(i * 4) + (b * 2)] - (5 * b)) * (x[(i * 4) + (b * 2) + 1] + (5 * b)));
            Assert.Equal(covariance[(b * 4) + 1], cross, 0.04);
            Assert.True(Math.Abs(covariance[((1 - b) * 4) + 1] - cross) > 0.4, "the other element's covariance would be noticed");
        }

        Assert.Equal([1, 0.8, 0.8, 1, 4, -2, -2, 1.09], covariance.Select(static v => Math.Round(v, 12)));
        Assert.Equal([1, 1, 4, 1.09], d.Variance.ToDoubles().Select(static v => Math.Round(v, 12)));
    }

    [Fact]
    public void Entropies_are_the_published_ones()
    {
        Assert.Equal(2.7907217267, MultivariateNormal.FromCovariance(F64([2], 1, 0), F64([2, 2], 2, 0.3, 0.3, 0.5)).Entropy().Item(), 1e-10);
        Assert.Equal(1.6931471806, Laplace.FromScale(F64([], 0), 1.0).Entropy().Item(), 1e-10);
        Assert.Equal(1.4189385332, Transformed.FromBase(Normal.FromScale(F64([], 3), 2.0), Transform.Affine(1.0, -0.5)).Entropy().Item(), 1e-10);
        // Of an exponential distribution with rate 2, 1 - log 2; of the uniform Dirichlet of three, the logarithm of its area ½.
        Assert.Equal(1 - Math.Log(2), Gamma.FromShapeRate(F64([], 1), 2.0).Entropy().Item(), 1e-14);
        Assert.Equal(-Math.Log(2), Dirichlet.FromConcentration(F64([3], 1, 1, 1)).Entropy().Item(), 1e-14);
    }

    [Fact]
    public void Standard_and_constant_distributions_keep_their_shape_when_detached_or_folded()
    {
        Assert.Equal("[6]", Normal.Standard([6, 3], 1).Detach().BatchShape.ToString());
        Assert.Equal("[6]", Uniform.Unit([6, 3], 1).Detach().BatchShape.ToString());
        Assert.Equal("[2, 3]", Uniform.Unit([6, 3], 1).Unfold(6, [2, 3]).BatchShape.ToString());
        Assert.Equal("[6, 3]", Uniform.Unit([6, 3], 1).Sample(RandomKey.FromSeed(1)).Shape.ToString());
    }

    [Fact]
    public void Posteriors_and_priors_pair_by_their_sets()
    {
        Support unit = Support.OpenUnitInterval;
        Assert.True(Beta.FromConcentrations(F64([], 1), 1.0).Support.IsSameAs(Uniform.Unit([]).Support));
        Assert.True(unit.IsSameAs(Transformed.FromBase(Normal.Standard([]), Transform.Sigmoid).Support));
        Assert.True(Support.Positive.IsSameAs(Transformed.FromBase(Normal.Standard([]), Transform.Exp).Support));
        Assert.True(Gamma.FromShapeRate(F64([], 1), 1.0).Support.IsSameAs(LogNormal.FromScale(F64([], 0), 1.0).Support));
        Assert.True(Support.RealVector.IsSameAs(Normal.Standard([2], 1).Support));
        Assert.False(unit.IsSameAs(Support.Real));
    }

    private static Tensor F64(Shape shape, params double[] values) => Tensor.From(values, shape);

    /// <summary>z ~ N(0, 1), x | z ~ N(z, 1), q(z | x) at x/2, where the posterior has its mode.</summary>
    private sealed class PointModel : LatentModel
    {
        public override IReadOnlyList<Parameter> Parameters { get; } = [];

        public override void Run(Trace t)
        {
            ArgumentNullException.ThrowIfNull(t);
            Tensor z = t.Latent("z", Normal.Standard([t.Rows, 1], 1, DType.Float64), () => Delta.At(0.5 * t.Observed("x"), 1));
            t.Observe("x", Normal.FromLogScale(z, 0.0, 1));
        }
    }
}
