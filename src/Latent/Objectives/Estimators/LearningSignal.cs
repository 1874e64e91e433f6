using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Estimators;

/// <summary>What a draw is rewarded with: the part of the objective that depends on it.</summary>
public sealed class LearningSignal
{
    private readonly Func<Tensor>? _leaveOneOut;

    internal LearningSignal(Trace trace, Site site, Tensor values, Func<Tensor>? leaveOneOut = null)
    {
        Trace = trace;
        Site = site;
        Values = values.Detach();
        _leaveOneOut = leaveOneOut;
    }

    /// <summary>The trace the draw is in.</summary>
    public Trace Trace { get; }

    /// <summary>The site that was drawn.</summary>
    public Site Site { get; }

    /// <summary>In nats, a constant; broadcasts to [lead..., B] with the samples K as the last leading axis.</summary>
    public Tensor Values { get; }

    /// <summary>
    /// What the signal of sample k would be expected to be from the other samples alone: their mean; for a bound of several samples, the bound
    /// with sample k replaced by the others' geometric mean.
    /// </summary>
    /// <returns>The shape of <see cref="Values"/>, or one that broadcasts against it.</returns>
    /// <exception cref="InvalidOperationException">There is one sample.</exception>
    public Tensor LeaveOneOut()
    {
        if (Trace.Samples < 2)
        {
            throw new InvalidOperationException(
                $"Site '{Site.Name}': leaving one sample out needs at least 2; the objective draws {Trace.Samples}. Set Samples, or take another baseline.");
        }

        return _leaveOneOut?.Invoke() ?? (Values.SumKeepingAxes(-2) - Values) * (1.0 / (Trace.Samples - 1));
    }
}
