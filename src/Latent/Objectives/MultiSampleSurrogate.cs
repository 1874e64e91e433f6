using Latent.Models;
using Latent.Objectives.Estimators;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>
/// Replaces the loss of a bound of several samples by one of the same value whose gradient is an estimator's.
/// </summary>
/// <remarks>
/// The gradient of a bound is Σ v·∇log w with constant weights v. An estimator has weights v for the parameters of p and others, u, for what
/// passes through the draws to those of q: the loss is Σ v·log w with the score left out, and the gradient through a draw is multiplied by u/v
/// once it arrives there. Where a posterior depends on other draws, gradients pass through several of them one after the other; there the model
/// is run again, with the draws as constants for v and with the parameters as constants for u.
/// </remarks>
internal sealed class MultiSampleSurrogate(MultiSampleBound objective, BoundForm form, Trace trace, Tensor rows, Tensor logWeights)
{
    private double Scale => 1.0 / trace.Count;

    public Tensor Apply(Tensor loss, Tensor bound)
    {
        IReadOnlyList<Site> sites = ScoreFunction.SitesOf(trace, objective.Score);
        ThrowIfBiased();
        if ((objective.Path.DropsScore || sites.Count > 0) && trace.Mode is not TraceMode.PosteriorMode { NoiseOfTheirOwn: true }
            && trace.LatentSites.Any(static site => !site.IsEnumerated && site.Lead.Rank > 1))
        {
            throw new ArgumentException(
                $"{objective.Name}: with these estimators the values of an enumerated site must meet noise of their own; make the trace with the "
                + "objective's Mode.");
        }

        bool reweights = objective.Path.DropsScore || form.IsPartial;
        if (reweights && form.Draws > 1 && trace.LatentSites.FirstOrDefault(static site => site.IsStraightThrough) is { } relaxed)
        {
            throw new NotSupportedException(
                $"{objective.Name}: site '{relaxed.Name}' is drawn straight through from {relaxed.Source.Name}, whose gradient is that of another "
                + "draw; second paths and bounds of their own for p and q need gradients of the draw itself. Take "
                + "Path = PathEstimator.Reparameterized and one bound for p and q.");
        }

        Tensor? surrogate = sites.Count > 0 ? Scores(sites, bound) : null;
        if (!reweights) return surrogate is null ? loss : loss + ElboSurrogate.WithoutValue(surrogate);
        bool again = Dependence.OfPosteriorsOnDraws(trace) || !trace.WeightsPaths;
        if (again && sites.Count > 0)
        {
            throw new NotSupportedException(
                $"{objective.Name}: sites estimated by the score function, together with posteriors that depend on other draws, need "
                + "Path = PathEstimator.Reparameterized and one bound for p and q.");
        }

        Tensor reweighted = again ? RunAgain() : Reweighted();
        return loss.Detach() + ElboSurrogate.WithoutValue(surrogate is null ? reweighted : reweighted + surrogate);
    }

    private void ThrowIfBiased()
    {
        if (objective.Path == PathEstimator.StickingTheLanding && form.Draws > 1 && !form.Parts.All(static part => part.Power == 0))
        {
            throw new InvalidOperationException(
                $"{objective.Name}: dropping the score of log q from a bound of {form.Draws} samples biases its gradient (Tucker et al. 2019); "
                + "set Path = PathEstimator.DoublyReparameterized, which has no such bias and is the same for one sample.");
        }
    }

