namespace Latent.Tensors.Tests.Autodiff;

/// <summary>A tensor kept beyond its pass is a constant to every later one: truncated recurrences, teachers, carried states.</summary>
public sealed class KeptTensorTests
{
    private readonly Parameter _w = ParameterScope.Initialize(RandomKey.FromSeed(1)).Parameter("w", [3, 4], Initializer.Normal(1));

    private Tensor Kept()
    {
        using Pass pass = Pass.Training();
        Tensor kept = pass.Keep(pass[_w].Square());
        pass.Backward(kept.Sum());
        return kept;
    }

    [Fact]
    public void It_serves_any_number_of_later_passes_as_a_constant()
    {
        Tensor kept = Kept();
        Assert.False(kept.IsTracked);
        for (int step = 0; step < 3; step++)
        {
            using Pass pass = Pass.Training(step: step);
            Gradients gradients = pass.Backward((kept * pass[_w]).Sum());
            Assert.Equal(kept.ToArray(), gradients[_w].ToArray());
        }
    }

    [Fact]
    public void Every_kind_of_operation_takes_it()
    {
        Tensor kept = Kept(), gain = Tensor.Ones([4]);
        Assert.Equal(DType.Float64, kept.To(DType.Float64).DType);
        Assert.Equal([3, 4], Ops.LayerNorm(kept, gain, null).Shape);
        Assert.Equal([3, 4], Ops.BatchNorm(kept, gain).Output.Shape);
        Assert.Equal([3, 4], kept.Softmax().Shape);
        Assert.Equal(12, kept.Reshape(12).Shape.Count);
    }

    [Fact]
    public void A_kept_parameter_is_a_copy()
    {
        Tensor kept;
        using (Pass pass = Pass.Training()) kept = pass.Keep(pass[_w]);
        float[] before = kept.ToArray();
        _w.Set(Tensor.Zeros([3, 4]));
        Assert.Equal(before, kept.ToArray());
    }

    [Fact]
    public void A_recycled_tensor_names_its_operation()
    {
        Tensor lost;
        using (Pass pass = Pass.Training()) lost = pass[_w].Square();
        TensorRecycledException error = Assert.Throws<TensorRecycledException>(() => lost.ToArray());
        Assert.StartsWith("Tensor 'Square' [3, 4] belonged to the training pass of step 0, which has ended", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversion_to_another_type_passes_gradients()
    {
        using Pass pass = Pass.Training();
        Gradients gradients = pass.Backward(pass[_w].To(DType.Float64).Square().Sum());
        Assert.Equal(_w.Value.ToArray().Select(v => 2 * v), gradients[_w].ToArray());
    }
}
