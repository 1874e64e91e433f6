namespace Latent.Tensors;

/// <summary>Which operands of a matrix product are taken transposed; no copy is made.</summary>
[Flags]
public enum Transpose
{
    /// <summary>A·B.</summary>
    None = 0,

    /// <summary>Aᵀ·B.</summary>
    A = 1,

    /// <summary>A·Bᵀ.</summary>
    B = 2,

    /// <summary>Aᵀ·Bᵀ.</summary>
    Both = A | B,
}
