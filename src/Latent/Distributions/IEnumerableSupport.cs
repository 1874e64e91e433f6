using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A distribution over a finite set, small enough to sum over exactly.</summary>
public interface IEnumerableSupport
{
    /// <summary>How many values an event has; <see cref="int.MaxValue"/> if too many to enumerate.</summary>
    int SupportSize { get; }

    /// <summary>All values, [size] + event, in a fixed order.</summary>
    Tensor Enumerate();
}
