namespace Latent.Tensors;

/// <summary>The activations that a linear layer or a convolution applies in the same sweep; each has its derivative as a function of its value.</summary>
public enum Activation
{
    /// <summary>y = x.</summary>
    None,

    /// <summary>y = max(x, 0).</summary>
    Relu,

    /// <summary>y = tanh x.</summary>
    Tanh,

    /// <summary>y = 1/(1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>y = log(1 + eˣ).</summary>
    Softplus,
}
