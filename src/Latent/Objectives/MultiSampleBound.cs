using Latent.Models;
using Latent.Objectives.Estimators;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>A bound on log p(x) that is a function of several log-weights log w = log p(x, z) - log q(z | x) per example, z ~ q.</summary>
/// <remarks>Enumerated sites are summed out of every weight exactly, whatever q gives to their values.</remarks>
public abstract class MultiSampleBound : Objective
{
    private protected MultiSampleBound()
    {
    }

    /// <summary>How gradients through samples are estimated.</summary>
    public PathEstimator Path { get; init; } = PathEstimator.Reparameterized;

    /// <summary>How gradients are estimated at sites whose draws pass none; without it such sites are refused.</summary>
    public ScoreFunction? Score { get; init; }

    /// <inheritdoc/>
    public sealed override TraceMode Mode
    {
        get
        {
            BoundForm form = Form();
            return new TraceMode.PosteriorMode(form.Draws)
            {
                WeightsPaths = Path.DropsScore || form.IsPartial,
                NoiseOfTheirOwn = Path.DropsScore || Score is not null,
            };
        }
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Parameter> Parameters => Score?.Baseline.Parameters ?? [];

    /// <inheritdoc/>
    public sealed override ObjectiveState State => Score is null ? ObjectiveState.Empty : new ObjectiveState(Score.Baseline.State);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Options contradict one another, or a draw passes no gradient; the message says the remedy.</exception>
    public sealed override ObjectiveTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        BoundForm form = Form();
        if (trace.Samples != form.Draws)
            throw new ArgumentException($"{Name}: the trace has {trace.Samples} samples, the bound takes {form.Draws}; make it with the objective's Mode.");
        Tensor rows = trace.RowLogWeights(static site => site.LogQ());
        Tensor logWeights = trace.LogWeights(rows);
        Tensor bound = form.Value(logWeights);
        Tensor loss = -bound.Mean();
        if (trace.Pass.IsRecording) loss = new MultiSampleSurrogate(this, form, trace, rows, logWeights).Apply(loss, bound);
        return new ObjectiveTerms(loss, bound, Terms(trace)) { LogWeights = logWeights };
    }

    /// <inheritdoc/>
    public sealed override void Update(ObjectiveTerms terms) => Score?.Baseline.Update();

    /// <inheritdoc/>
    public sealed override void Restore(ObjectiveState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.ThrowIfUnknown(Name, Score?.Baseline.Restore(state) ?? []);
    }

    /// <summary>What the bound is of its log-weights, by its options.</summary>
    internal abstract BoundForm Form();

    private protected void ThrowIfBelowOne(int count, string option)
    {
        if (count < 1) throw new InvalidOperationException($"{Name}: {option} is {count}; at least 1 is needed.");
    }

    // For reports: by the samples, so that their sum is the mean of log w where nothing is enumerated.
    private static List<SiteTerm> Terms(Trace trace)
    {
        List<SiteTerm> terms = new(trace.Sites.Count + 1);
        foreach (Site site in trace.Sites)
        {
            if (site.Kind != SiteKind.Observed) terms.Add(new SiteTerm(site.Name, TermKind.Kl, trace.Kl(site, KlEstimate.Sampled)));
            if (site.Kind != SiteKind.Latent) terms.Add(new SiteTerm(site.Name, TermKind.LogLikelihood, trace.LogLikelihood(site)));
        }

        return terms;
    }
}

/// <summary>What a bound is of its log-weights.</summary>
/// <param name="Draws">How many samples, over all groups.</param>
/// <param name="Parts">Power means with shares that sum to 1: the bound, and what p's parameters are learned by.</param>
/// <param name="Inference">What q's parameters are learned by; the same by default.</param>
internal sealed record BoundForm(int Draws, IReadOnlyList<PowerMean> Parts, IReadOnlyList<PowerMean>? Inference = null)
{
    /// <summary>Whether p and q learn by different bounds.</summary>
    public bool IsPartial => Inference is not null;

    public Tensor Value(Tensor logWeights) => Sum(Parts, part => part.Value(logWeights));

    public Tensor ModelWeights(Tensor logWeights) => Sum(Parts, part => part.Weights(logWeights));

    public Tensor InferenceWeights(Tensor logWeights, bool twicePath) =>
        Sum(Inference ?? Parts, part => twicePath ? part.PathWeights(logWeights) : part.Weights(logWeights));

    /// <summary>The bound that q learns by, with each sample in turn replaced by what the others predict.</summary>
    public Tensor LeaveOneOut(Tensor logWeights) => Sum(Inference ?? Parts, part => part.LeaveOneOut(logWeights));

    public Tensor InferenceValue(Tensor logWeights) => Sum(Inference ?? Parts, part => part.Value(logWeights));

    private static Tensor Sum(IReadOnlyList<PowerMean> parts, Func<PowerMean, Tensor> of)
    {
        Tensor sum = of(parts[0]);
        if (parts[0].Share != 1) sum *= parts[0].Share;
        for (int i = 1; i < parts.Count; i++)
            sum += of(parts[i]) * parts[i].Share;
        return sum;
    }
}
