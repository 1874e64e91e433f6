using Latent.Tensors;

namespace Latent.Networks;

/// <summary>The window of a convolution and how it moves, the same along both axes of an image, or along the one of a signal.</summary>
/// <param name="Kernel">k, the window's size.</param>
/// <param name="Stride">s, the step from window to window.</param>
/// <param name="Padding">p, zeros on both sides.</param>
/// <param name="IsLine">Whether it moves along one axis: weights are then [out, in, k].</param>
public readonly record struct Window(int Kernel, int Stride = 1, int Padding = 0, bool IsLine = false)
{
    /// <summary>How many windows there are along an axis of <paramref name="size"/>: ⌊(n + 2p - k)/s⌋ + 1; less than 1 if none fits.</summary>
    public int Smaller(int size) => size + (2 * Padding) < Kernel ? 0 : ((size + (2 * Padding) - Kernel) / Stride) + 1;

    /// <summary>
    /// What a transposed convolution adds at the end so that it gives <paramref name="size"/> positions again from
    /// <see cref="Smaller"/> of them: (n + 2p - k) mod s, since sizes that differ by less than the stride become one.
    /// </summary>
    public int Rest(int size) => (size + (2 * Padding) - Kernel) % Stride;

    internal Shape Weight(int first, int second) => IsLine ? [first, second, Kernel] : [first, second, Kernel, Kernel];

    internal int Area => IsLine ? Kernel : Kernel * Kernel;
}
