using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives.Estimators;

/// <summary>Models small enough that every expectation is a sum over a grid, with parameters far from any optimum, in double precision.</summary>
internal sealed class Toy
{
    private readonly ParameterScope _scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
    private readonly Dictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly Action<Toy, Trace> _run;

    private Toy(double x, Action<Toy, Trace> run, params (string Name, double[] Values)[] parameters)
    {
        X = x;
        _run = run;
        foreach ((string name, double[] values) in parameters)
        {
            Parameter parameter = _scope.Parameter(name, [values.Length], Initializer.Zeros);
            parameter.Set(Tensor.From(values, [values.Length]));
            _parameters.Add(name, parameter);
        }

        Model = new Lambda(t => _run(this, t), _scope.Parameters);
    }

    public double X { get; }

    public LatentModel Model { get; }

    public Parameter this[string name] => _parameters[name];

    /// <summary>Names of q's parameters begin with q.</summary>
    public IReadOnlyList<Parameter> OfQ => [.. _scope.Parameters.Where(static p => p.Name[0] == 'q')];

    public IReadOnlyList<Parameter> OfP => [.. _scope.Parameters.Where(static p => p.Name[0] != 'q')];

    /// <summary>What is observed of y; null where it is latent.</summary>
    public double? Label { get; private init; }

    /// <summary>Rows that are all the same example.</summary>
    public Batch Rows(Pass pass, int count)
    {
        Batch batch = Batch.Of("x", pass.Full([count, 1], X, DType.Float64));
        return Label is { } label ? batch.With("y", pass.Full([count, 1], label, DType.Float64)) : batch;
    }

    /// <summary>z ~ N(0, 1), x | z ~ N(wz + c, 1), q = N(m, s²): the worked example where w = 1, c = 0 and x = 1.5.</summary>
    public static Toy Line(double m = 0.5, double s = 0.8, double w = 1, double c = 0) => new(
        1.5,
        static (toy, t) =>
        {
            Tensor z = t.Latent("z", t.StandardNormal(1), () => toy.Normal(t, toy.Of(t, "q.m"), "q.s"));
            t.Observe("x", Latent.Distributions.Normal.FromLogScale((toy.Of(t, "w") * z) + toy.Of(t, "c"), 0.0, 1));
        },
        ("w", [w]), ("c", [c]), ("q.m", [m]), ("q.s", [Math.Log(s)]));

    /// <summary>Two bits under a learned prior, x | z ~ N(z·w + c, 1).</summary>
    public static Toy Bits(DiscreteSite discrete = DiscreteSite.Sampled) => new(
        1.5,
        (toy, t) =>
        {
            Tensor z = t.Latent(
                "z", Bernoulli.FromLogits(toy.Of(t, "prior"), 1), () => Bernoulli.FromLogits(Zero(t) + toy.Of(t, "q.z"), 1), discrete);
            t.Observe("x", Latent.Distributions.Normal.FromLogScale((z * toy.Of(t, "w")).SumKeepingAxes(-1) + toy.Of(t, "c"), 0.0, 1));
        },
        ("prior", [0.3, -0.4]), ("w", [1.6, -0.9]), ("c", [0.2]), ("q.z", [0.7, 0.1]));

    /// <summary>A bit whose values are gone through, then a bit that is drawn: y, z | y, x | y, z.</summary>
    public static Toy BitThenBit(DiscreteSite second = DiscreteSite.Sampled) => new(
        1.5,
        (toy, t) =>
        {
            Tensor y = t.Latent(
                "y", Bernoulli.FromLogits(toy.Of(t, "prior"), 1), () => Bernoulli.FromLogits(Zero(t) + toy.Of(t, "q.y"), 1), DiscreteSite.Enumerated);
            Tensor z = t.Latent(
                "z",
                Bernoulli.FromLogits(y * toy.Of(t, "d"), 1),
                () => Bernoulli.FromLogits(toy.Of(t, "q.m") + (y * toy.Of(t, "q.n")), 1),
                second);
            t.Observe("x", Latent.Distributions.Normal.FromLogScale((toy.Of(t, "w") * z) + (toy.Of(t, "e") * t.Tile(y)), 0.0, 1));
        },
        ("prior", [0.3]), ("d", [0.8]), ("w", [1.9]), ("e", [-0.6]), ("q.y", [0.4]), ("q.m", [0.3]), ("q.n", [-0.9]));

