using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Tests.Optimization;

public sealed class ClippingTests
{
    [Theory]
    [InlineData(DType.Float32, 1e-6)]
    [InlineData(DType.Float64, 1e-14)]
    public void A_norm_is_over_all_parameters_and_scales_the_gradient_to_its_limit(DType dtype, double relative)
    {
        Bowl bowl = new(dtype);
        NormClipping clipped = new(new Sgd(bowl.Parameters, 1), 2);
        double[] before = bowl.Values, g = bowl.Noise(0);
        double norm = Math.Sqrt(g.Sum(static v => v * v)), scale = 2 / (norm + 1e-6);
        UpdateReport report = Step(bowl, clipped, g);
        Assert.Equal(1, report.Norm!.Value / norm, relative);
        Assert.Equal(1, report.Scale / scale, relative);
        Assert.False(report.Skipped);
        Assert.Equal(0, report.Clipped);
        for (int i = 0; i < g.Length; i++) Assert.Equal(before[i] - (scale * g[i]), bowl.Values[i], 4 * relative);
    }

    [Fact]
    public void A_norm_below_the_limit_leaves_the_bits_alone()
    {
        Bowl bowl = new(DType.Float32), plain = new(DType.Float32);
        UpdateReport report = Step(bowl, new NormClipping(new Adam(bowl.Parameters), 1000), bowl.Noise(0));
        Step(plain, new Adam(plain.Parameters), plain.Noise(0));
        Assert.Equal(plain.Values, bowl.Values);
        Assert.Equal(1, report.Scale);
        Assert.StartsWith("norm 12.", report.ToString(), StringComparison.Ordinal);
    }

    // Squares of these leave float32 on either side.
    [Theory]
    [InlineData(1e30)]
    [InlineData(3e38)]
    [InlineData(1e-25)]
    [InlineData(1e-38)]
    public void A_norm_is_right_where_its_square_is_out_of_range(double size)
    {
        Bowl bowl = new(DType.Float32, 2, 3);
        double stored = (float)size;
        UpdateReport report = Step(bowl, new NormClipping(new Sgd(bowl.Parameters, 1e-40), 1e300), [stored, 0, 0, 0, -stored / 2]);
        Assert.Equal(1, report.Norm!.Value / (stored * Math.Sqrt(1.25)), 1e-6);
    }

    [Fact]
    public void Values_are_clamped_and_counted()
    {
        Bowl bowl = new(DType.Float64, 2, 3);
        double[] before = bowl.Values;
        UpdateReport report = Step(bowl, new ValueClipping(new Sgd(bowl.Parameters, 1), 0.5), [0.5, -3, 0.25, 1e9, -0.5]);
        Assert.Equal(2, report.Clipped);
        Assert.Null(report.Norm);
        Assert.Equal("2 elements clipped", report.ToString());
        Assert.Equal([0.5, -0.5, 0.25, 0.5, -0.5], before.Zip(bowl.Values, static (b, a) => Math.Round(b - a, 12)));
    }

