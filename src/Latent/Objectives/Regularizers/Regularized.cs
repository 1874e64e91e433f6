using Latent.Models;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>An objective and penalties beside it: loss = base + Σᵢ weightᵢ·penaltyᵢ, all on one trace.</summary>
/// <remarks>
/// Many objectives of the literature are such sums: <see cref="BetaTcVae"/> is the ELBO and (β - 1) times a <see cref="KlDecomposition"/>,
/// <see cref="DipVae"/> the ELBO and a <see cref="DipPenalty"/>. The terms are the base's; of
/// each penalty a report has its value under its name, its weight under name.weight, and what else it measures under name.measure.
/// </remarks>
/// <example><code>Objective tc = new Regularized(new Elbo(), new KlDecomposition(MinibatchSampling.Stratified(60_000)).Times(5));</code></example>
public sealed partial class Regularized : Objective
{
    private readonly IReadOnlyList<WeightedPenalty> _penalties;

    /// <summary>Puts penalties beside an objective.</summary>
    /// <exception cref="ArgumentException">Two penalties have one name.</exception>
    public Regularized(Objective @base, params IReadOnlyList<WeightedPenalty> penalties)
    {
        ArgumentNullException.ThrowIfNull(@base);
        ArgumentNullException.ThrowIfNull(penalties);
        Composition.ThrowIfRepeated([.. penalties.Select(static p => p.Penalty)]);
        Base = @base;
        _penalties = penalties;
    }

    /// <summary>The objective without its penalties.</summary>
    public Objective Base { get; }

    /// <inheritdoc/>
    public override string Name => string.Join(" + ", _penalties.Select(static p => p.Penalty.Name).Prepend(Base.Name));

    /// <inheritdoc/>
    public override Objective Plain => Base.Plain;

    /// <inheritdoc/>
    public override TraceMode Mode => Base.Mode.Shared;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Base.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> AdversaryParameters =>
        [.. Base.AdversaryParameters, .. _penalties.SelectMany(static p => p.Penalty.AdversaryParameters)];

    /// <inheritdoc/>
    public override ObjectiveState State => Base.State;

    /// <inheritdoc/>
    public override ObjectiveTerms Evaluate(Trace trace)
    {
        ObjectiveTerms terms = Base.Evaluate(trace);
        foreach ((Penalty penalty, Schedule schedule) in _penalties)
        {
            double weight = schedule.At(trace.Pass.Step);
            terms = Composition.Add(terms, penalty, penalty.Evaluate(trace), weight, 0, [new Measure($"{penalty.Name}.weight", weight)]);
        }

        return terms;
    }

    /// <inheritdoc/>
    public override void Update(ObjectiveTerms terms) => Base.Update(terms);

    /// <inheritdoc/>
    public override void Restore(ObjectiveState state) => Base.Restore(state);
}