    /// <summary>A bit drawn from its learned prior, then one with a posterior: y, z | y, x | y, z.</summary>
    public static Toy PriorThenBit(DiscreteSite discrete = DiscreteSite.Sampled) => new(
        1.5,
        (toy, t) =>
        {
            Tensor y = t.Latent("y", Bernoulli.FromLogits(Zero(t) + toy.Of(t, "q.prior"), 1), discrete: discrete);
            Tensor z = t.Latent(
                "z", Bernoulli.FromLogits(y * toy.Of(t, "d"), 1), () => Bernoulli.FromLogits(Zero(t) + toy.Of(t, "q.z"), 1), discrete);
            t.Observe("x", Latent.Distributions.Normal.FromLogScale((toy.Of(t, "w") * z) + (toy.Of(t, "e") * t.Tile(y)), 0.0, 1));
        },
        ("d", [0.8]), ("w", [1.9]), ("e", [-0.6]), ("q.prior", [0.4]), ("q.z", [0.3]));

    /// <summary>A bit, then a normal whose q depends on it: y, z | y, x | y, z.</summary>
    public static Toy BitThenNormal(DiscreteSite discrete = DiscreteSite.Sampled) => new(
        1.5,
        (toy, t) =>
        {
            Tensor y = t.Latent(
                "y", Bernoulli.FromLogits(toy.Of(t, "prior"), 1), () => Bernoulli.FromLogits(Zero(t) + toy.Of(t, "q.y"), 1), discrete);
            Tensor z = t.Latent(
                "z",
                Latent.Distributions.Normal.FromLogScale(y * toy.Of(t, "d"), 0.0, 1),
                () => toy.Normal(t, toy.Of(t, "q.m") + (y * toy.Of(t, "q.n")), "q.s"));
            t.Observe("x", Latent.Distributions.Normal.FromLogScale((toy.Of(t, "w") * z) + (toy.Of(t, "e") * y), 0.0, 1));
        },
        ("prior", [0.3]), ("d", [0.8]), ("w", [0.9]), ("e", [-0.6]), ("q.y", [0.4]), ("q.m", [0.3]), ("q.n", [0.5]), ("q.s", [-0.2]));

    /// <summary>A normal, then a bit whose p and q depend on it: z, y | z, x | y, z.</summary>
    public static Toy NormalThenBit(DiscreteSite discrete = DiscreteSite.Sampled) => new(
        1.5,
        (toy, t) =>
        {
            Tensor z = t.Latent("z", t.StandardNormal(1), () => toy.Normal(t, toy.Of(t, "q.m"), "q.s"));
            Tensor y = t.Latent(
                "y",
                Bernoulli.FromLogits((toy.Of(t, "a") * z) + toy.Of(t, "b"), 1),
                () => Bernoulli.FromLogits((toy.Of(t, "q.u") * z) + toy.Of(t, "q.v"), 1),
                discrete);
            t.Observe("x", Latent.Distributions.Normal.FromLogScale((toy.Of(t, "w") * t.Tile(z)) + (toy.Of(t, "e") * y), 0.0, 1));
        },
        ("a", [0.7]), ("b", [-0.3]), ("w", [0.9]), ("e", [1.8]), ("q.m", [0.3]), ("q.s", [-0.2]), ("q.u", [-1.2]), ("q.v", [0.6]));

