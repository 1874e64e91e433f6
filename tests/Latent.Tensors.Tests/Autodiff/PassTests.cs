namespace Latent.Tensors.Tests.Autodiff;

/// <summary>The life of a pass: who owns memory, what is tracked, what is refused and in which words.</summary>
public sealed class PassTests
{
    private static readonly Initializer s_init = Initializer.Normal(1);

    [Fact]
    public void A_tensor_of_an_ended_pass_names_itself_and_the_remedy()
    {
        Tensor y, view, kept, clone;
        using (Pass pass = Pass.Training(step: 7))
        {
            Tensor x = pass.Track(Tensor.Ones([2, 3]));
            y = x.Exp();
            view = y.Rows(1, 1);
            kept = pass.Keep(x + 1.0);
            clone = y.Clone();
        }
        Assert.Equal(
            "Tensor 'Exp' [2, 3] belonged to the training pass of step 7, which has ended, and its memory has been recycled; " +
            "call Clone() or pass.Keep(tensor) before the pass is disposed.",
            Assert.Throws<TensorRecycledException>(() => y.Span.Length).Message);
        Assert.Throws<TensorRecycledException>(() => y + 1.0);
        Assert.Throws<TensorRecycledException>(view.ToArray);
        Assert.Throws<TensorRecycledException>(() => y.Clone());
        Assert.Throws<TensorRecycledException>(() => y.Reshape(6));
        Assert.Throws<TensorRecycledException>(() => Ops.Concat([kept, y]));
        Assert.Equal(2, kept.Span[0]);
        Assert.Equal(Math.E, clone.Span[5], 1e-6);
        Assert.Contains("recycled", y.ToString(), StringComparison.Ordinal);
        // What was kept goes on as a constant in other passes.
        using Pass next = Pass.Training();
        Assert.Equal(4, (kept * next.Full([], 2)).Span[0]);
    }

    [Fact]
    public void A_kept_view_keeps_its_memory()
    {
        Device device = Device.CreateCpu(1);
        Tensor view;
        using (Pass pass = Pass.Evaluation(device: device)) view = pass.Keep(pass.Full([4, 2], 3).Rows(1, 2));
        using (Pass pass = Pass.Evaluation(device: device)) pass.Full([4, 2], 9);
        Assert.Equal([3, 3, 3, 3], view.ToArray());
        Assert.Equal(0, device.PoolStatistics.Outstanding);
    }

    [Fact]
    public void An_ended_pass_makes_nothing()
    {
        Pass pass = Pass.Training();
        pass.Dispose();
        pass.Dispose();
        const string Message = "the training pass of step 0 has ended; open a new pass for each step.";
        Parameter w = Scope().Parameter("w", [2], s_init);
        Assert.Equal(Message, Assert.Throws<TensorRecycledException>(() => pass.Full([2], 0)).Message);
        Assert.Equal(Message, Assert.Throws<TensorRecycledException>(() => pass[w]).Message);
        Assert.Equal(Message, Assert.Throws<TensorRecycledException>(() => pass.Track(Tensor.Ones([2]))).Message);
        Assert.Equal(Message, Assert.Throws<TensorRecycledException>(() => pass.Backward(Tensor.Ones([1]))).Message);
    }

    [Fact]
    public void Two_passes_do_not_mix()
    {
        using Pass a = Pass.Training(step: 1), b = Pass.Evaluation();
        Assert.Equal(
            "Multiply: one operand belongs to the training pass of step 1, the other to the evaluation pass of step 0; tensors of " +
            "two passes do not mix. Clone() the one that should be a constant.",
            Assert.Throws<PassMismatchException>(() => a.Full([2], 1) * b.Full([2], 1)).Message);
        Assert.Equal(2, (a.Full([2], 1) * b.Full([2], 2).Clone()).Span[0]);
        using Pass c = Pass.Training(step: 3);
        Tensor other = c.Track(Tensor.Ones([1])).Exp();
        Assert.Throws<PassMismatchException>(() => a.Backward(other));
    }