    [Fact]
    public void Clipped_values_are_counted_where_a_float_no_longer_counts_by_ones()
    {
        Parameter parameter = ParameterScope.Initialize(default).Parameter("w", [(1 << 24) + 3], Initializer.Zeros);
        ValueClipping clipped = new(new Sgd([parameter], 1), 0.5);
        using Pass pass = Pass.Training();
        Assert.Equal((1 << 24) + 3, clipped.Step(pass.Backward(pass[parameter].Sum())).Clipped);
        Assert.Equal(-0.5f, parameter.Value.Span[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_outermost_acts_first(bool valuesFirst)
    {
        Bowl bowl = new(DType.Float64, 2);
        double[] before = bowl.Values, g = [3, 4];
        Sgd sgd = new(bowl.Parameters, 1);
        Optimizer both = valuesFirst ? new ValueClipping(new NormClipping(sgd, 1), 3) : new NormClipping(new ValueClipping(sgd, 0.7), 1);
        UpdateReport report = Step(bowl, both, g);
        // (3, 4) → (3, 3) → norm 1; or (3, 4) → (0.6, 0.8) → (0.6, 0.7).
        double norm = valuesFirst ? Math.Sqrt(18) : 5, scale = 1 / (norm + 1e-6);
        double[] expected = valuesFirst ? [3 * scale, 3 * scale] : [3 * scale, 0.7];
        Assert.Equal(norm, report.Norm!.Value, 1e-12);
        Assert.Equal(scale, report.Scale, 1e-12);
        Assert.Equal(1, report.Clipped);
        for (int i = 0; i < 2; i++) Assert.Equal(expected[i], before[i] - bowl.Values[i], 1e-12);
    }

    [Fact]
    public void A_step_above_the_threshold_is_skipped_and_schedules_go_on()
    {
        Bowl bowl = new(DType.Float64, 2);
        Adam adam = new(bowl.Parameters, Schedule.PiecewiseConstant((0, 1e-3), (1, 0.5)));
        StepSkipping skipping = new(new NormClipping(adam, 1), 4);
        double[] before = bowl.Values;
        UpdateReport report = Step(bowl, skipping, [3, 4]);
        Assert.True(report.Skipped);
        Assert.Equal(5, report.Norm!.Value, 1e-12);
        Assert.Equal("norm 5, skipped", report.ToString());
        Assert.Equal(before, bowl.Values);
        Assert.Equal((1L, 0L), (skipping.Steps, adam.Updates));

        report = Step(bowl, skipping, [2, 0]);
        Assert.False(report.Skipped);
        Assert.Equal(2, report.Norm!.Value, 1e-12);
        Assert.Equal("norm 2, scaled by 0.5", report.ToString());
        // Adam's first update is a whole rate, that of step 1, and its corrections know of one update.
        Assert.Equal(before[0] - 0.5, bowl.Values[0], 1e-7);
        Assert.Equal((2L, 1L), (skipping.Steps, adam.Updates));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_is_skipped_if_asked_and_else_an_error_that_names_it(double bad)
    {
        Bowl bowl = new(DType.Float32, 2, 3);
        double[] before = bowl.Values;
        NormClipping clipping = new(new Adam(bowl.Parameters), 1);
        UpdateReport report = Step(bowl, new StepSkipping(clipping), [1, 1, 1, bad, 1]);
        Assert.True(report.Skipped);
        NonFiniteException error = Assert.Throws<NonFiniteException>(() => Step(bowl, clipping, [1, 1, 1, bad, 1]));
        Assert.StartsWith($"NormClipping: the gradient of 'w1' [3]: element 1 is {bad};", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, bowl.Values);
        Assert.Equal(1, clipping.Steps);
    }

    [Fact]
    public void The_norm_around_groups_is_over_all_of_them_and_that_of_a_group_over_its_own()
    {
        Bowl bowl = new(DType.Float64, 1, 1);
        double[] before = bowl.Values;
        Optimizer groups = OptimizerGroups.ByPattern(
            bowl.Parameters, ("w0", static p => new Sgd(p, 1)), ("w1", static p => new NormClipping(new Sgd(p, 1), 0.5)));
        UpdateReport report = Step(bowl, new NormClipping(groups, 1), [3, 4]);
        Assert.Equal(5, report.Norm!.Value, 1e-12);
        Assert.Equal(before[0] - 0.6, bowl.Values[0], 1e-6);
        Assert.Equal(before[1] - 0.5, bowl.Values[1], 1e-6);
    }

    [Fact]
    public void A_gradient_of_a_recorded_traversal_is_clipped_all_the_same()
    {
        Bowl bowl = new(DType.Float64, 2);
        double[] before = bowl.Values;
        NormClipping clipping = new(new Sgd(bowl.Parameters, 1), 1);
        using Pass pass = Pass.Training();
        Tensor loss = (pass[bowl.Parameters[0]] * pass.From([3.0, 4.0], [2])).Sum();
        UpdateReport report = clipping.Step(pass.Backward(loss, createGraph: true));
        Assert.Equal(5, report.Norm!.Value, 1e-12);
        Assert.Equal(before[1] - 0.8, bowl.Values[1], 1e-6);
    }

    [Fact]
    public void Limits_are_positive()
    {
        Sgd sgd = new(new Bowl().Parameters, 1);
        Refused("NormClipping: limit is 0; a number greater than 0 is needed", () => new NormClipping(sgd, 0));
        Refused("ValueClipping: limit is NaN", () => new ValueClipping(sgd, double.NaN));
        Refused("StepSkipping: threshold is -1", () => new StepSkipping(sgd, -1));

        static void Refused(string message, Func<object> make) =>
            Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);
    }

    private static UpdateReport Step(Bowl bowl, Optimizer optimizer, double[] gradient)
    {
        UpdateReport report = default;
        bowl.With(gradient, gradients => report = optimizer.Step(gradients));
        return report;
    }
}
