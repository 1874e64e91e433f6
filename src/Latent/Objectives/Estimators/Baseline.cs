using Latent.Tensors;

namespace Latent.Objectives.Estimators;

/// <summary>
/// What is subtracted from a learning signal before it multiplies the score ∇log q(z): anything that does not depend on the draw itself leaves
/// the mean of the estimator as it is and, if it is near the signal, takes most of its variance.
/// </summary>
public abstract class Baseline
{
    /// <summary>Nothing.</summary>
    public static Baseline None { get; } = new NoBaseline();

    /// <summary>
    /// The other samples of the same example (Kool et al. 2019, for the ELBO; VIMCO of Mnih and Rezende 2016 for bounds of several
    /// samples). Nothing is learned; needs at least 2 samples.
    /// </summary>
    public static Baseline LeaveOneOut { get; } = new LeaveOneOutBaseline();

    /// <summary>The name in catalogs and reports.</summary>
    public abstract string Name { get; }

    /// <summary>What the baseline learns on the objective's loss.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>What the baseline remembers from step to step, by name.</summary>
    public virtual IEnumerable<KeyValuePair<string, double>> State => [];

    /// <summary>The baseline of a signal, which must not depend on the draw it is for.</summary>
    /// <returns>Broadcasts against the signal's values.</returns>
    public abstract Tensor Of(LearningSignal signal);

    /// <summary>What the parameters are learned by, one element; null if there are none.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="baseline">What <see cref="Of"/> gave for it.</param>
    public virtual Tensor? Loss(LearningSignal signal, Tensor baseline) => null;

    /// <summary>Called after an optimiser step, to remember what was seen in it.</summary>
    public virtual void Update()
    {
    }

    /// <summary>Takes up what was remembered before.</summary>
    /// <returns>The names taken.</returns>
    public virtual IReadOnlyCollection<string> Restore(ObjectiveState state) => [];

    /// <inheritdoc/>
    public override string ToString() => Name;

    private sealed class NoBaseline : Baseline
    {
        public override string Name => "none";

        public override Tensor Of(LearningSignal signal) => 0.0;
    }

    private sealed class LeaveOneOutBaseline : Baseline
    {
        public override string Name => "leave-one-out";

        public override Tensor Of(LearningSignal signal)
        {
            ArgumentNullException.ThrowIfNull(signal);
            return signal.LeaveOneOut();
        }
    }
}
