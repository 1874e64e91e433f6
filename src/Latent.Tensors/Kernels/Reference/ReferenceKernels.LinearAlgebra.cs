namespace Latent.Tensors.Kernels.Reference;

// The textbook recurrences, in double precision.
internal sealed unsafe partial class ReferenceKernels
{
    public override MatrixFailure Cholesky(in MatrixPlan plan)
    {
        int n = plan.N;
        for (int batch = 0; batch < plan.Batches; batch++)
        {
            double[,] a = ReadMatrix(plan.Matrix, batch, n, n, plan.DType, false), l = new double[n, n];
            for (int j = 0; j < n; j++)
            {
                for (int i = j; i < n; i++)
                {
                    double sum = (a[i, j] + a[j, i]) / 2;
                    for (int k = 0; k < j; k++) sum -= l[i, k] * l[j, k];
                    if (i == j && !(sum > 0 && double.IsFinite(sum))) return new(batch, j, sum);
                    l[i, j] = i == j ? Math.Sqrt(sum) : sum / l[j, j];
                }
            }
            WriteMatrix(plan.Output, batch, l, plan.DType);
        }
        return MatrixFailure.None;
    }

    public override MatrixFailure SolveTriangular(in MatrixPlan plan)
    {
        int n = plan.N;
        for (int batch = 0; batch < plan.Batches; batch++)
        {
            double[,] t = ReadMatrix(plan.Matrix, batch, n, n, plan.DType, plan.Transpose);
            double[,] x = ReadMatrix(plan.Right, batch, n, plan.Columns, plan.DType, false);
            for (int k = 0; k < n; k++)
                if (t[k, k] == 0) return new(batch, k, 0);
            Substitute(t, x, lower: plan.Upper == plan.Transpose);
            WriteMatrix(plan.Output, batch, x, plan.DType);
        }
        return MatrixFailure.None;
    }

    public override MatrixFailure Solve(in MatrixPlan plan)
    {
        for (int batch = 0; batch < plan.Batches; batch++)
        {
            double[,] u = ReadMatrix(plan.Matrix, batch, plan.N, plan.N, plan.DType, plan.Transpose);
            double[,] x = ReadMatrix(plan.Right, batch, plan.N, plan.Columns, plan.DType, false);
            int failed = Eliminate(u, x, out _);
            if (failed >= 0) return new(batch, failed, u[failed, failed]);
            Substitute(u, x, lower: false);
            WriteMatrix(plan.Output, batch, x, plan.DType);
        }
        return MatrixFailure.None;
    }

    public override MatrixFailure LogDeterminant(in MatrixPlan plan)
    {
        for (int batch = 0; batch < plan.Batches; batch++)
        {
            double[,] u = ReadMatrix(plan.Matrix, batch, plan.N, plan.N, plan.DType, plan.Transpose);
            int failed = Eliminate(u, new double[plan.N, 0], out double sign);
            if (failed >= 0) return new(batch, failed, u[failed, failed]);
            double sum = 0;
            for (int k = 0; k < plan.N; k++)
            {
                sum += Math.Log(Math.Abs(u[k, k]));
                if (u[k, k] < 0) sign = -sign;
            }
            Write(plan.Output, batch, plan.DType, sum);
            Write(plan.Sign, batch, plan.DType, sign);
        }
        return MatrixFailure.None;
    }

    /// <summary>Turns a into U and applies the same row operations to x; -1, or the column without a pivot.</summary>
    private static int Eliminate(double[,] a, double[,] x, out double sign)
    {
        int n = a.GetLength(0);
        sign = 1;
        for (int k = 0; k < n; k++)
        {
            int best = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i, k]) > Math.Abs(a[best, k])) best = i;
            if (a[best, k] == 0 || !double.IsFinite(a[best, k])) return k;
            if (best != k) sign = -sign;
            for (int j = 0; j < n; j++) (a[k, j], a[best, j]) = (a[best, j], a[k, j]);
            for (int j = 0; j < x.GetLength(1); j++) (x[k, j], x[best, j]) = (x[best, j], x[k, j]);
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                for (int j = k; j < n; j++) a[i, j] -= factor * a[k, j];
                for (int j = 0; j < x.GetLength(1); j++) x[i, j] -= factor * x[k, j];
            }
        }
        return -1;
    }

    private static void Substitute(double[,] t, double[,] x, bool lower)
    {
        int n = t.GetLength(0);
        for (int step = 0; step < n; step++)
        {
            int i = lower ? step : n - 1 - step;
            for (int j = 0; j < x.GetLength(1); j++)
            {
                double sum = x[i, j];
                for (int k = lower ? 0 : i + 1; k < (lower ? i : n); k++) sum -= t[i, k] * x[k, j];
                x[i, j] = sum / t[i, i];
            }
        }
    }

    private static double[,] ReadMatrix(Operand operand, int batch, int rows, int columns, DType dtype, bool transpose)
    {
        double[,] matrix = new double[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            {
                long at = transpose ? ((long)j * rows) + i : ((long)i * columns) + j;
                matrix[i, j] = Read(operand, ((long)batch * rows * columns) + at, dtype);
            }
        return matrix;
    }

    private static void WriteMatrix(Operand operand, int batch, double[,] matrix, DType dtype)
    {
        int rows = matrix.GetLength(0), columns = matrix.GetLength(1);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) Write(operand, ((long)batch * rows * columns) + ((long)i * columns) + j, dtype, matrix[i, j]);
    }
}
