using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class KlCases
{
    private static KlCase[] NormalCases =>
    [
        new("Normal || Normal", Scalar, [P(0.7), P(-0.4)], Scalar, [P(-0.2), P(0.3)])
        {
            Extremes =
            [
                ([[0], [-20]], [[0], [0]]), ([[0], [0]], [[0], [20]]), ([[1e4], [0]], [[-1e4], [0]]), ([[3], [-30]], [[3], [-30]]),
                ([[1e6], [-5]], [[1e6], [-5.001]]),
            ],
        },
        Pair("Normal || Normal reversed", Scalar, [P(-0.2), P(0.3)], [P(0.7), P(-0.4)]),
        Pair("Normal || Normal N(0,1) N(1,4)", FromScale, [P(0), P(1)], [P(1), P(2)], 0.4431471806),
        Pair("Normal || Normal N(1,4) N(0,1)", FromScale, [P(1), P(2)], [P(0), P(1)], 1.3068528194),
        Pair("Normal || Normal N(½,0.8²) N(0,1)", FromScale, [P(0.5), P(0.8)], [P(0), P(1)], 0.1681435513),
        new("Normal || standard Normal", FromScale3, [P([3], 0.5, -1, 2), P([3], 0.5, 1, 2)], static _ => Normal.Standard([3], 1, DType.Float64), [])
        {
            Expected = 3.75,
            Integrable = false,
        },
        new("Normal || standard Normal of two", FromScale3, [P([2], 0.5, -1), P([2], 0.5, 1.2)], static _ => Normal.Standard([2], 1, DType.Float64), []),
        Pair(
            "Normal || Normal diagonal", FromScale3, [P([3], 0.5, -1, 2), P([3], 0.5, 1, 2)], [P([3], 0, 0.5, 1), P([3], 1, 0.5, 1.5)], 6.0734290387,
            integrable: false),
    ];

    private static KlCase[] DiscreteCases =>
    [
        new("Bernoulli || Bernoulli", static x => Bernoulli.FromLogits(x[0]), [P(-0.8)], static x => Bernoulli.FromLogits(x[0]), [P(1.3)])
        {
            Extremes = [([[80]], [[-80]]), ([[-80]], [[-75]]), ([[100]], [[101]]), ([[-700]], [[700]]), ([[0]], [[40]])],
        },
        Pair("Bernoulli || Bernoulli 0.3 0.5", static x => Bernoulli.FromProbs(x[0]), [P(0.3)], [P(0.5)], 0.0822828785),
        Pair("Bernoulli || Bernoulli vector", static x => Bernoulli.FromLogits(x[0], 1), [P([3], 0.4, -1, 2)], [P([3], 1, 0.1, -0.7)]),
        new("OneHotCategorical || OneHotCategorical", ChoiceOf, [P([3], 0.2, -1, 0.9)], ChoiceOf, [P([3], 1, 0.3, -0.7)])
        {
            Extremes = [([[0, 800, -800]], [[0, 800, -800]]), ([[1e4, 0, 0]], [[0, 0, 1e4]]), ([[0, -200, 0]], [[0, 200, 0]])],
        },
        Pair("OneHotCategorical || OneHotCategorical P Q", FromProbs, [P([3], 0.36, 0.48, 0.16)], [P([3], 1, 1, 1)], 0.0852996013),
        Pair("OneHotCategorical || OneHotCategorical Q P", FromProbs, [P([3], 1, 1, 1)], [P([3], 0.36, 0.48, 0.16)], 0.0974550068),
        Pair(
            "Independent || Independent", static x => OneHotCategorical.FromLogits(x[0]).ToEvent(1), [P([2, 3], 0.2, -1, 0.9, 1, 0.3, -0.7)],
            [P([2, 3], 0.1, 1, -0.9, 0, 0.3, 0.7)]),
    ];

    private static Distribution ChoiceOf(Tensor[] x) => OneHotCategorical.FromLogits(x[0]);

    private static Distribution Scalar(Tensor[] x) => Normal.FromLogScale(x[0], x[1]);

    private static Distribution FromScale(Tensor[] x) => Normal.FromScale(x[0], x[1]);

    private static Distribution FromScale3(Tensor[] x) => Normal.FromScale(x[0], x[1], 1);

    private static Distribution FromProbs(Tensor[] x) => OneHotCategorical.FromProbs(x[0]);
}
