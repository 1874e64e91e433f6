using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>
/// A bound as a function of log-weights: the logarithm of their power mean, 1/a·log 1/K Σ wₖᵃ, averaged over M groups of K.
/// </summary>
/// <remarks>
/// a = 1 is the importance-weighted bound, a = 0 the mean of log w (the ELBO), a = 1 - α the Rényi bound of order α, a = ∞ the largest. The
/// power mean rises with a.
/// </remarks>
/// <param name="Share">What it weighs among others.</param>
/// <param name="Power">a.</param>
/// <param name="Groups">M.</param>
internal sealed record PowerMean(double Share, double Power, int Groups)
{
    /// <summary>A bound of its own; groups of one sample are the mean of log w, whatever the power.</summary>
    public static PowerMean Of(double power, int samples, int groups) => samples == 1 ? new(1, 0, 1) : new(1, power, groups);

    /// <summary>The bound, [B].</summary>
    /// <param name="logWeights">[M·K, B].</param>
    public Tensor Value(Tensor logWeights) => Groups == 1 ? Reduce(logWeights) : Reduce(Grouped(logWeights)).Mean(0);

    /// <summary>Its derivatives by the log-weights, constants that sum to 1 over the samples, [M·K, B].</summary>
    public Tensor Weights(Tensor logWeights) =>
        (WithinGroups(logWeights.Detach()) * (1.0 / Groups)).Reshape(logWeights.Shape);

    /// <summary>
    /// What the path through each sample weighs once the score is replaced by a second path: v·((1 - a) + a·v) for a normalised weight v of
    /// its group, [M·K, B].
    /// </summary>
    /// <remarks>
    /// E[v·∇log q] at a fixed draw is E[∂v/∂z·∂z/∂φ], and ∂v/∂log w = a·v·(1 - v). With a = 1 it is v² (Tucker et al. 2019), with a = 0 it is v.
    /// </remarks>
    public Tensor PathWeights(Tensor logWeights)
    {
        if (double.IsInfinity(Power))
        {
            throw new NotSupportedException(
                "The derivative of the largest weight jumps, so the score of log q cannot be replaced: take PathEstimator.Reparameterized.");
        }

        Tensor v = WithinGroups(logWeights.Detach());
        return (v * ((1 - Power) + (Power * v)) * (1.0 / Groups)).Reshape(logWeights.Shape);
    }

    /// <summary>
    /// The bound with each sample in turn replaced by the geometric mean of the others of its group, [M·K, B]: constants.
    /// </summary>
    /// <remarks>A. Mnih, D. J. Rezende, "Variational inference for Monte Carlo objectives", ICML 2016.</remarks>
    public Tensor LeaveOneOut(Tensor logWeights)
    {
        Tensor l = Grouped(logWeights.Detach());
        int groups = l.Shape[0], samples = l.Shape[1], rows = l.Shape[2];
        if (samples < 2)
        {
            throw new InvalidOperationException(
                "Leaving one sample out needs at least 2 in each group: raise Samples, or take another baseline.");
        }

        Tensor others = (l.SumKeepingAxes(1) - l) * (1.0 / (samples - 1));
        // One copy of the group per sample, in which that sample is replaced: [M, replaced, K, B].
        Tensor same = Ops.OneHot([.. Enumerable.Range(0, samples)], samples, l.DType).Unsqueeze(-1);
        Tensor replaced = same.Where(others.Unsqueeze(2), l.Unsqueeze(1));
        Tensor without = Reduce(replaced), with = Reduce(l).Unsqueeze(1);
        Tensor bound = Value(logWeights.Detach());
        return bound + ((without - with) * (1.0 / groups)).Reshape(groups * samples, rows);
    }

    private Tensor Grouped(Tensor logWeights) => logWeights.Reshape(Groups, logWeights.Shape[0] / Groups, logWeights.Shape[1]);

    // [..., K, B] -> [..., B].
    private Tensor Reduce(Tensor l)
    {
        if (Power == 0) return l.Mean(-2);
        if (double.IsPositiveInfinity(Power)) return l.Max(-2);
        if (double.IsNegativeInfinity(Power)) return l.Min(-2);
        if (Math.Abs(Power) < 0.1) return NearGeometric(l);
        double logCount = Math.Log(l.Shape[-2]);
        return Power == 1 ? l.LogSumExp(-2) - logCount : ((Power * l).LogSumExp(-2) - logCount) * (1 / Power);
    }

    // The logarithm of a mean near 1 is small, and dividing it by a small power brings its rounding out: so the mean is taken less 1. Around
    // the weight that counts most no power overflows; weights of zero leave it finite.
    private Tensor NearGeometric(Tensor l)
    {
        Tensor centre = (Power > 0 ? l.MaxKeepingAxes(-2) : l.MinKeepingAxes(-2)).Detach().Maximum(-1e30);
        return ((((l - centre) * Power).Expm1().MeanKeepingAxes(-2).Log1p() * (1 / Power)) + centre).Sum(-2);
    }

    // [M, K, B], summing to 1 in each group; ties at an infinite power share.
    private Tensor WithinGroups(Tensor logWeights)
    {
        Tensor l = Grouped(logWeights);
        if (!double.IsInfinity(Power)) return (Power * l).Softmax(1);
        Tensor chosen = l.EqualTo(Power > 0 ? l.MaxKeepingAxes(1) : l.MinKeepingAxes(1));
        return chosen / chosen.SumKeepingAxes(1);
    }
}
