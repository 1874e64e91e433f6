using Latent.Tensors;

namespace Latent.Probe;

/// <summary>Moves, running sums, factorisations and solves with their gradients, over sizes that end within vectors and blocks.</summary>
public static class MatrixBits
{
    /// <summary>All results one after the other.</summary>
    public static Tensor All(Device device)
    {
        using Pass pass = Pass.Training(device: device);
        List<Tensor> results = [];
        foreach (int n in new[] { 3, 16, 37, 70 })
        {
            float[] values = new float[2 * n * n];
            RandomKey.FromSeed((ulong)n).Normal(values);
            Tensor m = pass.Track(pass.From(values, [2, n, n]));
            Tensor positive = (m.MatMul(m, Transpose.B) / (double)n) + Tensor.Ones([n]).DiagonalMatrix();
            Tensor factor = Ops.Cholesky(positive);
            Tensor solved = Ops.Solve(m + (3.0 * Tensor.Ones([n]).DiagonalMatrix()), factor.SwapAxes());
            Tensor moved = Ops.Concat([factor.CumulativeSum(1), solved.Flip(1), m.CumulativeSum(2, reverse: true)], 2);
            Tensor loss = moved.Square().Mean() + Ops.LogDeterminant(positive).Sum() + Ops.LogAbsDeterminant(m).LogAbs.Sum();
            results.AddRange([factor.Flatten(), solved.Flatten(), moved.Flatten(), loss.Flatten(), pass.Backward(loss)[m].Flatten()]);
        }
        return Ops.Concat([.. results]).Clone();
    }
}
