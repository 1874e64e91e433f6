using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>The part of a lower triangular matrix that stands below its diagonal.</summary>
internal static class CholeskyFactor
{
    /// <summary>Numbers row after row, [rows, D·(D - 1)/2] -> [rows, D, D], 0 elsewhere.</summary>
    public static Tensor Below(Tensor numbers, int size)
    {
        int rows = numbers.Shape[0], next = 1;
        int[] places = new int[size * size];
        for (int i = 1; i < size; i++)
        {
            for (int j = 0; j < i; j++) places[(i * size) + j] = next++;
        }

        // A 0 before the numbers is what the other places take.
        return numbers.Pad(1, 1, 0).Gather(1, places).Reshape(rows, size, size);
    }
}
