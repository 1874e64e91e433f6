namespace Latent.Tensors;

/// <summary>The element type of a <see cref="Tensor"/>.</summary>
public enum DType
{
    /// <summary>IEEE 754 binary32: the working type.</summary>
    Float32,

    /// <summary>IEEE 754 binary64: for gradient checks and exact oracles; correct, not tuned.</summary>
    Float64,
}

/// <summary>Facts about element types.</summary>
public static class DTypeExtensions
{
    /// <summary>Bytes of one element: 4 or 8.</summary>
    public static int Size(this DType dtype) => dtype == DType.Float32 ? 4 : 8;
}
