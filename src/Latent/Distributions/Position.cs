using System.Globalization;
using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Indices of an element as messages print them.</summary>
internal static class Position
{
    /// <summary>The row-major index <paramref name="flat"/> of a shape as [i, j, ...].</summary>
    public static string Of(int flat, Shape shape)
    {
        int[] indices = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            indices[axis] = flat % shape[axis];
            flat /= shape[axis];
        }

        return "[" + string.Join(", ", indices.Select(static i => i.ToString(CultureInfo.InvariantCulture))) + "]";
    }
}
