using Latent.Distributions;

namespace Latent.Tests.Distributions;

public static partial class KlCases
{
    private static KlCase[] ChoiceCases =>
    [
        Pair("Categorical || Categorical", static x => Categorical.FromLogits(x[0]), [P([3], 0.2, -1, 0.9)], [P([3], 1, 0.3, -0.7)]),
        Pair("Categorical || Categorical P Q", static x => Categorical.FromProbs(x[0]), [P([3], 0.36, 0.48, 0.16)], [P([3], 1, 1, 1)], 0.0852996013),
        Pair("Categorical || Categorical Q P", static x => Categorical.FromProbs(x[0]), [P([3], 1, 1, 1)], [P([3], 0.36, 0.48, 0.16)], 0.0974550068),
        new(
            "StraightThroughOneHotCategorical || OneHotCategorical", static x => StraightThroughOneHotCategorical.FromLogits(x[0], 0.7),
            [P([3], 0.2, -1, 0.9)], static x => OneHotCategorical.FromLogits(x[0]), [P([3], 1, 0.3, -0.7)]),
        Pair(
            "StraightThroughOneHotCategorical || StraightThroughOneHotCategorical", static x => StraightThroughOneHotCategorical.FromLogits(x[0], 0.7),
            [P([3], 0.2, -1, 0.9)], [P([3], 1, 0.3, -0.7)]),
    ];

    private static KlCase[] ContinuousBernoulliCases =>
    [
        Pair("ContinuousBernoulli || ContinuousBernoulli", static x => ContinuousBernoulli.FromLogits(x[0]), [P(-1.3)], [P(2)]),
        Pair("ContinuousBernoulli || ContinuousBernoulli uniform", static x => ContinuousBernoulli.FromLogits(x[0]), [P(5)], [P(1e-9)]),
    ];

    private static KlCase[] CountCases =>
    [
        Pair("Poisson || Poisson", static x => Poisson.FromRate(x[0]), [P(3)], [P(5)], 0.4675231287),
        Pair("Poisson || Poisson small", static x => Poisson.FromLogRate(x[0]), [P(-2)], [P(1.5)]),
        Pair("NegativeBinomial || NegativeBinomial", static x => NegativeBinomial.FromLogits(2.5, x[0]), [P(0.4)], [P(-0.9)]),
        Pair("Binomial || Binomial", static x => Binomial.FromLogits(7, x[0]), [P(0.4)], [P(-0.9)]),
    ];
}
