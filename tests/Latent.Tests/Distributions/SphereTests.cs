using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>What distributions on the sphere promise beyond the conformance tables.</summary>
public sealed class SphereTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(5);

    [Theory]
    [InlineData(2, 1e-3)]
    [InlineData(2, 1e5)]
    [InlineData(5, 3)]
    [InlineData(20, 1e6)]
    [InlineData(40, 1e-6)]
    [InlineData(500, 80)]
    public void Samples_of_any_dimension_and_concentration_keep_to_the_mean_as_they_should(int dimension, double concentration)
    {
        double[] direction = new double[dimension];
        s_key.Split("direction").Normal(direction);
        var p = VonMisesFisher.FromDirectionConcentration(Tensor.From(direction, [dimension]), concentration);
        Tensor x = p.Sample(s_key, [4_000]);
        Support.Sphere.Check(x, "x");
        double[] fall = (0.5 * (x - p.Loc).Square().Sum(-1)).ToDoubles();
        double mean = fall.Average(), error = Math.Sqrt(fall.Average(f => (f - mean) * (f - mean)) / fall.Length);
        double expected = 1 - SpecialMath.BesselIRatio((0.5 * dimension) - 1, concentration);
        Assert.True(Math.Abs(mean - expected) < 5 * error, $"1 - w is {mean} ± {error}, expected {expected}");
        // Across the mean direction nothing is preferred: 5 standard errors of a mean of the elements.
        double[] across = (x - p.Mean).Mean(0).ToDoubles(), spread = p.Variance.ToDoubles();
        for (int i = 0; i < dimension; i++)
            Assert.True(Math.Abs(across[i]) < 5 * Math.Sqrt(spread[i] / 4_000), $"element {i}: {across[i]}");
    }

    [Fact]
    public void Single_precision_has_all_digits_of_the_divergence_and_the_density()
    {
        foreach (double concentration in new[] { 1e-4, 1, 100, 1e6 })
        {
            Tensor direction = Tensor.From([0.3, -0.5, 1, 2], [4]);
            var full = VonMisesFisher.FromDirectionConcentration(direction, concentration);
            var single = VonMisesFisher.FromDirectionConcentration(direction.To(DType.Float32), concentration);
            Close.Check(
                Kl.Divergence(full, HypersphericalUniform.On(4)).Item(), Kl.Divergence(single, HypersphericalUniform.On(4)).Item(), 1e-6, "divergence");
            Close.Check(full.Entropy().Item(), single.Entropy().Item(), 1e-6, "entropy");
            Tensor x = single.Sample(s_key, [20]);
            // What rounding of x and μ to float32 does to an angle of size 1/√κ: 6e-8·√κ times itself.
            Close.Check(full.LogProb(x.To(DType.Float64)).ToDoubles(), single.LogProb(x).ToDoubles(), 1e-5 + (1e-6 * Math.Sqrt(concentration)), "density");
        }
    }

    [Fact]
    public void The_gradient_of_the_divergence_is_right_where_concentration_vanishes()
    {
        using Pass pass = Pass.Training();
        Tensor k = pass.Track(Tensor.From([1e-20f, 1e-3f], [2]));
        Tensor kl = Kl.Divergence(VonMisesFisher.FromLocConcentration(Tensor.From([0f, 1, 0], [3]), k), HypersphericalUniform.On(3));
        double[] gradient = pass.Backward(kl.Sum())[k].ToDoubles();
        // KL = κ²/(2m) + ..., so its derivative is κ/m.
        Assert.Equal(1e-20 / 3, gradient[0], 1e-22);
        Assert.Equal(1e-3 / 3, gradient[1], 1e-8);
    }

    [Fact]
    public void Parameters_that_do_not_fit_are_named()
    {
        Assert.Equal(
            "VonMisesFisher: a direction needs a last axis of at least two numbers; it has shape [1].",
            Assert.Throws<ShapeException>(() => VonMisesFisher.FromLocConcentration(Tensor.Ones([1]), 1.0)).Message);
        Assert.Equal(
            "VonMisesFisher: directions have the batch [4], concentrations the shape [3], which do not broadcast; give one concentration for each "
            + "direction.",
            Assert.Throws<ShapeException>(() => VonMisesFisher.FromDirectionConcentration(Tensor.Ones([4, 2]), Tensor.Ones([3]))).Message);
        Assert.Equal(
            "VonMisesFisher (mean direction): values must have length 1 along the last axis; at least one vector does not.",
            Assert.Throws<ArgumentException>(() => VonMisesFisher.FromLocConcentration(Tensor.Ones([2]), 1.0)).Message);
        Assert.Equal(
            "KL(VonMisesFisher || HypersphericalUniform): q has batch [] and event [2], p has batch [] and event [3]; events must be equal and batches "
            + "broadcast.",
            Assert.Throws<ShapeException>(() => Kl.Divergence(
                VonMisesFisher.FromDirectionConcentration(Tensor.Ones([2]), 1.0), HypersphericalUniform.On(3))).Message);
        Assert.Equal(
            "HypersphericalUniform: a value of shape [2] does not broadcast to batch [] + event [3].",
            Assert.Throws<ShapeException>(() => HypersphericalUniform.On(3).LogProb(Tensor.Ones([2]))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => HypersphericalUniform.On(1));
    }

    [Fact]
    public void A_uniform_prior_has_rows_like_any_other()
    {
        var rows = HypersphericalUniform.On(3, [6], DType.Float64);
        Assert.Equal("[2, 3]", rows.Unfold(6, [2, 3]).BatchShape.ToString());
        Assert.Equal("[6, 3]", rows.Sample(s_key).Shape.ToString());
        Assert.Equal("[6]", rows.Entropy().Shape.ToString());
        Assert.Equal("[6, 3]", rows.Variance.Shape.ToString());
    }
}