    private Tensor Reweighted()
    {
        (Tensor v, Tensor u) = Weights();
        // v is kept so far above 0 that u/v is a number: what that adds to the gradient by p's parameters is below its rounding.
        double least = trace.DType == DType.Float32 ? 1e-15 : 1e-150, tiny = trace.DType == DType.Float32 ? 1e-37 : 1e-300;
        v = v.Maximum(u * least);
        Tensor ratio = u / v.Maximum(tiny);
        foreach (Site site in trace.LatentSites)
        {
            if (site.PathFactor is not { } factor) continue;
            Tensor ofRows = ratio;
            if (site.Lead.Rank > 1 && objective.Path.DropsScore)
            {
                // Of the values enumerated before the draw, each has its own part of the weight.
                Tensor share = (Trace.SumOut(rows.Detach(), site.Lead.Rank) - logWeights.Detach()).Exp();
                ofRows = ratio * share;
            }

            Tensor value = site.Value!;
            Shape ones = value.Shape;
            for (int axis = 1; axis < ones.Rank; axis++)
                ones = ones.With(axis, 1);
            factor.Value = ofRows.BroadcastTo(site.Lead.Concat([trace.Count])).Reshape(ones);
        }

        Tensor surrogate = (v * trace.LogWeights(static site => site.LogQDetached())).Sum();
        // What does not drop the score has it by q's bound; draws that pass no gradient always have.
        if (Score(trace, static site => site.BlocksGradient) is { } ofBlocked)
            surrogate -= (RowWeights(form.InferenceWeights(logWeights, twicePath: false)) * ofBlocked).Sum();
        if (!objective.Path.DropsScore && Score(trace, static site => !site.BlocksGradient) is { } ofOthers)
            surrogate -= (RowWeights(u) * ofOthers).Sum();
        return surrogate * -Scale;
    }

    private Tensor RunAgain()
    {
        if (trace.LatentSites.Any(static site => site.Posterior is null && site.Prior.Parameters().Any(static p => p.IsTracked)))
        {
            throw new NotSupportedException(
                $"{objective.Name}: a site that is drawn from a learned prior, together with posteriors that depend on other draws, needs "
                + "Path = PathEstimator.Reparameterized and one bound for p and q.");
        }

        if (objective.Path.DropsScore && trace.LatentSites.Any(static site => site.IsEnumerated))
        {
            throw new NotSupportedException(
                $"{objective.Name}: {objective.Path} with enumerated sites needs posteriors that do not depend on other draws; take "
                + "PathEstimator.Reparameterized.");
        }

        (Tensor v, Tensor u) = Weights();
        Trace constantDraws = trace.Again(asConstants: true, frozen: false), constantParameters = trace.Again(asConstants: false, frozen: true);
        Tensor surrogate = (RowWeights(v) * constantDraws.RowLogWeights(static site => site.LogQDetached())).Sum()
            + (RowWeights(u) * constantParameters.RowLogWeights(static site => site.LogQ())).Sum();
        if (!objective.Path.DropsScore && Score(constantDraws, static _ => true) is { } score) surrogate -= (RowWeights(u) * score).Sum();
        return surrogate * -Scale;
    }

    private (Tensor Model, Tensor Inference) Weights() => (
        form.ModelWeights(logWeights),
        form.InferenceWeights(logWeights, objective.Path.DropsScore));

    // Weights of samples as weights of every value of the enumerated sites too, [lead..., B].
    private Tensor RowWeights(Tensor weights) =>
        rows.Shape.Rank <= 2 ? weights : weights * (rows.Detach() - logWeights.Detach()).Exp();

    // log q of draws as constants, through which gradients pass to q's parameters alone.
    private static Tensor? Score(Trace trace, Func<Site, bool> includes)
    {
        Tensor? sum = null;
        foreach (Site site in trace.LatentSites)
        {
            if (site.IsEnumerated || site.Posterior is null || !includes(site)) continue;
            Tensor score = site.RowMask is null ? site.LogQScore() : site.RowMask.Where(0.0, site.LogQScore());
            sum = sum is null ? score : sum + score;
        }

        return sum;
    }

    // The bound is a reward for every draw it was made from.
    private Tensor Scores(IReadOnlyList<Site> sites, Tensor bound)
    {
        Tensor reward = form.IsPartial ? form.InferenceValue(logWeights) : bound;
        ScoreFunction estimator = objective.Score!;
        List<RewardedDraw> draws = [.. sites.Select(site =>
            estimator.Rewarded(new LearningSignal(trace, site, reward, () => form.LeaveOneOut(logWeights))))];
        Tensor? sum = estimator.Fit(draws);
        foreach (RewardedDraw draw in draws)
        {
            Site site = draw.Signal.Site;
            Tensor loss = ScoreFunction.Loss(draw, site.Posterior is null ? site.LogP() : site.LogQ(), null, Scale);
            sum = sum is null ? loss : sum + loss;
        }

        return sum!;
    }
}
