using Latent.Tensors;

namespace Latent.Networks;

/// <summary>Activations that follow something other than a linear layer or a convolution, which have their own.</summary>
internal static class Activations
{
    /// <summary>The activation of every element of x.</summary>
    public static Tensor Activate(this Tensor x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Relu => x.Relu(),
        Activation.Tanh => x.Tanh(),
        Activation.Sigmoid => x.Sigmoid(),
        Activation.Softplus => x.Softplus(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
    };
}
