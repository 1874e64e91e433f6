namespace Latent.Distributions;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix.</summary>
/// <remarks>
/// Householder's reduction to three diagonals, then the implicit QL algorithm: R. S. Martin, C. Reinsch, J. H. Wilkinson,
/// "Householder's tridiagonalization of a symmetric matrix", and A. Dubrulle, R. S. Martin, J. H. Wilkinson, "The implicit QL algorithm",
/// Numerische Mathematik 11 and 12, 1968. Of order n³.
/// </remarks>
internal static class SymmetricEigen
{
    private const int MostTurns = 60;
    private const int PatientTurns = 30;

    /// <summary>The decomposition A = V·diag(values)·Vᵀ; values ascend, vectors are V's columns. The lower triangle is read.</summary>
    /// <exception cref="ArithmeticException">An element is not finite.</exception>
    public static (double[] Values, double[,] Vectors) Decompose(double[,] a)
    {
        int n = a.GetLength(0);
        // Rows of v hold the vectors while they are turned, so that a turn runs along memory.
        double[][] v = [.. Enumerable.Range(0, n).Select(i => new double[n])];
        for (int i = 0; i < n; i++)
            v[i][i] = 1;
        double[] d = Solve(a, v);
        int[] order = [.. Enumerable.Range(0, n).OrderBy(i => d[i])];
        double[,] vectors = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                vectors[j, i] = v[order[i]][j];
        }

        return ([.. order.Select(i => d[i])], vectors);
    }

    /// <summary>The eigenvalues alone, ascending, at a fraction of the cost.</summary>
    /// <inheritdoc cref="Decompose"/>
    public static double[] Values(double[,] a)
    {
        double[] values = Solve(a, []);
        Array.Sort(values);
        return values;
    }

    private static double[] Solve(double[,] matrix, double[][] v)
    {
        int n = matrix.GetLength(0);
        double[][] a = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i >= j ? matrix[i, j] : matrix[j, i]).ToArray())];
        if (a.Any(static row => row.Any(static x => !double.IsFinite(x))))
            throw new ArithmeticException("Eigenvalues: the matrix has elements that are not finite.");
        (double[] d, double[] e) = Tridiagonalise(a, v);
        Diagonalise(d, e, v);
        return d;
    }

    // The diagonal and the elements beside it; the rows of v, if asked for, become an orthogonal Q with A = Qᵀ·T·Q.
    private static (double[] Diagonal, double[] Beside) Tridiagonalise(double[][] a, double[][] v)
    {
        int n = a.Length;
        double[] e = new double[n];
        double[] w = new double[n], p = new double[n];
        for (int k = 0; k + 2 < n; k++)
        {
            // A reflection I - 2wwᵀ takes column k below the diagonal to its first element.
            double norm = 0;
            for (int i = k + 1; i < n; i++)
                norm = double.Hypot(norm, a[i][k]);
            if (norm == 0) continue;
            double target = a[k + 1][k] > 0 ? -norm : norm;
            Array.Clear(w);
            for (int i = k + 1; i < n; i++)
                w[i] = a[i][k] / norm;
            w[k + 1] -= target / norm;
            double length = Math.Sqrt(Dot(w, w, k + 1));
            for (int i = k + 1; i < n; i++)
                w[i] /= length;
            for (int i = k; i < n; i++)
                p[i] = Dot(a[i], w, k + 1);
            double c = Dot(p, w, k + 1);
            for (int i = k; i < n; i++)
            {
                for (int j = k; j < n; j++)
                    a[i][j] += (4 * c * w[i] * w[j]) - (2 * w[i] * p[j]) - (2 * p[i] * w[j]);
            }

            Reflect(v, w, k + 1);
        }

        for (int i = 0; i + 1 < n; i++)
            e[i] = a[i + 1][i];
        return ([.. a.Select(static (row, i) => row[i])], e);
    }

    // v ← (I - 2wwᵀ)·v.
    private static void Reflect(double[][] v, double[] w, int from)
    {
        int n = v.Length;
        double[] sum = new double[n];
        for (int i = from; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                sum[j] += w[i] * v[i][j];
        }

        for (int i = from; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                v[i][j] -= 2 * w[i] * sum[j];
        }
    }

    private static void Diagonalise(double[] d, double[] e, double[][] v)
    {
        int n = d.Length;
        double norm = 0;
        for (int i = 0; i < n; i++)
            norm = Math.Max(norm, Math.Abs(d[i]) + Math.Abs(e[i]));
        for (int l = 0; l < n; l++)
        {
            for (int turn = 0; ; turn++)
            {
                // Where a block is zero but for rounding, of a matrix of low rank, nothing is small beside its neighbours: after some turns what
                // is small beside the whole matrix goes.
                double least = turn > PatientTurns ? norm : 0;
                int m = l;
                while (m + 1 < n && !IsNegligible(e[m], Math.Max(least, Math.Abs(d[m]) + Math.Abs(d[m + 1]))))
                    m++;
                if (m == l) break;
                if (turn == MostTurns) throw new ArithmeticException("Eigenvalues: the QL algorithm did not converge.");
                Sweep(d, e, v, l, m);
            }
        }
    }

    private static bool IsNegligible(double x, double beside) => Math.Abs(x) <= double.Epsilon || beside + Math.Abs(x) == beside;

    // One implicit QL step on the rows l ... m, shifted by the eigenvalue of the leading two that is nearer.
    private static void Sweep(double[] d, double[] e, double[][] v, int l, int m)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]), r = double.Hypot(g, 1);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(r, g)));
        double s = 1, c = 1, p = 0;
        for (int i = m - 1; i >= l; i--)
        {
            double f = s * e[i], b = c * e[i];
            r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            if (v.Length > 0) Turn(v[i], v[i + 1], c, s);
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static void Turn(double[] low, double[] high, double c, double s)
    {
        for (int k = 0; k < low.Length; k++)
        {
            double f = high[k];
            high[k] = (s * low[k]) + (c * f);
            low[k] = (c * low[k]) - (s * f);
        }
    }

    private static double Dot(double[] a, double[] b, int from)
    {
        double sum = 0;
        for (int i = from; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