    /// <summary>A bit z, then an observed bit whose p and q depend on it: z, y | z, x | y, z with y = 1.</summary>
    public static Toy Labelled() => new(
        1.5,
        static (toy, t) =>
        {
            Tensor z = t.Latent("z", Bernoulli.FromLogits(toy.Of(t, "prior"), 1), () => Bernoulli.FromLogits(Zero(t) + toy.Of(t, "q.z"), 1));
            Tensor y = t.LatentOrObserved(
                "y",
                Bernoulli.FromLogits((toy.Of(t, "a") * z) + toy.Of(t, "b"), 1),
                () => Bernoulli.FromLogits((toy.Of(t, "q.u") * z) + toy.Of(t, "q.v"), 1));
            t.Observe("x", Latent.Distributions.Normal.FromLogScale((toy.Of(t, "w") * z) + (toy.Of(t, "e") * y), 0.0, 1));
        },
        ("prior", [0.3]), ("a", [0.7]), ("b", [-0.3]), ("w", [0.9]), ("e", [1.8]), ("q.z", [0.4]), ("q.u", [-2.2]), ("q.v", [0.6]))
    {
        Label = 1,
    };

    /// <summary>One of three by a straight-through draw, x | z ~ N(z·w, 1).</summary>
    public static Toy StraightThrough() => new(
        1.5,
        static (toy, t) =>
        {
            Tensor z = t.Latent(
                "z",
                OneHotCategorical.FromLogits(toy.Of(t, "prior")),
                () => StraightThroughOneHotCategorical.FromLogits(Zero(t) + toy.Of(t, "q.z"), 0.7));
            t.Observe("x", Latent.Distributions.Normal.FromLogScale((z * toy.Of(t, "w")).SumKeepingAxes(-1), 0.0, 1));
        },
        ("prior", [0.3, -0.4, 0.1]), ("w", [1.6, -0.9, 0.4]), ("q.z", [0.7, 0.1, -0.3]));

    /// <summary>Two normals, each of p and q depending on the one before: z₁, z₂ | z₁, x | z₂.</summary>
    /// <param name="exact">Whether q is the exact posterior.</param>
    public static Toy Chain(bool exact = false)
    {
        const double a = 0.8, w = 1.1, c = -0.2, x = 1.5;
        // z₂ | z₁, x has precision 1 + w²; x | z₁ ~ N(w·a·z₁ + c, 1 + w²).
        const double s2 = 1 / (1 + (w * w)), s1 = 1 / (1 + (w * w * a * a * s2));
        double[] exactly = [s1 * w * a * s2 * (x - c), 0.5 * Math.Log(s1), s2 * w * (x - c), s2 * a, 0.5 * Math.Log(s2)];
        double[] q = exact ? exactly : [0.2, -0.1, 0.4, 0.5, -0.4];
        return new Toy(
            x,
            static (toy, t) =>
            {
                Tensor first = t.Latent("z1", t.StandardNormal(1), () => toy.Normal(t, toy.Of(t, "q.m1"), "q.s1"));
                Tensor second = t.Latent(
                    "z2",
                    Latent.Distributions.Normal.FromLogScale(toy.Of(t, "a") * first, 0.0, 1),
                    () => toy.Normal(t, toy.Of(t, "q.m2") + (toy.Of(t, "q.g") * first), "q.s2"));
                t.Observe("x", Latent.Distributions.Normal.FromLogScale((toy.Of(t, "w") * second) + toy.Of(t, "c"), 0.0, 1));
            },
            ("a", [a]), ("w", [w]), ("c", [c]), ("q.m1", [q[0]]), ("q.s1", [q[1]]), ("q.m2", [q[2]]), ("q.g", [q[3]]), ("q.s2", [q[4]]));
    }

    // A row per example, as an encoder gives it.
    private static Tensor Zero(Trace t) => 0.0 * t.Observed("x");

    private Tensor Of(Trace t, string name) => t.Pass[_parameters[name]];

    private Normal Normal(Trace t, Tensor loc, string logScale) =>
        Latent.Distributions.Normal.FromLogScale(loc.Shape.Rank == 2 ? loc : Zero(t) + loc, Of(t, logScale), 1);
}
