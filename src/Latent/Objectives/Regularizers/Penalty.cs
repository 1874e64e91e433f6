using Latent.Models;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// A quantity of a traced batch that a training may hold down: with a fixed weight beside an objective (<see cref="Regularized"/>), or
/// below a bound by a multiplier (<see cref="Constraints.Constrained"/>). It reads posteriors and codes off the trace the objective has
/// made; nothing is run twice.
/// </summary>
public abstract class Penalty
{
    /// <summary>Sets the default name.</summary>
    /// <param name="name">In the words of reports, such as <c>mmd</c>.</param>
    protected Penalty(string name)
    {
        Name = name;
    }

    /// <summary>The name in reports and states; set it where an objective has two penalties of one kind.</summary>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>What a second player learns for it, see <see cref="Objective.AdversaryParameters"/>; empty for most.</summary>
    public virtual IReadOnlyList<Parameter> AdversaryParameters => [];

    /// <summary>Evaluates the quantity on a trace made by <see cref="TraceMode.Posterior"/>.</summary>
    /// <exception cref="ArgumentException">The model or the batch lacks what the quantity is about; the message says what.</exception>
    public abstract PenaltyTerms Evaluate(Trace trace);

    /// <summary>The penalty with a weight, which may follow a schedule over the steps.</summary>
    public WeightedPenalty Times(Schedule weight) => new(this, weight);
}

/// <summary>What a penalty was on one batch.</summary>
/// <param name="Value">Its value, one element, with gradients to the model; in nats unless the penalty says otherwise.</param>
public sealed record PenaltyTerms(Tensor Value)
{
    /// <summary>Other numbers worth a line in a report; their names are completed by the penalty's.</summary>
    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>What the second player minimises, one element; it reads codes as constants.</summary>
    public Tensor? AdversaryLoss { get; init; }
}

/// <summary>A penalty and its weight.</summary>
/// <param name="Penalty">The penalty.</param>
/// <param name="Weight">The factor before it in the loss, by the step; negative to reward.</param>
public sealed record WeightedPenalty(Penalty Penalty, Schedule Weight);
