using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Nearest neighbours by Euclidean distance, all pairs, in double precision.</summary>
internal static class NearestNeighbours
{
    private const int Piece = 512;

    /// <summary>The k nearest of some points to each of others.</summary>
    /// <param name="queries">[m, width].</param>
    /// <param name="points">[n, width].</param>
    /// <param name="width">Numbers of a point.</param>
    /// <param name="k">How many, at most n; n - 1 if the sets are one.</param>
    /// <param name="areOne">Whether query i is point i, and not its own neighbour.</param>
    /// <param name="context">Device and cancellation.</param>
    /// <returns>For each query its neighbours, nearest first; of equally near ones the first. Distances are recomputed without cancellation.</returns>
    public static (int Index, double Distance)[][] Find(
        double[] queries, double[] points, int width, int k, bool areOne, EvaluationContext context)
    {
        int m = queries.Length / width, n = points.Length / width;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, areOne ? n - 1 : n);
        (int Index, double Distance)[][] found = new (int, double)[m][];
        for (int i = 0; i < m; i++)
        {
            found[i] = new (int, double)[k];
            Array.Fill(found[i], (-1, double.PositiveInfinity));
        }

        for (int first = 0; first < m; first += Piece)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int rows = Math.Min(Piece, m - first);
            for (int start = 0; start < n; start += Piece)
            {
                int columns = Math.Min(Piece, n - start);
                using Pass pass = Pass.Evaluation(default, context.Device);
                double[] squares = SquaredDistances(
                    pass.From(queries.AsSpan(first * width, rows * width), [rows, width]),
                    pass.From(points.AsSpan(start * width, columns * width), [columns, width])).ToDoubles();
                for (int i = 0; i < rows; i++)
                {
                    for (int j = 0; j < columns; j++)
                    {
                        if (!areOne || first + i != start + j) Insert(found[first + i], start + j, squares[(i * columns) + j]);
                    }
                }
            }
        }

        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < k; j++)
            {
                int index = found[i][j].Index;
                found[i][j].Distance = Geometry.Distance(queries.AsSpan(i * width, width), points.AsSpan(index * width, width));
            }
        }

        return found;
    }

    /// <summary>|a - b|² of all pairs, [m, n]; by |a|² + |b|² - 2ab, which rounding may leave below zero.</summary>
    public static Tensor SquaredDistances(Tensor a, Tensor b) =>
        a.Square().SumKeepingAxes(1) + b.Square().Sum(1) - (2 * a.MatMul(b, Transpose.B));

    // NaN is near to nothing.
    private static void Insert((int Index, double Distance)[] nearest, int index, double distance)
    {
        if (!(distance < nearest[^1].Distance) && nearest[^1].Index >= 0) return;
        int place = nearest.Length - 1;
        for (; place > 0 && (nearest[place - 1].Index < 0 || distance < nearest[place - 1].Distance); place--)
            nearest[place] = nearest[place - 1];
        nearest[place] = (index, distance);
    }
}
