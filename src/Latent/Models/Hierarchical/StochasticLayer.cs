using Latent.Tensors;

namespace Latent.Models.Hierarchical;

/// <summary>A layer of latent variables above another, and the perceptrons between the two.</summary>
public sealed record StochasticLayer
{
    /// <summary>Number of latent variables.</summary>
    public int Latents { get; set; } = 10;

    /// <summary>Widths of the perceptron from the layer below; the one back down has them in reverse. None is a linear map.</summary>
    public IReadOnlyList<int> Hidden { get; set; } = [100];

    /// <summary>Applied after every hidden layer, both ways.</summary>
    public Activation Activation { get; set; } = Activation.Tanh;
}
