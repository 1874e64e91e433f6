using Latent.Tensors.Autodiff.Ops;

namespace Latent.Tensors.Tests.Autodiff;

/// <summary>Gradients weighted on their way, by a factor known only after the forward traversal.</summary>
public sealed class ScaleGradientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_passes_through_is_multiplied_and_what_passes_beside_is_not(bool createGraph)
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([1.0, 2, 3, 4], [2, 2]));
        GradientFactor factor = new();
        Tensor y = ScaleGradientOp.Apply(x * 2.0, factor);
        Tensor loss = (y * y).Sum() + x.Sum();
        Assert.Equal([2, 4, 6, 8], y.ToDoubles());
        // 8x through y, and 1 beside it.
        Assert.Equal([9, 17, 25, 33], pass.Backward(loss, createGraph)[x].ToDoubles());
        factor.Value = pass.From([10.0, 0.5], [2, 1]);
        Assert.Equal([81, 161, 13, 17], pass.Backward(loss, createGraph)[x].ToDoubles());
    }

    [Fact]
    public void Without_a_tape_there_is_nothing_to_do()
    {
        using Pass pass = Pass.Evaluation();
        Tensor x = pass.From([1.0], [1]);
        Assert.Same(x, ScaleGradientOp.Apply(x, new GradientFactor()));
    }

    [Fact]
    public void Parameters_of_a_frozen_pass_are_constants_and_other_gradients_pass()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        Parameter w = scope.Parameter("w", [2], Initializer.Constant(3));
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([1.0, 2], [2]));
        Tensor frozen;
        using (pass.Freeze())
        {
            // A part that asks for nothing does not thaw what it stands in.
            using (pass.Freeze(isFrozen: false)) frozen = (pass[w] * x).Sum();
        }

        Gradients gradients = pass.Backward(frozen + (pass[w] * x.Detach()).Sum());
        Assert.Equal([3, 3], gradients[x].ToDoubles());
        Assert.Equal([1, 2], gradients[w].ToDoubles());
    }
}