    [Fact]
    public void A_loss_is_one_tracked_element_of_a_training_pass()
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.Ones([2, 3]));
        Assert.Equal(
            "Backward: the loss has shape [2, 3]; it must have one element. Reduce it with Sum() or Mean().",
            Assert.Throws<ShapeException>(() => pass.Backward(x * x)).Message);
        Assert.Equal(
            "Backward: tensor 'tensor' [] does not depend on any parameter or tracked tensor of this pass; " +
            "read parameters with pass[parameter], and use Pass.Training.",
            Assert.Throws<InvalidOperationException>(() => pass.Backward(pass.Full([], 1))).Message);
        Assert.Throws<InvalidOperationException>(() => pass.Backward(x.Detach().Sum()));
        using Pass evaluation = Pass.Evaluation();
        Assert.Equal(
            "Backward: the evaluation pass of step 0 does not record; use Pass.Training for gradients, or Pass.Differentiation for those of an evaluation.",
            Assert.Throws<InvalidOperationException>(() => evaluation.Backward(evaluation.Full([], 1))).Message);
    }

    [Fact]
    public void A_constant_alone_is_a_scalar_to_every_operation()
    {
        Tensor two = 2.0;
        Assert.Equal(2, two.Sum().Item());
        Assert.Equal(2, two.Max().Item());
        Assert.Equal(2, two.Reshape(1, 1).Item());
        Assert.Equal(2, two.Unsqueeze(0).Slice(0, 0, 1).Item());
        Assert.Equal([2, 2], two.BroadcastTo([2]).ToArray());
        Assert.Equal(2, two.Item());
        Assert.Equal(2, two.Clone().Item());
        Assert.Equal(2, two.To(DType.Float64).Item());
        Assert.Equal(2, two.Detach().Item());
        Assert.Equal([2f], two.ToArray());
    }

    [Fact]
    public void An_evaluation_pass_tracks_nothing()
    {
        Parameter w = Scope().Parameter("w", [2], s_init);
        using Pass pass = Pass.Evaluation();
        Assert.False(pass[w].IsTracked);
        Assert.False((pass.Track(Tensor.Ones([2])) * pass[w]).IsTracked);
        Assert.Empty(pass.Tape);
        using Pass training = Pass.Training();
        Assert.True((training[w] * 2.0).IsTracked);
        Assert.False(training[w].Detach().IsTracked);
        Assert.False((training.Full([2], 1) * 2.0).IsTracked);
    }

    [Fact]
    public void Element_types_do_not_mix()
    {
        Tensor a = Tensor.Ones([2]), b = Tensor.Ones([2], DType.Float64);
        Assert.Equal(
            "Add: operands are Float32 and Float64; an operation works in one element type. Convert one of them with To(Float32).",
            Assert.Throws<ArgumentException>(() => a + b).Message);
        Assert.Equal(
            "The tensor is Float64; it cannot be read as Float32. Use To(Float32) or the accessor of its own type.",
            Assert.Throws<InvalidOperationException>(() => b.Span.Length).Message);
        Assert.Equal(3, (b + 2.0).DoubleSpan[0]);
    }

    [Fact]
    public void Shapes_and_axes_that_do_not_fit_are_named()
    {
        Tensor x = Tensor.Ones([2, 3]);
        Refused(
            "Add: shapes [2, 3] and [4] do not broadcast: aligned at the last axis, sizes must be equal or 1. Reshape one of them.",
            () => x + Tensor.Ones([4]));
        Refused("Sum: axis 2 does not exist in [2, 3] of rank 2; axes run from -2 to 1.", () => x.Sum(2));
        Refused("Mean: axis -1 is named twice for [2, 3]; name each axis once.", () => x.Mean(1, -1));
        Refused("Max: an empty set has none: [2, 0] is reduced over an axis of size 0.", () => Tensor.Ones([2, 0]).Max(1));
        Refused("Reshape: [2, 3] has 6 elements and [4, 2] has 8; a reshape keeps the number of elements.", () => x.Reshape(4, 2));
        Refused("Reshape: [2, 3] of 6 elements does not fit [4, -1]: 6 is no multiple of 4.", () => x.Reshape(4, -1));
        Refused("Shape: 7 axes; a tensor has at most 6. Merge neighbouring axes with Reshape.", () => x.Reshape(-1, 1, 1, 1, 1, 1, 1));
        Refused("Reshape: [-1, -1] leaves two sizes open; at most one may be -1.", () => x.Reshape(-1, -1));
        Refused("Tensor.From: 3 values for shape [2, 3] of 6 elements.", () => Tensor.From([1f, 2, 3], [2, 3]));
        Assert.Equal(
            "Item: the tensor has shape [2, 3], 6 elements; Item reads exactly one. Reduce it first (Sum, Mean) or use ToArray.",
            Assert.Throws<ShapeException>(() => x.Item()).Message);
        Assert.Equal(
            "input [2]: element 1 is NaN; finite values are required.",
            Assert.Throws<NonFiniteException>(() => Tensor.From([1f, float.NaN], [2]).ThrowIfNotFinite("input")).Message);
    }

    private static void Refused(string message, Func<Tensor> act) => Assert.Equal(message, Assert.Throws<ShapeException>(act).Message);

    private static ParameterScope Scope() => ParameterScope.Initialize(RandomKey.FromSeed(1));

    [Fact]
    public void Operands_without_elements_give_what_their_shapes_say()
    {
        Assert.Equal(new float[24], Tensor.Zeros([2, 3, 0]).MatMul(Tensor.Zeros([0, 4])).ToArray());
        Assert.Equal([2, 3, 4], Tensor.Zeros([2, 3, 0]).MatMul(Tensor.Zeros([0, 4])).Shape);
        Assert.Equal([2, 0, 4], Tensor.Zeros([2, 0, 3]).MatMul(Tensor.Zeros([3, 4])).Shape);
        Tensor y = Ops.Linear(Tensor.Zeros([2, 3, 0]), Tensor.Zeros([2, 0]), Tensor.From([1f, 2], [2]));
        Assert.Equal([2, 3, 2], y.Shape);
        Assert.Equal([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2], y.ToArray());
        Assert.Equal([0, 4], Ops.WeightNorm(Tensor.Zeros([0, 4]), Tensor.Zeros([0])).Shape);
        Assert.Equal([3, 0], Ops.WeightNorm(Tensor.Zeros([3, 0]), Tensor.Ones([3])).Shape);
        Assert.Equal([2, 0, 1], Ops.Gru(Tensor.Zeros([2, 0, 0]), null, Tensor.Zeros([3, 0]), Tensor.Zeros([3, 1]), reverse: true).Outputs.Shape);
    }

    [Fact]
    public void An_evaluation_can_be_differentiated()
    {
        Parameter weight = ParameterScope.Initialize(RandomKey.FromSeed(1)).Parameter("weight", [3], Initializer.Normal(1));
        using Pass pass = Pass.Differentiation(RandomKey.FromSeed(2));
        Assert.Equal((false, true), (pass.IsTraining, pass.Records));
        Tensor x = pass.Track(Tensor.From([1f, 2f, 3f], [3]));
        Gradients gradients = pass.Backward((pass[weight] * x * x).Sum());
        double[] by = gradients[x].ToDoubles(), byWeight = gradients[weight].ToDoubles(), w = weight.Value.ToDoubles();
        for (int i = 0; i < 3; i++) Assert.Equal((double)(float)(2 * w[i] * (i + 1)), by[i], 1e-6);
        Assert.Equal([1, 4, 9], byWeight);
    }
}
