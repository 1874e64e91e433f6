using Latent.Data;
using Latent.Distributions;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Objectives.Regularizers;

namespace Latent.Tests.Objectives.Constraints;

/// <summary>What a training under a constraint should come to, and came to.</summary>
/// <param name="Bound">c.</param>
/// <param name="Reached">The quantity as it truly is at the end, and not as estimated.</param>
/// <param name="Multiplier">λ by analysis.</param>
/// <param name="Found">λ at the end.</param>
/// <param name="Information">I(z; y) by analysis and at the end, where the quantity is another.</param>
public sealed record Optimum(double Bound, double Reached, double Multiplier, double Found, (double Exact, double Reached)? Information = null);

/// <summary>The problems of <see cref="ConstrainedOptimumTests"/>, each trained once, when it is first asked for.</summary>
public sealed class Optima
{
    internal const double Noise = 0.4, Variance = Noise * Noise;

    private readonly Dictionary<string, Optimum> _found = new(StringComparer.Ordinal);

    /// <summary>In the order of the page's table.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "normal y, ρ = 0.9, classifier", "binary y, a = 0.8, aggregated", "normal y, ρ = 0.6, variational", "rate", "GECO, u/(2σ²)",
    ];

    public Optimum Of(string name)
    {
        if (!_found.TryGetValue(name, out Optimum? optimum)) _found[name] = optimum = Train(name);
        return optimum;
    }

    internal static ClassifierMutualInformation GuessingGaussian()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(9), DType.Float64);
        Parameter slope = scope.Parameter("slope", [], Initializer.Zeros), logScale = scope.Parameter("log_scale", [], Initializer.Zeros);
        return new ClassifierMutualInformation(
            "y", (pass, z) => Normal.FromLogScale(z * pass[slope], pass[logScale], eventAxes: 1), scope.Parameters)
        {
            AttributeEntropy = 0.5 * Math.Log(2 * Math.PI * Math.E),
        };
    }

    internal static Constrained Bounded(Penalty quantity, double c, int steps = 3000, Elbo? elbo = null) =>
        new(elbo ?? new Elbo(), new Constraint(quantity, c) { StepSize = Schedule.Cosine(0.2, 0.001, steps), Average = 0.5 });

    internal static void Train(ScalarCode model, Constrained objective, Batch batch, int steps = 3000, bool opponentLearns = true)
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

    private static Optimum Train(string name) => name[..4] switch
    {
        "bina" => Binary(0.8, 0.15),
        "rate" => TheRate(0.4),
        "GECO" => Geco(1.1),
        _ when name.Contains("classifier", StringComparison.Ordinal) => Guessed(0.9, 0.2),
        _ => Variational(0.6, 0.1, 0.2),
    };

    private static Optimum Binary(double a, double c)
    {
        ScalarCode model = new(Noise);
        Constrained objective = Bounded(new AggregatedMutualInformation("y"), c, 1000);
        Train(model, objective, ScalarCode.TwoClasses(a, 128), 1000);
        double share = Root(t => BinaryInput(t, a) - c);
        double slope = (BinaryInput(share + 1e-5, a) - BinaryInput(share - 1e-5, a)) / 2e-5;
        return new Optimum(c, BinaryInput(model.Retained, a), ((1 / Variance) - (1 / (1 - share))) / (2 * slope), Found(objective));
    }

    private static Optimum Guessed(double rho, double c)
    {
        ScalarCode model = new(Noise);
        Constrained objective = Bounded(GuessingGaussian(), c);
        Train(model, objective, ScalarCode.Correlated(rho, 128));
        double u = 1 - ((1 - Math.Exp(-2 * c)) / (rho * rho));
        return new Optimum(
            c, -0.5 * Math.Log(1 - (rho * rho * model.Retained)), ((1 / Variance) - (1 / u)) * Math.Exp(-2 * c) / (rho * rho), Found(objective));
    }

    // With D the distortion where the decoder is given y, the loss is D + β·R and the bound's value D + R - H(x | y).
    private static Optimum Variational(double rho, double u, double beta)
    {
        double unexplained = 1 - (rho * rho), conditional = 0.5 * Math.Log(2 * Math.PI * Math.E * unexplained);
        ScalarCode model = new(Noise, readsAttribute: true);
        Constrained objective = Bounded(new VariationalMutualInformation("y", conditional), Value(u), elbo: new Elbo { Beta = beta });
        Train(model, objective, ScalarCode.Correlated(rho, 128));
        // (1 + λ)·D′ + (β + λ)·R′ = 0 with D′ = (1 - ρ²)²/(2σ²·(1 - ρ² + ρ²u)²) and R′ = -1/(2u).
        double ratio = u * unexplained * unexplained / (Variance * Math.Pow(unexplained + (rho * rho * u), 2));
        double reached = 1 - model.Retained;
        return new Optimum(Value(u), Value(reached), (ratio - beta) / (1 - ratio), Found(objective), (Information(u), Information(reached)));

        double Value(double share) => (0.5 * Math.Log(2 * Math.PI * Variance))
            + (unexplained * share / (unexplained + (rho * rho * share)) / (2 * Variance)) - (0.5 * Math.Log(share)) - conditional;

        double Information(double share) => -0.5 * Math.Log(1 - (rho * rho * (1 - share)));
    }

    private static Optimum TheRate(double c)
    {
        ScalarCode model = new(Noise);
        Constrained objective = Bounded(new Rate(), c);
        Train(model, objective, ScalarCode.Correlated(0.5, 128));
        return new Optimum(c, -0.5 * Math.Log(1 - model.Retained), (Math.Exp(-2 * c) / Variance) - 1, Found(objective));
    }

    // Of the distortion, the part that can be changed, u/(2σ²).
    private static Optimum Geco(double part)
    {
        double bound = (0.5 * Math.Log(2 * Math.PI * Variance)) + part, u = 2 * Variance * part;
        ScalarCode model = new(Noise);
        Constrained objective = Constrained.Geco(bound, Schedule.Cosine(0.02, 0.001, 3000), average: 0.9);
        Train(model, objective, ScalarCode.Correlated(0.5, 128));
        return new Optimum(part, (1 - model.Retained) / (2 * Variance), Variance / u, Found(objective));
    }

    private static double Found(Constrained objective) =>
        objective.State.Values.Single(static v => v.Key.EndsWith(".multiplier", StringComparison.Ordinal)).Value;

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
