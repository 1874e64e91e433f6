namespace Latent.Tensors;

/// <summary>A size along rows and columns of an image: a window, stride, padding or dilation. One number means the same along both.</summary>
/// <param name="Height">Along the rows.</param>
/// <param name="Width">Along the columns.</param>
/// <example><code>Ops.Conv2d(x, weight, stride: 2, padding: (1, 0));</code></example>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>The same along both axes.</summary>
    public static implicit operator Size2d(int size) => new(size, size);

    /// <summary>Height, then width.</summary>
    public static implicit operator Size2d((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>The size as <c>3 x 5</c>.</summary>
    public override string ToString() => $"{Height} x {Width}";
}
