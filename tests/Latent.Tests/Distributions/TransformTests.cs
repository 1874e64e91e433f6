using Latent.Distributions;
using Latent.Tensors;
using Latent.Testing;

namespace Latent.Tests.Distributions;

/// <summary>Transforms: both directions, and log-determinants against the Jacobian that automatic differentiation gives.</summary>
public sealed class TransformTests
{
    private static readonly Tensor Three = Tensor.From([-1.3, 0.2, 2.1], [3]);

    public static TheoryData<string> Names => [.. All.Keys];

    private static Dictionary<string, Transform> All => new(StringComparer.Ordinal)
    {
        ["Exp"] = Transform.Exp,
        ["Sigmoid"] = Transform.Sigmoid,
        ["Tanh"] = Transform.Tanh,
        ["Softplus"] = Transform.Softplus,
        ["Affine"] = Transform.Affine(Tensor.From([0.5, -1, 2], [3]), Tensor.From([2, -0.5, 1.5], [3])),
        ["Affine of numbers"] = Transform.Affine(1.0, -3.0),
        ["Composed"] = Transform.Compose(Transform.Affine(0.3, 0.5), Transform.Tanh, Transform.Affine(2.0, 3.0), Transform.Exp),
        ["Coupled"] = new Coupling(Tensor.From([0.7], [1])),
        ["Coupled, then element by element"] = new Coupling(Tensor.From([0.7], [1])).Then(Transform.Softplus).Then(new Coupling(Tensor.From([-0.2], [1]))),
        ["Inverted"] = Transform.Softplus.Inverted().Then(new Coupling(Tensor.From([0.7], [1])).Inverted()),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void The_inverse_undoes_it_and_turns_the_sign_of_the_log_determinant(string name)
    {
        Transform f = All[name];
        Tensor x = name == "Inverted" ? Three.Exp() : Three;
        (Tensor y, Tensor forward) = f.Forward(x);
        (Tensor back, Tensor inverse) = f.Inverse(y);
        Close.Check(x.ToDoubles(), back.ToDoubles(), 1e-12, name);
        Close.Check(forward.ToDoubles(), (-inverse).ToDoubles(), 1e-12, $"{name} log-determinant");
        Assert.Equal(y.ToDoubles(), f.Apply(x).ToDoubles());
        Assert.Equal(x.Shape.Slice(0, 1 - f.EventAxes), forward.Shape);
        (Tensor there, Tensor logDet) = f.Inverted().Inverse(x);
        Assert.Equal(y.ToDoubles(), there.ToDoubles());
        Assert.Equal(forward.ToDoubles(), logDet.ToDoubles());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_log_determinant_is_that_of_the_Jacobian(string name)
    {
        Transform f = All[name];
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(name == "Inverted" ? Three.Exp() : Three.Clone());
        (Tensor y, Tensor logDet) = f.Forward(x);
        Tensor[] rows = [.. Enumerable.Range(0, 3).Select(i => pass.Backward(y.Slice(0, i, 1).Sum())[x].Clone())];
        double expected = Ops.LogAbsDeterminant(Ops.Stack(rows)).LogAbs.Item();
        Close.Check(expected, logDet.Sum().Item(), 1e-12, name);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Close.Check(expected, logDet.Sum().Item() + 1e-6, 1e-12, name));
    }

    [Fact]
    public void Sampling_with_the_score_runs_the_transform_once_and_forwards()
    {
        Coupling coupling = new(Tensor.From([0.7], [1]));
        Transformed flow = Transformed.FromBase(Normal.Standard([4, 3], dtype: DType.Float64), coupling);
        Assert.True(flow.ScoresWhileSampling);
        // The base's last batch axis became the event that the transform binds together.
        Assert.Equal("[4]", flow.BatchShape.ToString());
        Assert.Equal("[3]", flow.EventShape.ToString());
        (Tensor value, Tensor score) = flow.SampleAndLogProb(RandomKey.FromSeed(1), [5]);
        Assert.Equal((1, 0), (coupling.Forwards, coupling.Inverses));
        Close.Check(score.ToDoubles(), flow.LogProb(value).ToDoubles(), 1e-12, "score");
        Assert.Equal((1, 1), (coupling.Forwards, coupling.Inverses));
    }

    [Fact]
    public void A_flow_s_parameters_are_mapped_with_those_of_its_base()
    {
        using Pass pass = Pass.Training();
        Tensor weight = pass.Track(Tensor.From([0.7], [1])), loc = pass.Track(Tensor.Zeros([6, 3], DType.Float64));
        Transformed flow = Transformed.FromBase(Normal.FromLogScale(loc, 0.0, 1), new Coupling(weight).Then(Transform.Affine(loc, 2.0)));
        Assert.Contains(flow.Parameters(), p => ReferenceEquals(p, weight));
        Tensor value = Tensor.From([0.1, 0.2, 0.3], [3]);
        Assert.True(flow.LogProb(value).IsTracked);
        Assert.False(flow.Detach().LogProb(value).IsTracked);
        Distribution folded = flow.Unfold(6, [2, 3]);
        Assert.Equal("[2, 3]", folded.BatchShape.ToString());
        Assert.Equal(flow.LogProb(value).ToDoubles(), folded.LogProb(value).ToDoubles());
        Assert.Equal("[2, 3]", Transformed.FromBase(Normal.Standard([6, 3], 1), Transform.Tanh).Unfold(6, [2, 3]).BatchShape.ToString());
    }

    [Fact]
    public void Means_variances_and_entropies_are_known_where_they_follow()
    {
        Normal normal = Normal.FromScale(Tensor.Full([], 0.3, DType.Float64), 0.8);
        Transformed affine = Transformed.FromBase(normal, Transform.Affine(1.0, -2.0).Then(Transform.Affine(0.5, 3.0)));
        Assert.Equal(3.5 - (6 * 0.3), affine.Mean.Item(), 1e-12);
        Assert.Equal(36 * 0.64, affine.Variance.Item(), 1e-12);
        Assert.Equal(normal.Entropy().Item() + Math.Log(6), affine.Entropy().Item(), 1e-12);
        Transformed exponential = Transformed.FromBase(normal, Transform.Affine(1.0, -2.0).Then(Transform.Exp));
        Distribution same = LogNormal.FromScale(Tensor.Full([], 0.4, DType.Float64), 1.6);
        Assert.Equal(same.Entropy().Item(), exponential.Entropy().Item(), 1e-12);
        NotSupportedException unknown = Assert.Throws<NotSupportedException>(() => exponential.Mean);
        Assert.StartsWith("Transformed(Normal, Affine, then Exp): Mean has no closed form here.", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => exponential.Variance);
        Assert.Throws<NotSupportedException>(() => Transformed.FromBase(normal, Transform.Sigmoid).Entropy());
        Assert.Throws<NotSupportedException>(() => Transformed.FromBase(normal, Transform.Exp.Then(Transform.Exp)).Entropy());
    }

    [Fact]
    public void Supports_go_through()
    {
        Distribution uniform = Uniform.FromBounds(Tensor.Full([], -1.0, DType.Float64), 2.0), gamma = Gamma.FromShapeRate(Tensor.Full([], 2.0, DType.Float64), 1.0);
        Check("real", uniform, null, Transform.Affine(0.0, 1.0));
        Check("-2 <= x <= 4", uniform, Transform.Affine(0.0, 2.0), null);
        Check("-4 <= x <= 2", uniform, Transform.Affine(0.0, -2.0), null);
        Check("0.367879 <= x <= 7.38906", uniform, Transform.Exp, null);
        Check("x > 3", gamma, Transform.Affine(3.0, 2.0), null);
        Check("x < 3", gamma, Transform.Affine(3.0, -2.0), null);
        Check("x > 0.693147", gamma, Transform.Softplus, null);
        Check("0.5 < x < 1", gamma, Transform.Sigmoid, null);
        Check("real", gamma, Transform.Exp.Inverted(), null);
        NotSupportedException both = Assert.Throws<NotSupportedException>(() =>
            Transformed.FromBase(Gamma.FromShapeRate(Tensor.Ones([2]), 1.0), Transform.Affine(0.0, Tensor.From([1f, -1], [2]))).Support);
        Assert.StartsWith("Affine: scales of both signs map 'x > 0'", both.Message, StringComparison.Ordinal);
        Distribution dirichlet = Dirichlet.FromConcentration(Tensor.Ones([3]));
        Assert.StartsWith(
            "Exp: values on 'simplex' are bound", Assert.Throws<NotSupportedException>(() => Transformed.FromBase(dirichlet, Transform.Exp).Support).Message,
            StringComparison.Ordinal);
        ArgumentException outside = Assert.Throws<ArgumentException>(() =>
            Transformed.FromBase(gamma, Transform.Affine(3.0, 2.0)).LogProb(Tensor.Full([], 2.5, DType.Float64)));
        Assert.Contains("the value 2.5 at [] of [] is outside the support x > 3.", outside.Message, StringComparison.Ordinal);

        void Check(string expected, Distribution d, Transform? f, Transform? real) => Assert.Equal(
            expected, f is null ? real!.Image(Support.Real).Name : Transformed.FromBase(d, f).Support.Name);
    }

    [Fact]
    public void An_affine_transform_does_not_repeat_the_draws_of_its_base()
    {
        ShapeException refused = Assert.Throws<ShapeException>(() => Transformed.FromBase(Normal.Standard([3], 1), Transform.Affine(Tensor.Zeros([2, 3]), 1.0)));
        Assert.StartsWith("Affine: loc [2, 3] and scale [] do not fit [3]; they may not enlarge what they transform", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Transform.Affine(0.0, 0.0));
        Assert.Throws<ArgumentException>(() => Transform.Compose());
    }

    [Fact]
    public void Divergences_need_the_same_transform()
    {
        Normal normal = Normal.Standard([], dtype: DType.Float64);
        KlNotKnownException miss = Assert.Throws<KlNotKnownException>(() => Kl.Divergence(
            Transformed.FromBase(normal, Transform.Exp), Transformed.FromBase(normal, Transform.Softplus)));
        Assert.StartsWith("No closed form for KL(Transformed(Normal, Exp) || Transformed(Normal, Softplus))", miss.Message, StringComparison.Ordinal);
        Transform same = Transform.Affine(Tensor.Full([], 2.0, DType.Float64), 3.0);
        Assert.Equal(0, Kl.Divergence(Transformed.FromBase(normal, same), Transformed.FromBase(normal, same)).Item());
    }

    [Fact]
    public void Missing_elements_are_left_out_where_elements_are_transformed_apart()
    {
        Normal normal = Normal.FromScale(Tensor.From([0.3, -1], [2]), 0.8, 1);
        Transformed pair = Transformed.FromBase(normal, Transform.Exp);
        double one = LogNormal.FromScale(Tensor.Full([], -1.0, DType.Float64), 0.8).LogProb(Tensor.Full([], 0.9, DType.Float64)).Item();
        Assert.Equal(one, pair.LogProb(Tensor.From([double.NaN, 0.9], [2]), Tensor.From([0.0, 1], [2])).Item(), 1e-12);
        Assert.Throws<NotSupportedException>(() => Transformed.FromBase(normal, new Coupling(Tensor.From([0.7], [1])))
            .LogProb(Tensor.From([double.NaN, 0.9], [2]), Tensor.From([0.0, 1], [2])));
    }

    [Fact]
    public void Every_transform_is_in_the_catalog_and_the_page_has_the_catalog()
    {
        Assert.Empty(typeof(Transform).Assembly.GetTypes()
            .Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(Transform)))
            .Except(TransformCatalog.All.Select(static entry => entry.Type)));
        Assert.Equal(TransformCatalog.All.Select(static entry => entry.MadeBy).Order(StringComparer.Ordinal), TransformCatalog.All.Select(static entry => entry.MadeBy));
        foreach (Transform f in new[] { Transform.Affine(1.0, 2.0), Transform.Exp, Transform.Sigmoid, Transform.Softplus, Transform.Tanh })
            Assert.Equal(f.Image(Support.Real).Name, TransformCatalog.All.Single(entry => entry.Type == f.GetType()).Image);
        string expected = GeneratedDocs.Table(
            ["Transform", "y", "log |det ∂y/∂x|", "Onto"],
            TransformCatalog.All.Select(static t => new[] { $"`{t.MadeBy}`", t.Formula, t.LogDet, t.Image }));
        Assert.Equal(expected, GeneratedDocs.Part("docs/reference/distributions.md", "transforms", expected));
    }

    /// <summary>A flow in small: the last element is scaled and shifted by functions of the others. y = (x₁, ..., xₙ·eˢ + s²), s = w·Σ sin xᵢ.</summary>
    private sealed class Coupling(Tensor weight) : Transform
    {
        public override string Name => "Coupling";

        public override int EventAxes => 1;

        public int Forwards { get; private set; }

        public int Inverses { get; private set; }

        public override (Tensor Value, Tensor LogDet) Forward(Tensor x)
        {
            Forwards++;
            (Tensor head, Tensor tail, Tensor s) = Parts(x);
            return (Ops.Concat([head, (tail * s.Exp()) + s.Square()], -1), s.Squeeze(-1));
        }

        public override (Tensor Value, Tensor LogDet) Inverse(Tensor y)
        {
            Inverses++;
            (Tensor head, Tensor tail, Tensor s) = Parts(y);
            return (Ops.Concat([head, (tail - s.Square()) * (-s).Exp()], -1), -s.Squeeze(-1));
        }

        public override Support Image(Support domain) => Support.RealVector;

        // One number for all examples: it has no batch axis, so all its axes are its own.
        public override Transform Map(ParameterMap map, int eventAxes)
        {
            Tensor mapped = map(weight, weight.Shape.Rank);
            return ReferenceEquals(mapped, weight) ? this : new Coupling(mapped);
        }

        private (Tensor Head, Tensor Tail, Tensor Scale) Parts(Tensor x)
        {
            int n = x.Shape[-1];
            Tensor head = x.Slice(-1, 0, n - 1);
            return (head, x.Slice(-1, n - 1, 1), weight * head.Sin().SumKeepingAxes(-1));
        }
    }
}
