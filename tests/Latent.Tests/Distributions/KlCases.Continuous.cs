using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class KlCases
{
    private static KlCase[] LaplaceCases =>
    [
        new("Laplace || Laplace", LaplaceOf, [P(0.7), P(-0.4)], LaplaceOf, [P(-0.2), P(0.3)])
        {
            Breaks = [0.7, -0.2],
            Extremes = [([[0], [-20]], [[0], [0]]), ([[0], [0]], [[0], [20]]), ([[1e4], [0]], [[-1e4], [0]]), ([[3], [-30]], [[3], [-30]])],
        },
        Pair("Laplace || Laplace (0,1) (1,2)", static x => Laplace.FromScale(x[0], x[1]), [P(0), P(1)], [P(1), P(2)], 0.3770869011, [0, 1]),
        new("Laplace || Normal", LaplaceOf, [P(0.7), P(-0.4)], Scalar, [P(-0.2), P(0.3)]) { Breaks = [0.7] },
        new("Normal || Laplace", Scalar, [P(0.7), P(-0.4)], LaplaceOf, [P(-0.2), P(0.3)]) { Breaks = [-0.2] },
        new("Normal || Laplace far", Scalar, [P(-0.7), P(-2)], LaplaceOf, [P(3), P(0.3)]) { Breaks = [3], Centre = [-0.7] },
    ];

    private static KlCase[] PositiveCases =>
    [
        new("Gamma || Gamma", GammaOf, [P(2.7), P(0.6)], GammaOf, [P(0.8), P(1.9)]) { Extremes = [([[1e6], [1]], [[1.001e6], [1.001]]), ([[1e-4], [1]], [[2], [1e-6]]), ([[1e-3], [1e8]], [[2e-3], [1e8]]), ([[500], [1e-6]], [[3], [1e-6]])] },
        Pair("Gamma || Gamma reversed", GammaOf, [P(0.8), P(1.9)], [P(2.7), P(0.6)]),
        Pair("Gamma || Gamma (2,3) (1,1)", GammaOf, [P(2), P(3)], [P(1), P(1)], 0.1880632904),
        Pair("Gamma || Gamma exponential 2 1", GammaOf, [P(1), P(2)], [P(1), P(1)], 0.1931471806),
        Pair("Gamma || Gamma large", GammaOf, [P(300), P(2)], [P(320), P(2.1)]),
        new("LogNormal || LogNormal", LogNormalOf, [P(0.7), P(-0.4)], LogNormalOf, [P(-0.2), P(0.3)]) { Extremes = [([[80], [-20]], [[79], [0]]), ([[0], [-20]], [[0], [-20]])] },
        new("LogNormal || Gamma", LogNormalOf, [P(0.7), P(-0.4)], GammaOf, [P(2.7), P(0.6)]),
        new("Gamma || LogNormal", GammaOf, [P(2.7), P(0.6)], LogNormalOf, [P(0.7), P(-0.4)]),
    ];

    private static KlCase[] UnitCases =>
    [
        new("Beta || Beta", BetaOf, [P(2.7), P(0.6)], BetaOf, [P(0.8), P(1.9)]) { Extremes = [([[1e6], [1e6]], [[1.001e6], [1e6]]), ([[1e-3], [1e-3]], [[1], [1]]), ([[1e4], [0.5]], [[1], [1]])] },
        Pair("Beta || Beta large", BetaOf, [P(200), P(50)], [P(180), P(60)]),
        new("Beta || Uniform (2,3)", BetaOf, [P(2), P(3)], static _ => Uniform.Unit([], dtype: DType.Float64), []) { Expected = 0.2349066498 },
        new("Beta || Uniform wider", BetaOf, [P(2), P(3)], UniformOf, [P(-1), P(3)]),
        new("Uniform || Beta (2,3)", static _ => Uniform.Unit([], dtype: DType.Float64), [], BetaOf, [P(2), P(3)]) { Expected = 0.5150933502 },
        new("Uniform || Beta within", UniformOf, [P(0.3), P(0.6)], BetaOf, [P(2), P(3)]),
        Pair("Uniform || Uniform", UniformOf, [P(0.3), P(0.6)], [P(-0.5), P(2)]),
        new("Uniform || Normal", UniformOf, [P(0.3), P(2.6)], Scalar, [P(0.7), P(-0.4)]),
        new("Dirichlet || Dirichlet", DirichletOf, [P([3], 1.5, 2.2, 3)], DirichletOf, [P([3], 2, 0.8, 4)])
        {
            Extremes = [([[1e6, 2e6, 1e6]], [[1.001e6, 2e6, 1e6]]), ([[1e-3, 1e-3, 1]], [[1, 1, 1]])],
        },
        Pair("Dirichlet || Dirichlet (1,2,3) (1,1,1)", DirichletOf, [P([3], 1, 2, 3)], [P([3], 1, 1, 1)], 0.5511973817),
        Pair("Dirichlet || Dirichlet of two", DirichletOf, [P([2], 1.4, 0.7)], [P([2], 0.6, 3)]),
    ];

    private static KlCase[] FullCovarianceCases =>
    [
        Pair("MultivariateNormal || MultivariateNormal 1 2", FullOf, First, Second, 1.0069215028),
        Pair("MultivariateNormal || MultivariateNormal 2 1", FullOf, Second, First, 1.4669231457),
        Pair(
            "MultivariateNormal || MultivariateNormal of three", FullOf, [P([3], 1, 2, 3), P([3, 3], 1, 0.5, 0.2, 0.5, 2, -0.3, 0.2, -0.3, 0.7)],
            [P([3], 0, 0, 1), P([3, 3], 2, 0, 0.1, 0, 1, 0.4, 0.1, 0.4, 1.2)], 3.6150728451, integrable: false),
        new("MultivariateNormal || standard Normal", FullOf, First, static _ => Normal.Standard([2], 1, DType.Float64), []) { Expected = 0.7971553397 },
        new("MultivariateNormal || Normal", FullOf, First, FromScale3, [P([2], -0.3, 1.1), P([2], 1.3, 0.8)]),
        new("Normal || MultivariateNormal", FromScale3, [P([2], -0.3, 1.1), P([2], 1.3, 0.8)], FullOf, First),
    ];

    private static KlCase[] TransformedCases =>
    [
        Pair("Transformed || Transformed", static x => Transformed.FromBase(Normal.FromScale(x[0], x[1]), Transform.Sigmoid), [P(0.3), P(0.8)], [P(-0.2), P(1.3)]),
        Pair(
            "Transformed || Transformed composed",
            static x => Transformed.FromBase(Laplace.FromScale(x[0], x[1]), Transform.Compose(Transform.Affine(1.0, 2.0), Transform.Exp)), [P(0.3), P(0.3)],
            [P(-0.2), P(0.4)], breaks: [Math.Exp(1.6), Math.Exp(0.6)]),
    ];

    private static KlCase[] DeltaCases =>
    [
        new("Delta || Bernoulli", static x => Delta.At(x[0], 1, Support.Binary), [P([2], 0, 1) with { Move = static (v, _) => v, Differentiable = false }],
            static x => Bernoulli.FromLogits(x[0], 1), [P([2], 0.4, -1)])
        {
            Expected = Math.Log(1 + Math.Exp(0.4)) + Math.Log(1 + Math.E),
            Integrable = false,
            HasMonteCarlo = false,
        },
    ];

    private static CaseParameter[] First => [P([2], 1, 0), P([2, 2], 2, 0.3, 0.3, 0.5)];

    private static CaseParameter[] Second => [P([2], 0, 0.5), P([2, 2], 1, -0.2, -0.2, 1.5)];

    private static Distribution LaplaceOf(Tensor[] x) => Laplace.FromLogScale(x[0], x[1]);

    private static Distribution GammaOf(Tensor[] x) => Gamma.FromShapeRate(x[0], x[1]);

    private static Distribution LogNormalOf(Tensor[] x) => LogNormal.FromLogScale(x[0], x[1]);

    private static Distribution BetaOf(Tensor[] x) => Beta.FromConcentrations(x[0], x[1]);

    private static Distribution UniformOf(Tensor[] x) => Uniform.FromBounds(x[0], x[1]);

    private static Distribution DirichletOf(Tensor[] x) => Dirichlet.FromConcentration(x[0]);

    private static Distribution FullOf(Tensor[] x) => MultivariateNormal.FromCovariance(x[0], x[1]);
}
