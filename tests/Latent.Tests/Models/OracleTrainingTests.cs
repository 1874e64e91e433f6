using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Optimization;
using Latent.Tensors;
using MathNet.Numerics.LinearAlgebra;
using Xunit.Abstractions;

namespace Latent.Tests.Models;

/// <summary>
/// A linear variational autoencoder with a learned σ² is probabilistic PCA, whose maximum of the likelihood is known: W spans the first
/// principal components, and σ² is the mean of the other eigenvalues (Tipping and Bishop 1999, eq. 7 and 8). The posterior there is a
/// diagonal normal of means linear in x, which the model has, so that the ELBO has the same maximum (Lucas et al. 2019).
/// </summary>
public sealed class OracleTrainingTests(ITestOutputHelper output)
{
    private const int Rows = 300, Width = 5, Latents = 2, Steps = 1500;

    [Theory]
    [InlineData("elbo")]
    [InlineData("iwae")]
    public void Training_reaches_the_principal_components(string name)
    {
        double[] data = Data();
        Matrix<double> x = Matrix<double>.Build.DenseOfRowMajor(Rows, Width, data);
        Vector<double> mean = x.ColumnSums() / Rows;
        Matrix<double> centred = x - Matrix<double>.Build.Dense(Rows, Width, (_, j) => mean[j]);
        Matrix<double> covariance = centred.TransposeThisAndMultiply(centred) / Rows;
        var eigen = covariance.Evd(Symmetricity.Symmetric);
        double[] values = [.. eigen.EigenValues.Select(static v => v.Real)];
        double noise = values[..(Width - Latents)].Average();
        Matrix<double> components = eigen.EigenVectors.SubMatrix(0, Width, Width - Latents, Latents);
        Matrix<double> best = components * Matrix<double>.Build.DenseOfDiagonalArray([.. values[^Latents..].Select(v => Math.Sqrt(v - noise))]);
        double optimum = LogLikelihood(x, best, mean, noise);

        Linear model = new();
        Objective objective = name == "elbo"
            ? new Elbo { Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding }
            : new ImportanceWeighted { Samples = 3, Path = PathEstimator.DoublyReparameterized };
        Adam optimizer = new(model.Parameters, Schedule.Cosine(0.05, 1e-5, Steps));
        for (int step = 0; step < Steps; step++)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(3).At(step), step);
            optimizer.Step(pass.Backward(objective.Evaluate(model, Batch.Of("x", pass.From(data, [Rows, Width])), pass).Loss));
        }

        Matrix<double> weight = Matrix<double>.Build.DenseOfRowMajor(Width, Latents, model.Weight.Value.ToDoubles());
        double reached = LogLikelihood(x, weight, Vector<double>.Build.Dense(model.Bias.Value.ToDoubles()), Math.Exp(2 * model.LogNoise.Value.Item()));
        double angle = Math.Acos(Math.Min(1, (weight.QR().Q.SubMatrix(0, Width, 0, Latents).TransposeThisAndMultiply(components)).Svd().S.Minimum()));
        output.WriteLine($"{name}: log-likelihood {reached:F6}, at the optimum {optimum:F6}; largest principal angle {angle:G3}");
        Assert.InRange(optimum - reached, -1e-9, 1e-3);
        Assert.InRange(angle, 0, 1e-2);
    }

    private static double LogLikelihood(Matrix<double> x, Matrix<double> weight, Vector<double> mean, double noise)
    {
        JointNormal marginal = JointNormal.OfFactors(weight, mean, noise).Marginal([.. Enumerable.Range(Latents, Width)]);
        return x.EnumerateRows().Average(marginal.LogDensity);
    }

    private static double[] Data()
    {
        double[] weight = [1.5, 0.3, -0.8, 0.9, 0.4, -1.1, 0.2, 0.7, -0.5, 0.6], bias = [0.5, -1, 0, 2, 0.3], data = new double[Rows * Width];
        double[] z = new double[Rows * Latents];
        RandomKey.FromSeed(1).Split("z").Normal(z);
        RandomKey.FromSeed(1).Split("noise").Normal(data);
        for (int i = 0; i < data.Length; i++)
        {
            int row = i / Width, j = i % Width;
            data[i] = (0.6 * data[i]) + bias[j] + (weight[2 * j] * z[2 * row]) + (weight[(2 * j) + 1] * z[(2 * row) + 1]);
        }

        return data;
    }

    private sealed class Linear : LatentModel
    {
        private readonly Parameter _encoder;
        private readonly Parameter _encoderBias;
        private readonly Parameter _logScale;

        public Linear()
        {
            ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(2), DType.Float64);
            _encoder = scope.Parameter("encoder.weight", [Latents, Width], Initializer.TorchUniform());
            _encoderBias = scope.Parameter("encoder.bias", [Latents], Initializer.Zeros);
            _logScale = scope.Parameter("log_scale", [Latents], Initializer.Zeros);
            Weight = scope.Parameter("decoder.weight", [Width, Latents], Initializer.TorchUniform());
            Bias = scope.Parameter("decoder.bias", [Width], Initializer.Zeros);
            LogNoise = scope.Parameter("log_noise", [], Initializer.Zeros);
            Parameters = scope.Parameters;
        }

        public Parameter Weight { get; }

        public Parameter Bias { get; }

        public Parameter LogNoise { get; }

        public override IReadOnlyList<Parameter> Parameters { get; }

        public override void Run(Trace t)
        {
            Tensor z = t.Latent("z", t.StandardNormal(Latents), () => Normal.FromLogScale(
                Ops.Linear(t.Observed("x"), t.Pass[_encoder], t.Pass[_encoderBias]), t.Pass[_logScale], 1));
            t.Observe("x", Normal.FromLogScale(Ops.Linear(z, t.Pass[Weight], t.Pass[Bias]), t.Pass[LogNoise], 1));
        }
    }
}
