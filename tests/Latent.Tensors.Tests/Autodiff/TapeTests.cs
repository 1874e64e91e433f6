namespace Latent.Tensors.Tests.Autodiff;

/// <summary>What a traversal of the tape adds up, and what it leaves alone.</summary>
public sealed class TapeTests
{
    [Fact]
    public void Uses_of_one_parameter_add_up_and_it_is_read_once()
    {
        Parameter w = Scope().Parameter("w", [2], Initializer.Constant(3));
        using Pass pass = Pass.Training();
        Assert.Same(pass[w], pass[w]);
        Gradients g = pass.Backward((pass[w] * pass[w] + pass[w]).Sum());
        Assert.Equal([7, 7], g[w].ToArray());
        Assert.Equal([w], g.Parameters);
    }

    [Fact]
    public void Gradients_by_intermediates_stop_there()
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([1f, 2], [2]));
        Tensor h = x * 3.0, y = h * h;
        Gradients g = pass.Backward(y.Sum(), [h]);
        Assert.Equal([6, 12], g[h].ToArray());
        Assert.Equal(
            "Gradients: none for tensor 'tracked' [2]: track it, name it in wrt, and let the loss depend on it.",
            Assert.Throws<KeyNotFoundException>(() => g[x]).Message);
        g = pass.Backward(y.Sum(), [x, h, y]);
        Assert.Equal([18, 36], g[x].ToArray());
        Assert.Equal([6, 12], g[h].ToArray());
        Assert.Equal([1, 1], g[y].ToArray());
    }

    [Fact]
    public void Several_traversals_of_one_pass_are_independent()
    {
        Parameter w = Scope().Parameter("w", [3], Initializer.Constant(2));
        Parameter v = Scope().Parameter("v", [3], Initializer.Constant(5));
        _ = new ParameterArena([w]);
        using Pass pass = Pass.Training();
        Tensor a = (pass[w] * pass[v]).Sum(), b = pass[w].Square().Sum();
        Gradients first = pass.Backward(a), second = pass.Backward(b), third = pass.Backward(a + b);
        Assert.Equal([5, 5, 5], first[w].ToArray());
        Assert.Equal([2, 2, 2], first[v].ToArray());
        Assert.Equal([4, 4, 4], second[w].ToArray());
        Assert.False(second.TryGet(v, out _));
        Assert.Equal([9, 9, 9], third[w].ToArray());
        Assert.Equal(
            "Gradients: the loss does not depend on parameter 'v [3]' in this pass.",
            Assert.Throws<KeyNotFoundException>(() => second[v]).Message);
    }

    [Fact]
    public void An_arena_gathers_gradients_with_zeros_where_there_are_none()
    {
        ParameterScope scope = Scope();
        Parameter[] all = [.. Enumerable.Range(0, 3).Select(i => scope.Parameter($"p{i}", [3], Initializer.Constant(i + 1)))];
        ParameterArena arena = new(all);
        using Pass pass = Pass.Training();
        Tensor loss = (pass[all[0]] * 2.0).Sum() + pass[all[2]].Square().Sum();
        foreach (bool graph in new[] { false, true })
        {
            Tensor flat = pass.Backward(loss, graph).Flat(arena);
            Assert.Equal(arena.Values.Shape, flat.Shape);
            Assert.Equal([2, 2, 2], flat.ToArray()[..3]);
            Assert.Equal([0, 0, 0], flat.ToArray()[16..19]);
            Assert.Equal([6, 6, 6], flat.ToArray()[32..35]);
            Assert.Equal(12 + 18, flat.Sum().Item() + 6);
        }
    }

    [Fact]
    public void Three_derivatives_of_a_cube()
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([2.0, 3.0], [2]));
        Tensor first = pass.Backward((x * x * x).Sum(), createGraph: true)[x];
        Tensor second = pass.Backward(first.Sum(), createGraph: true)[x];
        Tensor third = pass.Backward(second.Sum(), createGraph: true)[x];
        Assert.Equal([12, 27], first.ToDoubles());
        Assert.Equal([12, 18], second.ToDoubles());
        Assert.Equal([6, 6], third.ToDoubles());
    }

    [Fact]
    public void A_recorded_traversal_by_intermediates_can_be_penalised()
    {
        // ‖∂y/∂h‖² with h an intermediate, as a gradient penalty uses it.
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([1.0, -2.0], [2]));
        Tensor h = x.Square();
        Tensor slope = pass.Backward((h * h * h).Sum(), [h], createGraph: true)[h];
        Assert.Equal([3, 48], slope.ToDoubles());
        // slope = 3x⁴, Σ slope² = 9x⁸, its derivative 72x⁷.
        Assert.Equal([72, -9216], pass.Backward(slope.Square().Sum())[x].ToDoubles());
    }

    [Fact]
    public void A_wanted_gradient_is_not_recycled_under_its_reader()
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.Full([64], 1));
        Tensor h = x * 2.0;
        for (int i = 0; i < 20; i++) h = (h * 1.0).Reshape(8, 8).Reshape(64);
        Tensor last = h * 3.0;
        Gradients g = pass.Backward(last.Sum(), [x, h, last]);
        for (int i = 0; i < 5; i++) _ = pass.Backward(last.Square().Sum());
        Assert.All(g[x].ToArray(), v => Assert.Equal(6, v));
        Assert.All(g[h].ToArray(), v => Assert.Equal(3, v));
        Assert.All(g[last].ToArray(), v => Assert.Equal(1, v));
    }

    [Fact]
    public void A_shared_view_is_not_written_under_its_other_owner()
    {
        // Both halves adopt views of one gradient buffer, and each has more added to it.
        using Pass pass = Pass.Training();
        Tensor a = pass.Track(Tensor.Full([2, 2], 1)), b = pass.Track(Tensor.Full([2, 2], 1));
        Tensor ha = a * 1.0, hb = b * 1.0;
        Tensor weights = Tensor.From([1f, 1, 1, 1, 2, 2, 2, 2], [4, 2]);
        Tensor loss = (ha * 10.0).Sum() + (hb * 100.0).Sum() + (Ops.Concat([ha, hb]) * weights).Sum();
        Gradients g = pass.Backward(loss);
        Assert.All(g[a].ToArray(), v => Assert.Equal(11, v));
        Assert.All(g[b].ToArray(), v => Assert.Equal(102, v));
    }

    private static ParameterScope Scope() => ParameterScope.Initialize(RandomKey.FromSeed(1));
}
