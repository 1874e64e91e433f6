namespace Latent.Tensors.Tests.Conformance;

public static partial class OpCases
{
    private static OpCase[] FusedCases =>
    [
        new("BernoulliLogProb", [new([3, 5], 0, 1), new([3, 5], -6, 6)], x => Ops.BernoulliLogProb(x[0], x[1])),
        new("BernoulliLogProb sum", [new([3, 5], 0, 1), new([3, 5], -6, 6)], x => Ops.BernoulliLogProb(x[0], x[1], 1)),
        new("BernoulliLogProb sum 2", [new([2, 4, 5], 0, 1), new([4, 5], -6, 6)], x => Ops.BernoulliLogProb(x[0], x[1], 2)),
        new("ContinuousBernoulliLogProb sum", [new([3, 5], 0, 1), new([5], -6, 6)], x => Ops.ContinuousBernoulliLogProb(x[0], x[1], 1)),
        new("NormalLogProb", [new([3, 5]), new([3, 5]), new([5], -1, 1)], x => Ops.NormalLogProb(x[0], x[1], x[2])),
        new("NormalLogProb sum", [new([3, 5]), new([3, 5]), new([], -1, 1)], x => Ops.NormalLogProb(x[0], x[1], x[2], 1)),
        new("KlStandardNormal", [new([3, 5]), new([3, 5], -1, 1)], x => Ops.KlStandardNormal(x[0], x[1])),
        new("KlStandardNormal sum", [new([3, 5]), new([3, 5], -1, 1)], x => Ops.KlStandardNormal(x[0], x[1], 1)),
        new("KlNormal", [new([3, 5]), new([3, 5], -1, 1), new([5]), new([5], -1, 1)], x => Ops.KlNormal(x[0], x[1], x[2], x[3])),
        new("KlNormal sum", [new([3, 5]), new([3, 5], -1, 1), new([5]), new([5], -1, 1)], x => Ops.KlNormal(x[0], x[1], x[2], x[3], 1)),
        new("KlPoisson", [new([3, 5], 0.2, 4), new([3, 5], 0.2, 4)], x => Ops.KlPoisson(x[0], x[1])),
        new("KlPoisson close", [new([3, 5], 5, 6), new([5], 5, 6)], x => Ops.KlPoisson(x[0], x[1])),
        new("KlPoisson sum", [new([3, 5], 0.2, 4), new([5], 0.2, 4)], x => Ops.KlPoisson(x[0], x[1], 1)),
        new("Reparameterize", [new([3, 5]), new([3, 5], -1, 1), new([3, 5]) { Differentiable = false }],
            x => Ops.Reparameterize(x[0], x[1], x[2])),
    ];
}
