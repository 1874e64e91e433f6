using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Tests.Optimization;

public sealed class OptimizerGroupsTests
{
    private static IReadOnlyList<Parameter> Model()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64);
        foreach (string part in new[] { "encoder", "decoder", "prior" })
        {
            (scope / part / "0").Parameter("weight", [2, 2], Initializer.Normal(1));
            (scope / part / "0").Parameter("bias", [2], Initializer.Normal(1));
        }

        return scope.Parameters;
    }

    [Theory]
    [InlineData("encoder.0.weight", "encoder.*", true)]
    [InlineData("encoder.0.weight", "*", true)]
    [InlineData("encoder.0.weight", "*.weight", true)]
    [InlineData("encoder.0.weight", "*.?.w*t", true)]
    [InlineData("encoder.0.weight", "encoder.0.weight*", true)]
    [InlineData("encoder.0.weight", "encoder", false)]
    [InlineData("encoder.0.weight", "*.bias", false)]
    [InlineData("encoder.0.weight", "encoder.?.weigh", false)]
    [InlineData("aXbXc", "*X?", true)]
    [InlineData("", "*", true)]
    [InlineData("", "?", false)]
    public void A_star_stands_for_any_characters(string path, string pattern, bool matches) =>
        Assert.Equal(matches, ParameterSelection.Matches(path, pattern));

    [Fact]
    public void Parameters_are_picked_in_their_order()
    {
        IReadOnlyList<Parameter> model = Model();
        Assert.Equal(
            ["encoder.0.weight", "encoder.0.bias", "prior.0.weight", "prior.0.bias"],
            ParameterSelection.Matching(model, "prior.*", "encoder.*").Select(static p => p.Name));
        Assert.Equal(
            ["encoder.0.weight", "decoder.0.weight", "prior.0.weight"],
            ParameterSelection.Except(model, "*.bias").Select(static p => p.Name));
    }

    [Fact]
    public void Each_pattern_has_its_own_optimiser_and_null_freezes()
    {
        IReadOnlyList<Parameter> model = Model();
        double[][] before = [.. model.Select(static p => p.Value.ToDoubles())];
        OptimizerGroups groups = OptimizerGroups.ByPattern(
            model, ("encoder.*", static p => new Sgd(p, 0.5)), ("prior.*", null), ("*", static p => new Sgd(p, 0.25, weightDecay: 1)));
        Bowl.With(model, Enumerable.Repeat(1.0, 18).ToArray(), gradients => groups.Step(gradients));
        for (int i = 0; i < model.Count; i++)
        {
            double[] expected = (i / 2) switch
            {
                0 => [.. before[i].Select(static w => w - 0.5)],
                1 => [.. before[i].Select(static w => w - (0.25 * (1 + w)))],
                _ => before[i],
            };
            Assert.All(expected.Zip(model[i].Value.ToDoubles()), static pair => Assert.Equal(pair.First, pair.Second, 14));
        }

        Assert.Equal(1, groups.Steps);
        Assert.Equal(4, groups.Parameters.Count);
        Assert.Equal("encoder.*: SGD, rate 0.5; *: SGD, rate 0.25", groups.ToString());
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_words()
    {
        IReadOnlyList<Parameter> model = Model();
        Refused(
            "ParameterSelection: no parameter matches 'encoder.0.weigth'. The nearest is 'encoder.0.weight'. In a pattern * stands for any",
            () => ParameterSelection.Matching(model, "encoder.0.weigth"));
        Refused("no parameter matches 'encodr.*'. The nearest is 'encoder.0.bias'", () => Groups("encodr.*", "*"));
        Refused("There are no parameters.", () => ParameterSelection.Except([], "a"));
        Refused("no pattern matches parameter 'decoder.0.weight'; end with (\"*\", ...)", () => Groups("encoder.*"));
        Refused("patterns before 'prior.*' take all parameters that match it", () => Groups("*", "prior.*"));
        Refused("there are no groups", () => OptimizerGroups.ByPattern(model, ("*", null)));
        Sgd one = new([model[0]], 1), two = new([model[1]], 1);
        Refused("two groups are named 'a'", () => new OptimizerGroups(("a", one), ("a", two)));
        two.Skip();
        Refused("'b' has made 1 steps and 'a' 0; groups step together", () => new OptimizerGroups(("a", one), ("b", two)));
        Refused("'encoder.0.weight' is already held by another optimiser", () => new Adam(model));

        Optimizer Groups(params string[] patterns) => OptimizerGroups.ByPattern(
            model, [.. patterns.Select(static p => (p, (Func<IReadOnlyList<Parameter>, Optimizer>?)(static list => new Sgd(list, 1))))]);
        static void Refused(string message, Func<object> make) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    // A number out of range must not leave the parameters gathered by an optimiser that nobody has.
    [Fact]
    public void Settings_out_of_their_range_are_refused_before_parameters_are_gathered()
    {
        ParameterScope scope = ParameterScope.Initialize(default);
        scope.Parameter("w", [2], Initializer.Zeros);
        IReadOnlyList<Parameter> p = scope.Parameters;
        (string Message, Func<object> Make)[] wrong =
        [
            ("Adam: beta1 is 1; a share of what was before, in [0, 1), is needed.", () => new Adam(p, beta1: 1)),
            ("AdamW: beta2 is NaN; a share", () => new AdamW(p, beta2: double.NaN)),
            ("Adam: epsilon is 1E-50, which is 0 as Float32; it must be finite and greater than 0.", () => new Adam(p, epsilon: 1e-50)),
            ("Adam: initialSecondMoment is -1; a finite number, 0 or more, is needed.", () => new Adam(p, initialSecondMoment: -1)),
            ("Adam: the rate is 0; it must be positive. To keep parameters as they are, leave them out.", () => new Adam(p, 0)),
            ("AdamW: weightDecay is -0.1; a finite", () => new AdamW(p, weightDecay: -0.1)),
            ("Adamax: epsilon is 0", () => new Adamax(p, epsilon: 0)),
            ("RMSprop: alpha is 1.5; a share", () => new RmsProp(p, alpha: 1.5)),
            ("RMSprop: momentum is -1; a share", () => new RmsProp(p, momentum: -1)),
            ("Adagrad: rateDecay is -1; a finite", () => new Adagrad(p, rateDecay: -1)),
            ("SGD: momentum is 1; a share", () => new Sgd(p, 1, momentum: 1)),
            ("SGD: Nesterov's form needs a momentum greater than 0 and no dampening.", () => new Sgd(p, 1, nesterov: true)),
            ("SGD: Nesterov's form needs", () => new Sgd(p, 1, 0.9, nesterov: true, dampening: 0.1)),
        ];
        foreach ((string message, Func<object> make) in wrong)
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
        Adam adam = new(p, Schedule.Linear(0.1, -0.1, 2));
        for (int step = 0; step < 2; step++) Bowl.With(p, [1, 1], gradients => adam.Step(gradients));
        Assert.Equal(
            "Adam: the rate of step 2 is -0.1 by 'linear from 0.1 to -0.1 over 2 steps'; it must be finite and not negative.",
            Assert.Throws<InvalidOperationException>(() => Bowl.With(p, [1, 1], gradients => adam.Step(gradients))).Message);
        Assert.Equal(2, adam.Steps);
    }
}
