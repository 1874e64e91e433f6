using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Objectives.Regularizers;

/// <summary>
/// Posteriors given as a table, q(z | n) = N(locₙ, scaleₙ²), prior N(0, 1), and x | z ~ N(Σ z, 1): the codes of a batch without an encoder. The
/// tables are the parameters.
/// </summary>
internal sealed class CodeTable : LatentModel
{
    private readonly Parameter _loc;
    private readonly Parameter _logScale;

    /// <param name="loc">[B, D].</param>
    /// <param name="scale">[B, D].</param>
    /// <param name="width">D.</param>
    /// <param name="dtype">Double precision by default.</param>
    public CodeTable(double[] loc, double[] scale, int width, DType dtype = DType.Float64)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), dtype);
        Width = width;
        Count = loc.Length / width;
        _loc = scope.Parameter("loc", [Count, width], Initializer.Zeros);
        _logScale = scope.Parameter("log_scale", [Count, width], Initializer.Zeros);
        _loc.Set(Tensor.From(loc, [Count, width]).To(dtype));
        _logScale.Set(Tensor.From([.. scale.Select(static s => Math.Log(s))], [Count, width]).To(dtype));
        Parameters = scope.Parameters;
    }

    /// <summary>Four overlapping posteriors of two elements.</summary>
    public static CodeTable Small() => new([0.3, -0.4, 1.0, 0.8, -0.9, -1.1, 0.2, 0.9], [0.5, 0.7, 0.6, 0.4, 0.8, 0.5, 0.45, 0.65], 2);

    public int Count { get; }

    public int Width { get; }

    public double[] Loc => _loc.Value.ToDoubles();

    public double[] Scale => [.. _logScale.Value.ToDoubles().Select(static s => Math.Exp(s))];

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override void Run(Trace t)
    {
        Tensor z = t.Latent("z", t.StandardNormal(Width), () => Normal.FromLogScale(t.Pass[_loc], t.Pass[_logScale], eventAxes: 1));
        t.Observe("x", () => Normal.FromLogScale(z.Sum(-1), 0.0));
    }

    /// <summary>x = 0 for each example.</summary>
    public Batch Batch() => Latent.Data.Batch.Of("x", Tensor.Zeros([Count], _loc.Value.DType));

    /// <summary>
    /// E over the posteriors' draws of what <paramref name="evaluate"/> says of a trace, each example's by the same quadrature rule: exact for
    /// polynomials of degree 2·nodes - 1 in each element, and to 1e-12 for what is as smooth as here.
    /// </summary>
    public double[] Expect(int nodes, Batch batch, Func<Trace, double[]> evaluate)
    {
        (double[] points, double[] weights) = Quadrature.Hermite(nodes);
        double[] loc = Loc, scale = Scale;
        double[]? sum = null;
        foreach (int[] index in Quadrature.Grid(nodes, Width))
        {
            using Pass pass = Pass.Evaluation();
            double[] z = [.. loc.Select((m, i) => m + (scale[i] * points[index[i % Width]]))];
            Trace trace = Trace(pass, batch, TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = pass.From(z, [Count, Width]) }));
            double weight = index.Aggregate(1.0, (product, i) => product * weights[i]);
            double[] value = evaluate(trace);
            sum ??= new double[value.Length];
            for (int i = 0; i < value.Length; i++) sum[i] += weight * value[i];
        }

        return sum!;
    }
}
