using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Latent.Tests.Models;

/// <summary>
/// Probabilistic PCA, z ~ N(0, I), x | z ~ N(Wz + μ, σ²I), whose likelihood and posterior are known: the oracle of every bound. Here with
/// the values of a worked example in two latent and three observed dimensions, and q the exact posterior, a diagonal normal or the prior.
/// </summary>
internal sealed class LinearGaussian : LatentModel
{
    /// <summary>log p(x) of <see cref="X"/>.</summary>
    public const double LogLikelihood = -3.3199800536;

    /// <summary>KL(q ‖ p) at the exact posterior of <see cref="X"/>.</summary>
    public const double ExactKl = 1.2741345685;

    /// <summary>The ELBO of the best diagonal q.</summary>
    public const double BestDiagonalElbo = -3.3247369092;

    /// <summary>The ELBO of q = p(z).</summary>
    public const double PriorElbo = -8.1773740579;

    public static readonly double[] X = [0.9, -0.5, 1.1];

    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Parameter _noise;
    private readonly Parameter _loc;
    private readonly Parameter _logScale;
    private readonly double[]? _factor;

    /// <param name="posteriorLoc">q's mean.</param>
    /// <param name="posteriorScale">q's standard deviations.</param>
    public LinearGaussian(double[] posteriorLoc, double[] posteriorScale)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        _weight = Make(scope, "weight", [1, 0.5, -0.3, 0.8, 0.2, -0.6], [3, 2]);
        _bias = Make(scope, "bias", [0.1, -0.2, 0.3], [3]);
        _noise = Make(scope, "log_noise", [0.5 * Math.Log(0.25)], []);
        _loc = Make(scope, "loc", posteriorLoc, [2]);
        _logScale = Make(scope, "log_scale", [.. posteriorScale.Select(static s => Math.Log(s))], [2]);
        Parameters = scope.Parameters;
    }

    private LinearGaussian(double[] posteriorLoc, double[] factor, bool exact)
        : this(posteriorLoc, [1, 1])
    {
        _factor = exact ? factor : null;
    }

    /// <summary>q is the exact posterior of <see cref="X"/>, a normal with a full covariance.</summary>
    public static LinearGaussian Exact()
    {
        JointNormal joint = Joint();
        (Vector<double> offset, Matrix<double> slope, Matrix<double> covariance) = joint.Given([0, 1], [2, 3, 4]);
        Vector<double> mean = offset + (slope * Vector<double>.Build.Dense(X));
        Matrix<double> factor = covariance.Cholesky().Factor;
        return new LinearGaussian(mean.ToArray(), [factor[0, 0], 0, factor[1, 0], factor[1, 1]], exact: true);
    }

    /// <summary>The joint of (z, x).</summary>
    public static JointNormal Joint() => JointNormal.OfFactors(
        Matrix<double>.Build.DenseOfRowMajor(3, 2, [1, 0.5, -0.3, 0.8, 0.2, -0.6]), Vector<double>.Build.Dense([0.1, -0.2, 0.3]), 0.25);

    /// <summary>q is the exact posterior's best diagonal approximation.</summary>
    public static LinearGaussian BestDiagonal() => new([0.7899921966, -0.2870659384], [Math.Sqrt(0.1811594203), Math.Sqrt(0.1666666667)]);

    /// <summary>q is the prior.</summary>
    public static LinearGaussian Prior() => new([0, 0], [1, 1]);

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override void Run(Trace t)
    {
        Tensor z = t.Latent("z", t.StandardNormal(2), () =>
        {
            // The same q for every example, one row each, as an encoder would give it.
            Tensor rows = 0.0 * t.Observed("x").Sum(-1).Unsqueeze(1);
            if (_factor is not null) return MultivariateNormal.FromScaleTril(rows + t.Pass[_loc], t.Pass.From(_factor, [2, 2]));
            return Normal.FromLogScale(rows + t.Pass[_loc], rows + t.Pass[_logScale], eventAxes: 1);
        });
        t.Observe("x", () => Normal.FromLogScale(Ops.Linear(z, t.Pass[_weight], t.Pass[_bias]), t.Pass[_noise], eventAxes: 1));
    }

    private static Parameter Make(ParameterScope scope, string name, double[] values, Shape shape)
    {
        Parameter parameter = scope.Parameter(name, shape, Initializer.Zeros);
        parameter.Set(Tensor.From(values, shape));
        return parameter;
    }
}
