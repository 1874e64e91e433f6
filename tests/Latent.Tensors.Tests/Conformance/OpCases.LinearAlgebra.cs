namespace Latent.Tensors.Tests.Conformance;

public static partial class OpCases
{
    private static OpCase[] LinearAlgebraCases =>
    [
        new("Cholesky", [Positive([4, 4])], x => Ops.Cholesky(x[0])),
        new("Cholesky batch", [Positive([2, 3, 3])], x => Ops.Cholesky(x[0])),
        new("Cholesky one", [new([2, 1, 1], 0.5, 2)], x => Ops.Cholesky(x[0])),
        new("Cholesky 17", [Positive([17, 17])], x => Ops.Cholesky(x[0])) { HasSecond = false },
        new("Cholesky 70", [Positive([2, 70, 70])], x => Ops.Cholesky(x[0])) { HasGradient = false, Tolerance32 = 1e-4 },
        new("SolveTriangular", [Dominant([4, 4]), new([4, 3])], x => Ops.SolveTriangular(x[0], x[1])),
        new("SolveTriangular T", [Dominant([4, 4]), new([4, 3])], x => Ops.SolveTriangular(x[0], x[1], transpose: true)),
        new("SolveTriangular upper", [Dominant([4, 4]), new([4, 3])], x => Ops.SolveTriangular(x[0], x[1], upper: true)),
        new("SolveTriangular upper T", [Dominant([4, 4]), new([4, 3])], x => Ops.SolveTriangular(x[0], x[1], upper: true, transpose: true)),
        new("SolveTriangular right", [Dominant([4, 4]), new([3, 4])], x => Ops.SolveTriangular(x[0], x[1], right: true)),
        new("SolveTriangular batch", [Dominant([2, 3, 3]), new([2, 3, 2])], x => Ops.SolveTriangular(x[0], x[1])),
        new("SolveTriangular shared", [Dominant([3, 3]), new([2, 3, 2])], x => Ops.SolveTriangular(x[0], x[1], upper: true)),
        new("SolveTriangular 37", [Dominant([37, 37]), new([37, 150])], x => Ops.SolveTriangular(x[0], x[1])) { HasGradient = false },
        new("SolveTriangular 37 T", [Dominant([37, 37]), new([37, 5])], x => Ops.SolveTriangular(x[0], x[1], transpose: true))
        {
            HasGradient = false,
        },
        new("CholeskySolve", [Positive([4, 4]), new([4, 2])], x => Ops.CholeskySolve(Ops.Cholesky(x[0]), x[1])),
        new("Solve", [Dominant([4, 4]), new([4, 3])], x => Ops.Solve(x[0], x[1])),
        new("Solve T", [Dominant([4, 4]), new([4, 3])], x => Ops.Solve(x[0], x[1], transpose: true)),
        new("Solve batch", [Dominant([2, 3, 3]), new([3, 2])], x => Ops.Solve(x[0], x[1])),
        new("Solve 50", [Dominant([2, 50, 50]), new([2, 50, 3])], x => Ops.Solve(x[0], x[1])) { HasGradient = false },
        new("Solve exchanging", [Exchanged([6, 6]), new([6, 2])], x => Ops.Solve(x[0], x[1])),
        new("Inverse", [Dominant([4, 4])], x => Ops.Inverse(x[0])),
        new("LogDeterminant", [Positive([2, 4, 4])], x => Ops.LogDeterminant(x[0])),
        new("LogAbsDeterminant", [Dominant([2, 4, 4])], x => Ops.LogAbsDeterminant(x[0]).LogAbs),
        new("LogAbsDeterminant exchanging", [Exchanged([6, 6])], x => Ops.LogAbsDeterminant(x[0]).LogAbs),
        new("LogAbsDeterminant 70", [Exchanged([70, 70])], x => Ops.LogAbsDeterminant(x[0]).LogAbs) { HasGradient = false },
        new("Determinant sign", [Exchanged([6, 6])], x => Ops.LogAbsDeterminant(x[0]).Sign) { HasGradient = false },
    ];

    // M·Mᵀ/n + I, not quite symmetric: the operation takes the symmetric part.
    private static Input Positive(Shape shape) => new(shape, -1, 1)
    {
        Prepare = m => Each(shape, m, (a, n, i, j) =>
        {
            double sum = i == j ? 1 : 0.01 * (i - j) / n;
            for (int k = 0; k < n; k++) sum += a[(i * n) + k] * a[(j * n) + k] / n;
            return sum;
        }),
    };

    private static Input Dominant(Shape shape) => new(shape, -1, 1)
    {
        Prepare = m => Each(shape, m, (a, n, i, j) => i == j ? 2 + a[(i * n) + j] : a[(i * n) + j] / n),
    };

    // The large elements off the diagonal, so that every column needs an exchange.
    private static Input Exchanged(Shape shape) => new(shape, -1, 1)
    {
        Prepare = m => Each(shape, m, (a, n, i, j) => (i + 2) % n == j ? 2 + a[(i * n) + j] : a[(i * n) + j] / n),
    };

    private static double[] Each(Shape shape, double[] values, Func<double[], int, int, int, double> element)
    {
        int n = shape[-1];
        return [.. values.Chunk(n * n).SelectMany(a => Enumerable.Range(0, n * n).Select(at => element(a, n, at / n, at % n)))];
    }
}
