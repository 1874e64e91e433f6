using System.Runtime.Intrinsics;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>
/// One function of one argument: its vector forms, the bounds its documentation states (ulp), and an independent double reference for the
/// sweep over all floats.
/// </summary>
public sealed record FunctionCase(string Name, double SingleBound, double DoubleBound, bool Odd = false)
{
    internal Func<Vector512<float>, Vector512<float>> Single { get; init; } = null!;

    internal Func<Vector512<double>, Vector512<double>> Double { get; init; } = null!;

    /// <summary>Where null, our own double function is the reference, itself judged by the table of exact values.</summary>
    internal Func<double, double>? Reference { get; init; }

    internal static IReadOnlyList<FunctionCase> All { get; } =
    [
        new("exp", 0.89, 0.8) { Single = VectorMath.Exp, Double = VectorMath.Exp, Reference = Math.Exp },
        new("log", 0.88, 0.8) { Single = VectorMath.Log, Double = VectorMath.Log, Reference = Math.Log },
        new("log1p", 0.9, 1.2) { Single = VectorMath.Log1p, Double = VectorMath.Log1p, Reference = Log1p },
        new("expm1", 0.9, 0.8) { Single = VectorMath.Expm1, Double = VectorMath.Expm1, Reference = Expm1 },
        new("tanh", 0.98, 1, Odd: true) { Single = VectorMath.Tanh, Double = VectorMath.Tanh, Reference = Math.Tanh },
        new("sigmoid", 0.97, 2) { Single = VectorMath.Sigmoid, Double = VectorMath.Sigmoid, Reference = Sigmoid },
        new("softplus", 1.6, 2) { Single = VectorMath.Softplus, Double = VectorMath.Softplus, Reference = Softplus },
        new("sin", 0.86, 0.9, Odd: true) { Single = VectorMath.Sin, Double = VectorMath.Sin, Reference = Math.Sin },
        new("cos", 0.86, 0.9) { Single = VectorMath.Cos, Double = VectorMath.Cos, Reference = Math.Cos },
        new("erf", 0.97, 1, Odd: true) { Single = VectorMath.Erf, Double = VectorMath.Erf },
        new("erfc", 0.501, 2.5) { Single = VectorMath.Erfc, Double = VectorMath.Erfc },
        new("erfinv", 0.501, 5, Odd: true) { Single = VectorMath.ErfInv, Double = VectorMath.ErfInv },
        new("normalquantile", 0.501, 5) { Single = VectorMath.NormalQuantile, Double = VectorMath.NormalQuantile },
        new("loggamma", 0.501, 4) { Single = VectorMath.LogGamma, Double = VectorMath.LogGamma },
        new("digamma", 0.501, 3) { Single = VectorMath.Digamma, Double = VectorMath.Digamma },
        new("trigamma", 0.501, 4) { Single = VectorMath.Trigamma, Double = VectorMath.Trigamma },
        new("tetragamma", 0.501, 5) { Single = VectorMath.Tetragamma, Double = VectorMath.Tetragamma },
        new("normalcdf", 0.501, 4) { Single = VectorMath.NormalCdf, Double = VectorMath.NormalCdf },
        new("lognormalcdf", 0.501, 4) { Single = VectorMath.LogNormalCdf, Double = VectorMath.LogNormalCdf },
        new("logexprel", 1.5, 1.5) { Single = VectorMath.LogExprel, Double = VectorMath.LogExprel },
        new("logexprelslope", 1.5, 1.5) { Single = VectorMath.LogExprelSlope, Double = VectorMath.LogExprelSlope },
        new("logexprelcurvature", 6, 3) { Single = VectorMath.LogExprelCurvature, Double = VectorMath.LogExprelCurvature },
        new("langevin", 2.5, 2.5, Odd: true) { Single = VectorMath.Langevin, Double = VectorMath.Langevin },
        new("normalhazard", 0.501, 5) { Single = VectorMath.NormalHazard, Double = VectorMath.NormalHazard },
    ];

    internal static FunctionCase Of(string name) => All.Single(c => c.Name == name);

    public static TheoryData<string> Names => [.. All.Select(static c => c.Name)];

    // W. Kahan's ways to make log1p and expm1 out of log and exp that are accurate near 1.
    private static double Log1p(double x)
    {
        double u = 1 + x;
        return double.IsInfinity(x) || u <= 0 ? Math.Log(u) : u == 1 ? x : Math.Log(u) - ((u - 1 - x) / u);
    }

    private static double Expm1(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    private static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));
}
