using Latent.Data;
using Latent.Distributions;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Objectives.Regularizers;
using Xunit.Abstractions;

namespace Latent.Tests.Objectives.Constraints;

/// <summary>Training under a constraint reaches the analytic optimum of <see cref="ScalarCode"/> and the analytic multiplier.</summary>
/// <remarks>
/// With f(u) = -ELBO = ½ log 2πσ² + u/(2σ²) - ½ log u and a constraint g(u) ≤ c that binds, g(u*) = c fixes u*, and f′(u*) + λ·g′(u*) = 0 the
/// multiplier: λ = (1/σ² - 1/u*)/(-2·g′(u*)), positive where u* &gt; σ², the optimum without a constraint.
/// Gaussian y of correlation ρ with x: g = -½ log(1 - ρ²(1 - u)), so u* = 1 - (1 - e^(-2c))/ρ² and λ = (1/σ² - 1/u*)·e^(-2c)/ρ².
/// Binary y, x = a·y + √(1 - a²)·n: z given y is normal, at the signal-to-noise ratio r = a²t/(1 - a²t), t = 1 - u, and g is the information of a
/// binary input in Gaussian noise, r - E log cosh(r + √r·n), by quadrature. Rate: g = -½ log u, u* = e^(-2c), λ = u*/σ² - 1.
/// GECO, least R under D ≤ κ: u* = 2σ²(κ - ½ log 2πσ²), λ = σ²/u*. All are convex in u, so each has one saddle. docs/theory/constraints.md has
/// the derivation. Tolerances: 2 % of the bound, for the quantity as it truly is and not as estimated; 3 % for the multiplier.
/// </remarks>
public sealed class ConstrainedOptimumTests(ITestOutputHelper output)
{
    private const double Noise = 0.4;
    private const double Variance = Noise * Noise;

    [Fact]
    public void Information_on_a_binary_attribute_is_held_by_the_aggregated_posterior()
    {
        const double a = 0.8, c = 0.15;
        ScalarCode model = new(Noise);
        Constrained objective = Bounded(new AggregatedMutualInformation("y"), c, 1000);
        Train(model, objective, ScalarCode.TwoClasses(a, 128), 1000);
        double share = Root(t => BinaryInput(t, a) - c);
        double slope = (BinaryInput(share + 1e-5, a) - BinaryInput(share - 1e-5, a)) / 2e-5;
        Check(c, BinaryInput(model.Retained, a), ((1 / Variance) - (1 / (1 - share))) / (2 * slope), objective);
    }

    [Fact]
    public void Information_on_a_Gaussian_attribute_is_held_by_a_second_player()
    {
        const double rho = 0.9, c = 0.2;
        ScalarCode model = new(Noise);
        Constrained objective = Bounded(GuessingGaussian(), c);
        Train(model, objective, ScalarCode.Correlated(rho, 128));
        double u = 1 - ((1 - Math.Exp(-2 * c)) / (rho * rho));
        Check(c, -0.5 * Math.Log(1 - (rho * rho * model.Retained)), ((1 / Variance) - (1 / u)) * Math.Exp(-2 * c) / (rho * rho), objective);
    }

    /// <summary>The twin of the test above: an opponent that does not learn sees no information, and the model keeps all of it.</summary>
    [Fact]
    public void A_second_player_that_does_not_learn_holds_nothing()
    {
        ScalarCode model = new(Noise);
        Constrained objective = Bounded(GuessingGaussian(), 0.2);
        Train(model, objective, ScalarCode.Correlated(0.9, 128), opponentLearns: false);
        Assert.Equal(0, objective.State["mutual-information.multiplier"]);
        Assert.True(-0.5 * Math.Log(1 - (0.81 * model.Retained)) > 0.5);
    }

    [Fact]
    public void The_rate_is_held()
    {
        const double c = 0.4;
        ScalarCode model = new(Noise);
        Constrained objective = Bounded(new Rate(), c);
        Train(model, objective, ScalarCode.Correlated(0.5, 128));
        Check(c, -0.5 * Math.Log(1 - model.Retained), (Math.Exp(-2 * c) / Variance) - 1, objective);
    }

