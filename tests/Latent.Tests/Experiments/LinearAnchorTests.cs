using Latent.Data;
using Latent.Data.Sources;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Optimization;
using Latent.Tensors;
using MathNet.Numerics.LinearAlgebra;
using Xunit.Abstractions;

namespace Latent.Tests.Experiments;

/// <summary>
/// Linear models of real tables, whose optimum is known: a linear autoencoder gives back the projection on the first principal components (P. Baldi,
/// K. Hornik, "Neural networks and principal component analysis", 1989), a linear VAE with one learned σ² is probabilistic PCA at its maximum of the
/// likelihood, and its ELBO is log p(x) there (M. Tipping, C. Bishop, 1999, eq. 7 and 8; J. Lucas et al. 2019). Sets of ADBench, standardised with the
/// variance of the population. The small ones run always, all of them with LATENT_ANCHORS=1.
/// </summary>
public sealed class LinearAnchorTests(ITestOutputHelper output)
{
    // Name, file, latents; mean log-likelihood of probabilistic PCA and its σ² in nats per row; squared error of PCA per row.
    private static readonly (string Name, string File, int Latents, double LogLikelihood, double SquaredError)[] s_all =
    [
        ("glass", "14_glass.npz", 1, -9.612135, 4.689815), ("glass", "14_glass.npz", 2, -9.347159, 3.020042), ("glass", "14_glass.npz", 5, -6.709121, 0.048573),
        ("wine", "45_wine.npz", 1, -17.195014, 8.611788), ("wine", "45_wine.npz", 2, -16.567246, 6.342923), ("wine", "45_wine.npz", 5, -15.569619, 2.781570),
        ("WDBC", "43_WDBC.npz", 1, -38.432278, 20.149572), ("WDBC", "43_WDBC.npz", 2, -33.708270, 12.758806), ("WDBC", "43_WDBC.npz", 5, -26.157582, 5.074889),
        ("cardio", "6_cardio.npz", 1, -28.008096, 15.333542), ("cardio", "6_cardio.npz", 2, -26.664732, 11.642010), ("cardio", "6_cardio.npz", 5, -25.439227, 7.121963),
    ];

    private static readonly string[] s_small = ["glass", "wine"];

    public static TheoryData<string, int> Rows
    {
        get
        {
            TheoryData<string, int> rows = [];
            bool all = Environment.GetEnvironmentVariable("LATENT_ANCHORS") is "1";
            foreach (var row in s_all)
            {
                if (all || s_small.Contains(row.Name)) rows.Add(row.Name, row.Latents);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_linear_autoencoder_reaches_the_error_of_principal_components(string name, int latents)
    {
        if (Open(name) is not { } x) return;
        double expected = s_all.Single(row => row.Name == name && row.Latents == latents).SquaredError;
        Assert.Equal(expected, Eigenvalues(x)[latents..].Sum(), 2e-6);
        AutoencoderConfig config = new() { Latents = latents, Encoder = MlpConfig.Of(), Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = 1 } };
        LatentModel model = config.Build([new DataColumn("x", [x.ColumnCount])], ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64));
        (double loss, double gradient, int steps) = Minimise(model, new Reconstruction(), x);
        // The loss is half the squared error, and a constant.
        double reached = 2 * (loss - (0.5 * x.ColumnCount * Math.Log(2 * Math.PI)));
        output.WriteLine($"{name}, {latents}: squared error {reached:F6}, of the components {expected:F6}; {steps} steps of L-BFGS, gradient {gradient:G2}");
        Assert.InRange(reached, expected - 2e-6, expected + 1e-3);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_linear_vae_reaches_the_likelihood_of_probabilistic_pca_and_its_bound_is_that_likelihood(string name, int latents)
    {
        if (Open(name) is not { } x) return;
        double expected = s_all.Single(row => row.Name == name && row.Latents == latents).LogLikelihood;
        double[] values = Eigenvalues(x);
        double sigma = values[latents..].Average();
        Assert.Equal(expected, -0.5 * ((x.ColumnCount * Math.Log(2 * Math.PI)) + values[..latents].Sum(Math.Log) + ((x.ColumnCount - latents) * Math.Log(sigma)) + x.ColumnCount), 2e-6);
        Vae model = LinearVae(x.ColumnCount, latents);
        (_, double gradient, int steps) = Minimise(model, new ExpectedElbo(model), x);
        (double bound, double likelihood) = Exactly(model, x, latents);
        output.WriteLine($"{name}, {latents}: ELBO {bound:F6}, log p {likelihood:F6}, of probabilistic PCA {expected:F6}; {steps} steps of L-BFGS, gradient {gradient:G2}");
        Assert.InRange(likelihood, expected - 1e-3, expected + 2e-6);
        Assert.InRange(bound, expected - 1e-3, likelihood + 1e-9);
        // The bound by draws is that expectation, within four standard errors.
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(5));
        double[] draws = new Elbo { Samples = 200 }.Evaluate(model, Batch.Of("x", pass.From(x.ToRowMajorArray(), [x.RowCount, x.ColumnCount])), pass).Bound.ToDoubles();
        double spread = Math.Sqrt(draws.Sum(value => (value - draws.Average()) * (value - draws.Average())) / (draws.Length - 1.0) / draws.Length / 20);
        Assert.InRange(draws.Average(), bound - (4 * spread) - 1e-3, bound + (4 * spread) + 1e-3);
    }

    [Theory]
    [InlineData("glass", 1, 2000)]
    [InlineData("glass", 2, 2000)]
    [InlineData("wine", 1, 2000)]
    [InlineData("wine", 2, 2000)]
    [InlineData("wine", 5, 20000)]
    public void Stochastic_gradients_reach_it_too(string name, int latents, int count)
    {
        if (Open(name) is not { } x) return;
        double expected = s_all.Single(row => row.Name == name && row.Latents == latents).LogLikelihood;
        Vae model = LinearVae(x.ColumnCount, latents);
        double[] data = x.ToRowMajorArray();
        // Where q is the posterior the gradient of its parameters has no noise (Roeder et al. 2017).
        Elbo elbo = new() { Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding };
        Adam optimizer = new(model.Parameters, Schedule.Cosine(0.03, 1e-5, count));
        for (int step = 0; step < count; step++)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(3).At(step), step);
            optimizer.Step(pass.Backward(elbo.Evaluate(model, Batch.Of("x", pass.From(data, [x.RowCount, x.ColumnCount])), pass).Loss));
        }

