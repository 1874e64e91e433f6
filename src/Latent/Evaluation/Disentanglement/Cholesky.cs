namespace Latent.Evaluation.Disentanglement;

/// <summary>L·Lᵀ of a small symmetric matrix, in double precision.</summary>
internal static class Cholesky
{
    /// <summary>Replaces the lower half of a matrix [n, n] by L; false where it is not positive definite beyond a share of its diagonal.</summary>
    public static bool TryFactor(double[] matrix, int n, double tolerance = 0)
    {
        for (int j = 0; j < n; j++)
        {
            double full = matrix[(j * n) + j], pivot = full;
            for (int k = 0; k < j; k++) pivot -= matrix[(j * n) + k] * matrix[(j * n) + k];
            if (!(pivot > tolerance * full)) return false;
            double root = matrix[(j * n) + j] = Math.Sqrt(pivot);
            for (int i = j + 1; i < n; i++)
            {
                double sum = matrix[(i * n) + j];
                for (int k = 0; k < j; k++) sum -= matrix[(i * n) + k] * matrix[(j * n) + k];
                matrix[(i * n) + j] = sum / root;
            }
        }

        return true;
    }

    /// <summary>Solves L·Lᵀ·x = b in place.</summary>
    public static void Solve(double[] factor, int n, Span<double> b)
    {
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++) b[i] -= factor[(i * n) + k] * b[k];
            b[i] /= factor[(i * n) + i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++) b[i] -= factor[(k * n) + i] * b[k];
            b[i] /= factor[(i * n) + i];
        }
    }
}
