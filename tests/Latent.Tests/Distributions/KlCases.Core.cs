using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public static partial class KlCases
{
    private static KlCase[] NormalCases =>
    [
        Pair("Normal || Normal", Scalar, [P(0.7), P(-0.4)], [P(-0.2), P(0.3)]),
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
        Pair("Bernoulli || Bernoulli", static x => Bernoulli.FromLogits(x[0]), [P(-0.8)], [P(1.3)]),
        Pair("Bernoulli || Bernoulli 0.3 0.5", static x => Bernoulli.FromProbs(x[0]), [P(0.3)], [P(0.5)], 0.0822828785),
        Pair("Bernoulli || Bernoulli vector", static x => Bernoulli.FromLogits(x[0], 1), [P([3], 0.4, -1, 2)], [P([3], 1, 0.1, -0.7)]),
        Pair("OneHotCategorical || OneHotCategorical", static x => OneHotCategorical.FromLogits(x[0]), [P([3], 0.2, -1, 0.9)], [P([3], 1, 0.3, -0.7)]),
        Pair("OneHotCategorical || OneHotCategorical P Q", FromProbs, [P([3], 0.36, 0.48, 0.16)], [P([3], 1, 1, 1)], 0.0852996013),
        Pair("OneHotCategorical || OneHotCategorical Q P", FromProbs, [P([3], 1, 1, 1)], [P([3], 0.36, 0.48, 0.16)], 0.0974550068),
        Pair(
            "Independent || Independent", static x => OneHotCategorical.FromLogits(x[0]).ToEvent(1), [P([2, 3], 0.2, -1, 0.9, 1, 0.3, -0.7)],
            [P([2, 3], 0.1, 1, -0.9, 0, 0.3, 0.7)]),
    ];

    private static Distribution Scalar(Tensor[] x) => Normal.FromLogScale(x[0], x[1]);

    private static Distribution FromScale(Tensor[] x) => Normal.FromScale(x[0], x[1]);

    private static Distribution FromScale3(Tensor[] x) => Normal.FromScale(x[0], x[1], 1);

    private static Distribution FromProbs(Tensor[] x) => OneHotCategorical.FromProbs(x[0]);
}
