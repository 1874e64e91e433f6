using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>The derivative of a von Mises-Fisher height by the concentration, against quadrature with 40 digits (mpmath).</summary>
public sealed class SphereSlopeTests
{
    [Theory]
    [InlineData(2, 1.5, 0.3, 0.24163699188236349)]
    [InlineData(2, 0.001, 1.2, 0.96009584638034659)]
    [InlineData(2, 300, 0.01, 3.3361344598153528e-5)]
    [InlineData(2, 300, 0.0001, 3.3361205586449591e-7)]
    [InlineData(3, 0.5, 1.7, 0.28142694699300656)]
    [InlineData(3, 50, 0.02, 0.00040000000000000001)]
    [InlineData(3, 10000.0, 0.0002, 2.0000000000000001e-8)]
    [InlineData(5, 2, 0.9, 0.21170748703149582)]
    [InlineData(5, 40, 0.2, 0.004928774928774929)]
    [InlineData(10, 0.1, 1.0, 0.11110101159001805)]
    [InlineData(10, 1000.0, 0.004, 3.992978992724984e-6)]
    [InlineData(10, 1000.0, 0.02, 1.9964611645455957e-5)]
    [InlineData(10, 1000.0, 0.0005, 4.9912390839540873e-7)]
    [InlineData(40, 30, 0.5, 0.010778450415198025)]
    [InlineData(40, 30, 0.2, 0.0045840288690265776)]
    [InlineData(40, 100000.0, 0.0002, 1.999814979651225e-9)]
    [InlineData(200, 7, 0.9, 0.004951515186684734)]
    [InlineData(200, 1000, 0.08, 7.59100740511381e-5)]
    [InlineData(200, 1000, 0.3, 0.00028279078541891575)]
    [InlineData(50, 0.001, 1.0, 0.020408163257302921)]
    public void It_is_near_exact_values(int dimension, double concentration, double fall, double expected) =>
        Assert.Equal(1, SphereSlope.Of(dimension, concentration, fall) / expected, 2e-14);

    [Fact]
    public void Both_sides_meet_where_the_mean_is()
    {
        double fall = 1 - SpecialMath.BesselIRatio(1.5, 7);
        Assert.Equal(1, SphereSlope.Of(5, 7, fall * (1 - 1e-12)) / SphereSlope.Of(5, 7, fall * (1 + 1e-12)), 1e-11);
    }

    [Fact]
    public void The_ends_stay_and_what_is_no_number_has_no_slope()
    {
        Assert.Equal(0, SphereSlope.Of(4, 3, 0));
        Assert.Equal(0, SphereSlope.Of(4, 3, 2));
        Assert.All(
            new[] { (0.0, 1.0), (-1, 1), (double.NaN, 1), (double.PositiveInfinity, 1), (1, -0.1), (1, 2.1), (1, double.NaN) },
            static at => Assert.Equal(double.NaN, SphereSlope.Of(4, at.Item1, at.Item2)));
    }

    [Fact]
    public void The_op_has_the_slope_as_gradient_in_both_precisions_and_no_second()
    {
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            using Pass pass = Pass.Training();
            Tensor k = pass.Track(Tensor.From([2, 40.0], [2]).To(dtype)), fall = Tensor.From([0.9, 0.2], [2]).To(dtype);
            Tensor y = Ops.ReparameterizeVonMisesFisher(k, fall, 5);
            Assert.Equal(fall.ToDoubles(), y.ToDoubles());
            double[] gradient = pass.Backward((y * Tensor.From([1, 3.0], [2]).To(dtype)).Sum())[k].ToDoubles();
            Assert.Equal(-1, gradient[0] / 0.21170748703149582, 1e-6);
            Assert.Equal(-3, gradient[1] / 0.004928774928774929, 1e-6);
        }

        using Pass twice = Pass.Training();
        Tensor concentration = twice.Track(Tensor.From([2.0], [1]));
        Tensor y2 = Ops.ReparameterizeVonMisesFisher(concentration, Tensor.From([0.9], [1]), 5);
        Tensor first = twice.Backward(y2.Sum(), createGraph: true)[concentration];
        NotSupportedException refused = Assert.Throws<NotSupportedException>(() => twice.Backward(first.Sum()));
        Assert.StartsWith("VonMisesFisherSample: has no second derivative here.", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Ops.ReparameterizeVonMisesFisher(Tensor.Ones([2]), Tensor.Ones([3]), 5));
    }

    [Fact]
    public void Bessel_functions_refuse_a_tracked_order_and_are_finite_at_zero_when_scaled()
    {
        using Pass pass = Pass.Training();
        NotSupportedException refused = Assert.Throws<NotSupportedException>(() => Ops.LogScaledBesselI(pass.Track(Tensor.Ones([])), 1.0));
        Assert.Equal(
            "LogScaledBesselI: there is no derivative by the order here. Pass the order as a constant, for instance with Detach().", refused.Message);
        double limit = -(2.5 * Math.Log(2)) - SpecialMath.LogGamma(3.5);
        double[] near = Ops.LogScaledBesselI(2.5, Tensor.From([0, 1e-12, 1e-3], [3])).ToDoubles();
        Assert.Equal(limit, near[0], 1e-15);
        Assert.Equal(limit, near[1], 1e-13);
        Assert.Equal(limit + (0.25e-6 / 3.5), near[2], 1e-13);
    }

    [Fact]
    public void The_ratio_and_its_derivatives_are_accurate_from_zero_to_far()
    {
        // At 0: A = 0, A' = 1/(2ν + 2), A'' = 0. Far out: A' = (2ν + 1)/(2x²), A'' = -(2ν + 1)/x³, to first order in 1/x.
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([0, 1e-40f, 1e5f, 1e6f], [4]));
        Tensor first = pass.Backward(Ops.BesselIRatio(4, x).Sum(), createGraph: true)[x];
        float[] slope = first.ToArray();
        Assert.Equal([0.1f, 0.1f], slope[..2]);
        Assert.Equal(4.5e-10f, slope[2], 1e-13f);
        Assert.Equal(4.5e-12f, slope[3], 1e-16f);
        Assert.All(pass.Backward(first.Sum())[x].ToArray()[..2], static v => Assert.Equal(0, v, 1e-40f));

        Tensor wide = pass.Track(Tensor.From([0, 3e3], [2]));
        first = pass.Backward(Ops.BesselIRatio(4, wide).Sum(), createGraph: true)[wide];
        double[] second = pass.Backward(first.Sum())[wide].ToDoubles();
        Assert.Equal(0, second[0]);
        Assert.Equal(-9 / 27e9, second[1], 3e-12);
        Assert.Equal([0.0, 0.0], Ops.LogBesselIReduced(4, Tensor.From([0, 1e-200], [2])).ToDoubles());
        Assert.Equal(double.PositiveInfinity, Ops.LogBesselIReduced(4, Tensor.From([double.PositiveInfinity], [1])).Item());
        Assert.Equal([0.0, double.NaN], Ops.BesselIRatioSlope(4, Tensor.From([double.PositiveInfinity, -1], [2])).ToDoubles());
    }
}
