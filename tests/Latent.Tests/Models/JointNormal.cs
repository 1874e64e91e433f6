using MathNet.Numerics.LinearAlgebra;

namespace Latent.Tests.Models;

/// <summary>A normal distribution of several variables by plain linear algebra: what the oracles of linear models are computed with.</summary>
internal sealed record JointNormal(Vector<double> Mean, Matrix<double> Covariance)
{
    /// <summary>z ~ N(0, I), x = Wz + μ + σε: the joint of (z, x).</summary>
    public static JointNormal OfFactors(Matrix<double> weight, Vector<double> bias, double variance)
    {
        int k = weight.ColumnCount, d = weight.RowCount;
        Matrix<double> covariance = Matrix<double>.Build.DenseIdentity(k + d);
        covariance.SetSubMatrix(0, k, weight.Transpose());
        covariance.SetSubMatrix(k, 0, weight);
        covariance.SetSubMatrix(k, k, (weight * weight.Transpose()) + (variance * Matrix<double>.Build.DenseIdentity(d)));
        Vector<double> mean = Vector<double>.Build.Dense(k + d);
        mean.SetSubVector(k, d, bias);
        return new JointNormal(mean, covariance);
    }

    public double LogDensity(Vector<double> x)
    {
        Vector<double> difference = x - Mean;
        return -0.5 * ((difference * Covariance.Solve(difference)) + Math.Log(Covariance.Determinant()) + (x.Count * Math.Log(2 * Math.PI)));
    }

    public JointNormal Marginal(params int[] kept) => new(Pick(Mean, kept), Pick(Covariance, kept, kept));

    /// <summary>The others given some: its mean is a + B·known.</summary>
    public (Vector<double> Offset, Matrix<double> Slope, Matrix<double> Covariance) Given(int[] of, int[] known)
    {
        Matrix<double> slope = Pick(Covariance, of, known) * Pick(Covariance, known, known).Inverse();
        return (Pick(Mean, of) - (slope * Pick(Mean, known)), slope, Pick(Covariance, of, of) - (slope * Pick(Covariance, known, of)));
    }

    private static Vector<double> Pick(Vector<double> x, int[] indices) => Vector<double>.Build.Dense(indices.Length, i => x[indices[i]]);

    private static Matrix<double> Pick(Matrix<double> x, int[] rows, int[] columns) =>
        Matrix<double>.Build.Dense(rows.Length, columns.Length, (i, j) => x[rows[i], columns[j]]);
}
