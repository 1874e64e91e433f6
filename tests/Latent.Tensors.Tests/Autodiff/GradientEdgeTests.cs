using Latent.Optimization;

namespace Latent.Tensors.Tests.Autodiff;

/// <summary>Gradients at the edges of the domain, and arguments that are refused.</summary>
public sealed class GradientEdgeTests
{
    private static double[] Gradient(Func<Tensor, Tensor> f, params double[] x)
    {
        using Pass pass = Pass.Training();
        Tensor tracked = pass.Track(Tensor.From(x, [x.Length]));
        return pass.Backward(f(tracked).Sum())[tracked].ToDoubles();
    }

    [Fact]
    public void Pow_at_zero_has_finite_derivatives()
    {
        Assert.Equal([0.0, 0.0], Gradient(x => x.Pow(0.0), 0, 2));
        Assert.Equal([1.0, 1.0], Gradient(x => x.Pow(1.0), 0, 2));
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([0.0, 2.0], [2]));
        Tensor first = pass.Backward(x.Pow(1.0).Sum(), createGraph: true)[x];
        Assert.Equal([0.0, 0.0], pass.Backward((first * x.Detach()).Sum() + (0.0 * x).Sum())[x].ToDoubles());
    }

    [Fact]
    public void The_branch_that_was_not_chosen_gets_zero_whatever_the_gradient()
    {
        // d/dx √x is infinite at 0; the gradient that arrives at Where is infinite, the branch that was not taken must not become NaN.
        double[] gradient = Gradient(x => Tensor.Zeros([2], DType.Float64).Where(x, 0.0).Sqrt(), 1, 4);
        Assert.Equal([0.0, 0.0], gradient);
        Assert.Equal([0.0, 0.0], Gradient(x => x.Relu().Sqrt(), -1, -2));
    }

    [Fact]
    public void Log_Bessel_has_no_derivative_by_the_order()
    {
        using Pass pass = Pass.Training();
        Tensor order = pass.Track(Tensor.From([2.0], [1]));
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => Ops.LogBesselI(order, 1.0));
        Assert.Equal(
            "LogBesselI: there is no derivative by the order here. Pass the order as a constant, for instance with Detach().", error.Message);
    }

    [Fact]
    public void An_optimiser_takes_a_copy_of_the_list_and_each_parameter_once()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        Parameter a = scope.Parameter("a", [3], Initializer.Ones);
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Adam([a, a]));
        Assert.StartsWith("ParameterArena: 'a' is in the list twice.", error.Message, StringComparison.Ordinal);
        Adam adam = new(scope.Parameters);
        Parameter later = scope.Parameter("later", [2], Initializer.Ones);
        using Pass pass = Pass.Training();
        adam.Step(pass.Backward((pass[a].Sum() * pass[later].Sum()).Square()));
        Assert.NotEqual(1f, a.Value.Span[0]);
        Assert.Equal(1f, later.Value.Span[0]);
    }

    [Fact]
    public void Softmax_over_several_axes_sums_to_one_over_all_of_them()
    {
        float[] values = new float[24];
        RandomKey.FromSeed(1).Normal(values);
        float[] sums = Tensor.From(values, [2, 3, 4]).Softmax([0, 2]).Sum(0, 2).ToArray();
        Assert.All(sums, s => Assert.Equal(1, s, 1e-6f));
    }
}
