using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Objectives.Constraints;

/// <summary>
/// The smallest linear-Gaussian VAE: q(z | x) = N(w·x, s²), z ~ N(0, 1), x | z ~ N(v·z, σ²) with σ fixed; w, s and v are learned. For data of second moment
/// 1 all is known, see docs/theory/constraints.md: with the retained share t = w²/(w² + s²) and u = 1 - t, the best v and scale leave the
/// distortion D(u) = ½ log 2πσ² + u/(2σ²) and the rate R(u) = -½ log u, so that -ELBO = D + R. With an attribute, x | z, y ~ N(v·z + d·y, σ²).
/// </summary>
internal sealed class ScalarCode : LatentModel
{
    private readonly Parameter _weight;
    private readonly Parameter _logScale;
    private readonly Parameter _decoder;
    private readonly Parameter? _ofAttribute;
    private readonly double _logNoise;

    public ScalarCode(double noise, double weight = 0.7, double scale = 0.7, double decoder = 0.7, bool readsAttribute = false)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        _logNoise = Math.Log(noise);
        _weight = Make(scope, "weight", weight);
        _logScale = Make(scope, "log_scale", Math.Log(scale));
        _decoder = Make(scope, "decoder", decoder);
        if (readsAttribute) _ofAttribute = Make(scope, "of_attribute", 0);
        Parameters = scope.Parameters;
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>t = w²/(w² + s²): the squared correlation of z and x.</summary>
    public double Retained
    {
        get
        {
            double w = _weight.Value.Item(), s = Math.Exp(_logScale.Value.Item());
            return w * w / ((w * w) + (s * s));
        }
    }

    public override void Run(Trace t)
    {
        Tensor z = t.Latent("z", t.StandardNormal(1), () => Normal.FromLogScale(t.Observed("x") * t.Pass[_weight], t.Pass[_logScale], eventAxes: 1));
        t.Observe("x", () =>
        {
            Tensor loc = z * t.Pass[_decoder];
            if (_ofAttribute is not null) loc += t.Tile(t.Observed("y")) * t.Pass[_ofAttribute];
            return Normal.FromLogScale(loc, _logNoise, eventAxes: 1);
        });
    }

    /// <summary>
    /// y of two equally frequent values ±1 and x = a·y + √(1 - a²)·n with n at the quantiles of N(0, 1): a batch that stands for the whole
    /// population, so that estimates over it have no bias to speak of.
    /// </summary>
    public static Batch TwoClasses(double a, int count)
    {
        int half = count / 2;
        double[] n = Quantiles(half), x = new double[count], y = new double[count];
        for (int i = 0; i < half; i++)
        {
            (x[i], y[i]) = (a + (Math.Sqrt(1 - (a * a)) * n[i]), 1);
            (x[half + i], y[half + i]) = (-x[i], -1);
        }

        return Batch.Of("x", Tensor.From(x, [count, 1])).With("y", Tensor.From(y, [count]));
    }

    /// <summary>y ~ N(0, 1) and x = ρ·y + √(1 - ρ²)·n, at points on a circle with these second moments exactly: all that a linear model sees.</summary>
    public static Batch Correlated(double rho, int count)
    {
        double[] x = new double[count], y = new double[count];
        for (int i = 0; i < count; i++)
        {
            double angle = 2 * Math.PI * i / count, n = Math.Sqrt(2) * Math.Sin(angle);
            y[i] = Math.Sqrt(2) * Math.Cos(angle);
            x[i] = (rho * y[i]) + (Math.Sqrt(1 - (rho * rho)) * n);
        }

        return Batch.Of("x", Tensor.From(x, [count, 1])).With("y", Tensor.From(y, [count, 1]));
    }

    /// <summary>Quantiles of N(0, 1), scaled to unit variance.</summary>
    private static double[] Quantiles(int count)
    {
        double[] n = [.. Enumerable.Range(0, count).Select(i => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 0.5) / count))];
        double second = n.Average(static v => v * v);
        return [.. n.Select(v => v / Math.Sqrt(second))];
    }

    private static Parameter Make(ParameterScope scope, string name, double value)
    {
        Parameter parameter = scope.Parameter(name, [], Initializer.Zeros);
        parameter.Set(Tensor.Full([], value, DType.Float64));
        return parameter;
    }
}
