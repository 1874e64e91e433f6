using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Estimators;

/// <summary>
/// The gradient of E_q[f(z)] by q's parameters where no gradient passes through the draw: E_q[(f(z) - b)·∇log q(z)] with a baseline b.
/// </summary>
/// <remarks>
/// R. J. Williams, "Simple statistical gradient-following algorithms", Machine Learning 8, 1992 (REINFORCE). Only sites that need it get it;
/// gradients of the others go on passing through their draws.
/// </remarks>
/// <param name="baseline">b; none by default, which is seldom good enough.</param>
public sealed class ScoreFunction(Baseline? baseline = null)
{
    /// <summary>b.</summary>
    public Baseline Baseline { get; } = baseline ?? Baseline.None;

    /// <inheritdoc/>
    public override string ToString() => $"score function, baseline {Baseline}";

    /// <summary>The sites of a trace whose draws pass no gradient to parameters that are learned.</summary>
    /// <exception cref="InvalidOperationException">There is one, and no estimator; the message names it and the remedies.</exception>
    internal static IReadOnlyList<Site> SitesOf(Trace trace, ScoreFunction? estimator)
    {
        if (!trace.Pass.IsRecording) return [];
        List<Site>? sites = null;
        foreach (Site site in trace.Sites)
        {
            if (!site.BlocksGradient) continue;
            if (estimator is null)
            {
                throw new InvalidOperationException(
                    $"Site '{site.Name}': no gradient passes through a draw of {site.Source} to its parameters, which are to be learned. "
                    + "Go through all values (DiscreteSite.Enumerated), relax the variable (a continuous p and q, such as a relaxed one-hot), "
                    + "or estimate the gradient by the score function (the objective's Score = new ScoreFunction(...)).");
            }

            (sites ??= []).Add(site);
        }

        return sites is null ? [] : sites;
    }

    /// <summary>
    /// A number whose gradient is that of -scale·Σ (signal - b)·log q, over the rows that were drawn; its value means nothing.
    /// </summary>
    /// <param name="draw">What the draws are rewarded with, and the baseline b of it.</param>
    /// <param name="logQ">log q of the draws, [lead..., B].</param>
    /// <param name="weight">What each row counts, a constant; 1 by default.</param>
    /// <param name="scale">What all of it counts.</param>
    internal static Tensor Loss(RewardedDraw draw, Tensor logQ, Tensor? weight, double scale)
    {
        Tensor product = (draw.Signal.Values - draw.Predicted.Detach()) * logQ;
        if (weight is not null) product *= weight;
        if (draw.Signal.Site.RowMask is { } observed) product = observed.Where(0.0, product);
        return product.Sum() * -scale;
    }

    /// <summary>A draw with what its baseline says; asked once for each draw, since what is learned by it must count once.</summary>
    internal RewardedDraw Rewarded(LearningSignal signal) => new(signal, Baseline.Of(signal));

    /// <summary>What the baseline learns by, over several draws; null if it learns nothing.</summary>
    internal Tensor? Fit(IEnumerable<RewardedDraw> draws)
    {
        Tensor? sum = null;
        foreach (RewardedDraw draw in draws)
        {
            if (Baseline.Loss(draw.Signal, draw.Predicted) is { } fit) sum = sum is null ? fit : sum + fit;
        }

        return sum;
    }
}

/// <summary>What a draw is rewarded with, and what a baseline predicts of it.</summary>
/// <param name="Signal">The reward.</param>
/// <param name="Predicted">b, with gradients to what the baseline learns.</param>
internal sealed record RewardedDraw(LearningSignal Signal, Tensor Predicted);