        (double bound, double likelihood) = Exactly(model, x, latents);
        output.WriteLine($"{name}, {latents}: ELBO {bound:F6}, log p {likelihood:F6}, of probabilistic PCA {expected:F6}; {count} steps of Adam");
        Assert.InRange(likelihood, expected - 1e-3, expected + 2e-6);
        Assert.InRange(bound, expected - 2e-3, likelihood + 1e-9);
    }

    private static Vae LinearVae(int width, int latents)
    {
        VaeConfig config = new() { Latents = latents, Encoder = MlpConfig.Of(), Likelihood = new GaussianLikelihood { LeastDeviation = 1e-4 } };
        return (Vae)config.Build([new DataColumn("x", [width])], ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64));
    }

    // E_q[log p(x | z)] - KL and log p(x) of a linear model in closed form, means over the rows.
    private static (double Bound, double LogLikelihood) Exactly(Vae model, Matrix<double> x, int latents)
    {
        int n = x.RowCount, d = x.ColumnCount;
        using Pass pass = Pass.Evaluation();
        double[] identity = new double[(latents + 1) * latents];
        for (int j = 0; j < latents; j++) identity[((j + 1) * latents) + j] = 1;
        Distribution decoded = model.Decode(pass, pass.From(identity, [latents + 1, latents]));
        double[] means = decoded.Mean.ToDoubles();
        double variance = decoded.Variance.ToDoubles()[0];
        Vector<double> offset = Vector<double>.Build.DenseOfArray(means[..d]);
        Matrix<double> w = Matrix<double>.Build.Dense(d, latents, (i, j) => means[((j + 1) * d) + i] - means[i]);
        Distribution q = model.Encode(pass, pass.From(x.ToRowMajorArray(), [n, d]));
        Matrix<double> m = Matrix<double>.Build.DenseOfRowMajor(n, latents, q.Mean.ToDoubles()), v = Matrix<double>.Build.DenseOfRowMajor(n, latents, q.Variance.ToDoubles());
        double bound = 0;
        for (int i = 0; i < n; i++)
        {
            double error = (x.Row(i) - (w * m.Row(i)) - offset).PointwisePower(2).Sum(), kl = 0;
            for (int j = 0; j < latents; j++)
            {
                error += v[i, j] * w.Column(j).DotProduct(w.Column(j));
                kl += 0.5 * (v[i, j] + (m[i, j] * m[i, j]) - 1 - Math.Log(v[i, j]));
            }

            bound += ((-0.5 * d * Math.Log(2 * Math.PI * variance)) - (error / (2 * variance)) - kl) / n;
        }

        Matrix<double> covariance = w.TransposeAndMultiply(w) + (variance * Matrix<double>.Build.DenseIdentity(d));
        Matrix<double> centred = x - Matrix<double>.Build.Dense(n, d, (_, j) => offset[j]);
        double likelihood = -0.5 * ((d * Math.Log(2 * Math.PI)) + covariance.Cholesky().DeterminantLn
            + (covariance.Inverse() * (centred.TransposeThisAndMultiply(centred) / n)).Trace());
        return (bound, likelihood);
    }

    private static (double Value, double Gradient, int Steps) Minimise(LatentModel model, Objective objective, Matrix<double> x)
    {
        double[] data = x.ToRowMajorArray();
        double[] point = [.. model.Parameters.SelectMany(static parameter => parameter.Value.ToDoubles())];
        return LimitedMemoryBfgs.Minimise(
            (at, gradient) =>
            {
                int place = 0;
                foreach (Parameter parameter in model.Parameters)
                {
                    parameter.Set(Tensor.From(at.Slice(place, parameter.Shape.Count).ToArray(), parameter.Shape));
                    place += parameter.Shape.Count;
                }

                using Pass pass = Pass.Training();
                Tensor loss = objective.Evaluate(model, Batch.Of("x", pass.From(data, [x.RowCount, x.ColumnCount])), pass).Loss;
                Gradients gradients = pass.Backward(loss);
                place = 0;
                foreach (Parameter parameter in model.Parameters)
                {
                    gradients[parameter].ToDoubles().CopyTo(gradient[place..]);
                    place += parameter.Shape.Count;
                }

                return loss.Item();
            },
            point, tolerance: 1e-7, steps: 2000);
    }

    private static double[] Eigenvalues(Matrix<double> x) =>
        [.. (x.TransposeThisAndMultiply(x) / x.RowCount).Evd(Symmetricity.Symmetric).EigenValues.Select(static value => value.Real).OrderDescending()];

    private Matrix<double>? Open(string name)
    {
        if (RealData.Folder("adbench") is not { } folder)
        {
            output.WriteLine("not run: adbench is not beside the repository.");
            return null;
        }

        string file = s_all.First(row => row.Name == name).File;
        IDataset data = new NpzSource { Path = Path.Combine(folder, file), Type = DType.Float64 }.Open(RandomKey.FromSeed(0)).Train;
        IDataset standardized = data.With(Pipeline.Fit([new Standardize()], data));
        using Pass pass = Pass.Evaluation();
        Tensor x = standardized.Get(0, data.Count, pass, default)["x"];
        return Matrix<double>.Build.DenseOfRowMajor(x.Shape[0], x.Shape[1], x.ToDoubles());
    }

    /// <summary>
    /// The ELBO of a linear model, its expectation over q in closed form: E_q‖x - Wz - b‖² = ‖x - Wμ - b‖² + Σⱼ vⱼ‖Wⱼ‖² with μ and v the mean and variances of q.
    /// </summary>
    private sealed class ExpectedElbo(Vae model) : Objective
    {
        public override string Name => "expected elbo";

        public override TraceMode Mode => TraceMode.Reconstruct;

        public override ObjectiveTerms Evaluate(Trace trace)
        {
            Site z = trace["z"], x = trace["x"];
            int latents = z.Value!.Shape[1];
            double[] points = new double[(latents + 1) * latents];
            for (int j = 0; j < latents; j++) points[((j + 1) * latents) + j] = 1;
            Distribution decoded = model.Decode(trace.Pass, trace.Pass.From(points, [latents + 1, latents]));
            Tensor norms = (decoded.Mean.Slice(0, 1, latents) - decoded.Mean.Slice(0, 0, 1)).Square().Sum(1);
            Tensor spread = (z.Posterior!.Variance * norms).Sum(1) / (2.0 * decoded.Variance.Mean());
            Tensor bound = trace.LogLikelihood(x) - spread - trace.Kl(z);
            return new ObjectiveTerms(-bound.Mean(), bound.Mean(0), [new SiteTerm("x", TermKind.LogLikelihood, bound)]);
        }
    }
}