    [Fact]
    public void Geco_reaches_its_distortion_at_the_least_rate()
    {
        double constant = 0.5 * Math.Log(2 * Math.PI * Variance), bound = constant + 1.1, u = 2 * Variance * 1.1;
        ScalarCode model = new(Noise);
        Constrained objective = Constrained.Geco(bound, Schedule.Cosine(0.02, 0.001, 3000), average: 0.9);
        Train(model, objective, ScalarCode.Correlated(0.5, 128));
        // Of the distortion's part that can be changed, u/(2σ²).
        Check(1.1, (1 - model.Retained) / (2 * Variance), Variance / u, objective);
    }

    [Fact]
    public void A_bound_that_is_slack_has_multiplier_zero_and_changes_nothing()
    {
        ScalarCode model = new(Noise);
        Constrained objective = Bounded(new Rate(), 1.5);
        Train(model, objective, ScalarCode.Correlated(0.5, 128));
        Assert.Equal(0, objective.State["rate.multiplier"]);
        Assert.Equal(Variance, 1 - model.Retained, 0.02 * Variance);
    }

    private static ClassifierMutualInformation GuessingGaussian()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(9), DType.Float64);
        Parameter slope = scope.Parameter("slope", [], Initializer.Zeros), logScale = scope.Parameter("log_scale", [], Initializer.Zeros);
        return new ClassifierMutualInformation(
            "y", (pass, z) => Normal.FromLogScale(z * pass[slope], pass[logScale], eventAxes: 1), scope.Parameters)
        {
            AttributeEntropy = 0.5 * Math.Log(2 * Math.PI * Math.E),
        };
    }

    private static Constrained Bounded(Penalty quantity, double c, int steps = 3000) =>
        new(new Elbo(), new Constraint(quantity, c) { StepSize = Schedule.Cosine(0.2, 0.001, steps), Average = 0.5 });

    private static void Train(ScalarCode model, Constrained objective, Batch batch, int steps = 3000, bool opponentLearns = true)
    {
        Adam adam = new(model.Parameters, Schedule.Cosine(0.02, 0.0002, steps));
        Adam? second = objective.AdversaryParameters.Count > 0 ? new Adam(objective.AdversaryParameters, Schedule.Cosine(0.1, 0.001, steps)) : null;
        RandomKey key = RandomKey.FromSeed(21);
        for (int step = 0; step < steps; step++)
        {
            using Pass pass = Pass.Training(key.At(step), step);
            ObjectiveTerms terms = objective.Evaluate(model, batch, pass);
            Gradients gradients = pass.Backward(terms.Loss);
            Gradients? opponent = terms.AdversaryLoss is { } loss ? pass.Backward(loss) : null;
            adam.Step(gradients);
            if (opponent is not null && opponentLearns) second!.Step(opponent);
            objective.Update(terms);
        }
    }

    private void Check(double bound, double value, double multiplier, Constrained objective)
    {
        double found = objective.State.Values.Single(static v => v.Key.EndsWith(".multiplier", StringComparison.Ordinal)).Value;
        output.WriteLine($"bound {bound}, value {value} ({(value / bound) - 1:P2}); multiplier {multiplier}, found {found} ({(found / multiplier) - 1:P2})");
        Assert.True(multiplier > 0);
        Assert.Equal(bound, value, 0.02 * bound);
        Assert.Equal(multiplier, found, 0.03 * multiplier);
    }

    // I(z; y) of a binary y at the share t of the variance of z that is due to x.
    private static double BinaryInput(double t, double a)
    {
        double r = a * a * t / (1 - (a * a * t));
        return r - Quadrature.Line(n => Math.Exp(Quadrature.LogNormal(n, 0, 1)) * Math.Log(Math.Cosh(r + (Math.Sqrt(r) * n))), points: 801);
    }

    private static double Root(Func<double, double> rising)
    {
        double low = 1e-6, high = 0.999;
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            if (rising(middle) > 0) high = middle;
            else low = middle;
        }

        return low;
    }
}
