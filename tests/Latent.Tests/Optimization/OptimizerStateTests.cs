using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Tests.Optimization;

public sealed class OptimizerStateTests
{
    [Theory]
    [MemberData(nameof(OptimizerCase.Names), MemberType = typeof(OptimizerCase))]
    public void Training_goes_on_with_the_same_bits_from_a_saved_state(string name)
    {
        OptimizerCase tested = OptimizerCase.Of(name);
        Bowl whole = new(DType.Float32), resumed = new(DType.Float32);
        Optimizer first = tested.Make(whole.Parameters);
        Run(whole, first, 0, 7);
        first.Skip();
        OptimizerState state = first.Save();
        double[] values = whole.Values;
        Run(whole, first, 8, 20);

        int taken = 0;
        foreach (Parameter parameter in resumed.Parameters)
        {
            parameter.Set(Tensor.From(values.AsSpan(taken, parameter.Shape.Count), parameter.Shape));
            taken += parameter.Shape.Count;
        }

        Optimizer second = tested.Make(resumed.Parameters);
        second.Restore(state);
        Assert.Equal(8, second.Steps);
        Run(resumed, second, 8, 20);
        Assert.Equal(whole.Values, resumed.Values);
    }

    [Fact]
    public void A_state_is_named_by_what_it_is_and_whose_and_is_a_copy()
    {
        Bowl bowl = new(DType.Float32, 3, 2);
        Adam adam = new(bowl.Parameters, 0.1, amsgrad: true, initialSecondMoment: 0.5);
        OptimizerState state = adam.Save();
        Assert.Equal(["steps", "updates"], state.Counters.Keys.Order());
        Assert.Equal(
            ["exp_avg/w0", "exp_avg/w1", "exp_avg_sq/w0", "exp_avg_sq/w1", "max_exp_avg_sq/w0", "max_exp_avg_sq/w1"],
            state.Tensors.Keys.Order(StringComparer.Ordinal));
        Run(bowl, adam, 0, 3);
        Assert.Equal(0, state.Counters["steps"]);
        Assert.Equal([0.5, 0.5, 0.5], state.Tensors["exp_avg_sq/w0"].ToDoubles());
        Assert.Equal(3, adam.Save().Counters["updates"]);
    }

    [Fact]
    public void The_state_of_groups_stands_under_their_names()
    {
        Bowl bowl = new(DType.Float32, 3, 2);
        Optimizer groups = OptimizerGroups.ByPattern(
            bowl.Parameters, ("w0", static p => new Adam(p)), ("*", static p => new Sgd(p, 1, 0.5)));
        OptimizerState state = new NormClipping(groups, 1).Save();
        Assert.Equal(["*/steps", "*/updates", "w0/steps", "w0/updates"], state.Counters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["*/momentum_buffer/w1", "w0/exp_avg/w0", "w0/exp_avg_sq/w0"], state.Tensors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_state_of_another_optimiser_or_model_is_refused_and_changes_nothing()
    {
        Bowl bowl = new(DType.Float32, 3), other = new(DType.Float32, 4), twice = new(DType.Float64, 3);
        Adam adam = new(bowl.Parameters, 0.1);
        Run(bowl, adam, 0, 2);
        OptimizerState before = adam.Save();

        Assert.Equal(
            "Optimizer.Restore: the state is not of this optimiser and model. It has no tensor 'exp_avg/w0', 'exp_avg_sq/w0'. "
            + "It has the tensor 'square_avg/w0', which this optimiser does not know. Make the optimiser as it was made before.",
            Refused(new RmsProp(new Bowl(DType.Float32, 3).Parameters).Save()));
        Assert.Equal(
            "Optimizer.Restore: 'exp_avg/w0' is [4] Float32 in the state; the optimiser's is [3] Float32. (Parameter 'state')",
            Refused(new Adam(other.Parameters).Save()));
        Assert.Contains(
            "is [3] Float64 in the state; the optimiser's is [3] Float32", Refused(new Adam(twice.Parameters).Save()), StringComparison.Ordinal);
        Dictionary<string, long> negative = new(before.Counters) { ["steps"] = -1 };
        Assert.Contains("counter 'steps' is -1", Refused(new OptimizerState(negative, before.Tensors)), StringComparison.Ordinal);
        OptimizerState uncounted = new(new Dictionary<string, long>(), before.Tensors);
        Assert.Contains("It has no counter 'steps', 'updates'.", Refused(uncounted), StringComparison.Ordinal);

        OptimizerState after = adam.Save();
        Assert.Equal(before.Counters, after.Counters);
        Assert.Equal(before.Tensors["exp_avg/w0"].ToArray(), after.Tensors["exp_avg/w0"].ToArray());

        string Refused(OptimizerState state) => Assert.Throws<ArgumentException>(() => adam.Restore(state)).Message;
    }

    [Fact]
    public void An_average_is_the_exponential_window_and_is_exchanged_for_evaluation()
    {
        Bowl bowl = new(DType.Float64, 5);
        Sgd optimizer = new(bowl.Parameters, 0.1);
        ParameterAverage average = new(optimizer, Schedule.Linear(0.5, 0.9, 4));
        double[] expected = bowl.Values;
        for (int step = 0; step < 10; step++)
        {
            Run(bowl, optimizer, step, step + 1);
            average.Update();
            double d = 0.5 + (0.1 * Math.Min(step, 4));
            expected = [.. expected.Zip(bowl.Values, (a, w) => (d * a) + ((1 - d) * w))];
        }

        double[] live = bowl.Values;
        using (average.Use())
        {
            Assert.All(expected.Zip(bowl.Values), static pair => Assert.Equal(pair.First, pair.Second, 14));
            string error = Assert.Throws<InvalidOperationException>(average.Update).Message;
            Assert.Contains("dispose what Use returned first", error, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(average.Use);
            Assert.Throws<InvalidOperationException>(average.Save);
        }

        Assert.Equal(live, bowl.Values);
        OptimizerState state = average.Save();
        Assert.Equal(10, state.Counters["updates"]);
        Bowl fresh = new(DType.Float64, 5);
        ParameterAverage resumed = new(new Sgd(fresh.Parameters, 0.1), 0.5);
        resumed.Restore(state);
        Assert.Equal(10, resumed.Updates);
        using (resumed.Use()) Assert.All(expected.Zip(fresh.Values), static pair => Assert.Equal(pair.First, pair.Second, 14));
        ParameterAverage wrong = new(optimizer, 2);
        Assert.Equal(
            "ParameterAverage: the decay of update 0 is 2; it must be in [0, 1].",
            Assert.Throws<InvalidOperationException>(wrong.Update).Message);
    }

    private static void Run(Bowl bowl, Optimizer optimizer, int from, int to)
    {
        for (int step = from; step < to; step++) bowl.With(bowl.Noise(step), gradients => optimizer.Step(gradients));
    }
}
