using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Latent.Tests.Models;

/// <summary>
/// A Markov sequence of sites, z₁ ~ N(0, 1), z_t = 0.9·z_{t-1} + N(0, 0.5), x_t = z_t + N(0, 0.3), against the joint normal of all of them.
/// </summary>
public sealed class OracleSequenceTests
{
    private const double Transition = 0.9, Process = 0.5, Noise = 0.3, LogLikelihood = -6.1733773832, BestMeanField = -6.3388290246;

    private static readonly double[] X = [0.5, -0.3, 1.2, 0.8, -0.1];

    [Fact]
    public void The_oracle_is_that_of_the_Kalman_filter()
    {
        JointNormal joint = Joint();
        Assert.Equal(LogLikelihood, joint.Marginal(5, 6, 7, 8, 9).LogDensity(Vector<double>.Build.Dense(X)), 1e-9);
        (Vector<double> offset, Matrix<double> slope, Matrix<double> covariance) = joint.Given([0, 1, 2, 3, 4], [5, 6, 7, 8, 9]);
        double[] smoothed = (offset + (slope * Vector<double>.Build.Dense(X))).ToArray();
        Assert.Equal([0.3221305369, 0.1394909981, 0.7722735779, 0.6215510083, 0.1472734653], smoothed, Close);
        Assert.Equal([0.1834511545, 0.1693133014, 0.1684286854, 0.1711351033, 0.2069933579], covariance.Diagonal().ToArray(), Close);

        static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
    }

    [Fact]
    public void A_posterior_that_follows_the_chain_gives_the_log_likelihood_at_every_sample()
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Batch batch = Rows(pass);
        foreach (Objective objective in new Objective[]
        {
            new Elbo { Samples = 6, Kl = KlEstimate.Sampled },
            new Elbo { Samples = 6, Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding },
            new ImportanceWeighted { Samples = 6, Path = PathEstimator.DoublyReparameterized },
        })
        {
            ObjectiveTerms terms = objective.Evaluate(Chain(out Parameter q, exact: true), batch, pass);
            Assert.Equal(LogLikelihood, terms.Bound.Item(), 1e-9);
            Assert.All(
                (terms.LogWeights ?? terms.LogLikelihood - terms.Kl).ToDoubles(), static value => Assert.Equal(LogLikelihood, value, 1e-9));
            if (objective is Elbo { Path: var path } && path == PathEstimator.Reparameterized) continue;
            // Nor has the gradient by q any noise left, through five draws one after the other.
            Assert.All(pass.Backward(terms.Loss)[q].ToDoubles(), static g => Assert.Equal(0, g, 1e-12));
        }
    }

    [Fact]
    public void A_posterior_of_independent_steps_reaches_the_best_mean_field_bound_and_no_more()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        ObjectiveTerms terms = new Elbo { Samples = 50_000 }.Evaluate(Chain(out _, exact: false), Rows(pass), pass);
        double[] each = (terms.LogLikelihood - terms.Kl).ToDoubles();
        double mean = each.Average(), error = Math.Sqrt(each.Average(v => (v - mean) * (v - mean)) / each.Length);
        // 5 standard errors are about 0.03; the gap to log p(x) is 0.165.
        Assert.InRange(Math.Abs(mean - BestMeanField) / error, 0, 5);
        Assert.True(mean + (5 * error) < LogLikelihood);
    }

    private static Batch Rows(Pass pass)
    {
        Batch batch = Batch.Of("x1", pass.From([X[0]], [1, 1]));
        for (int t = 1; t < 5; t++)
            batch = batch.With($"x{t + 1}", pass.From([X[t]], [1, 1]));
        return batch;
    }

    // z₁..z₅, x₁..x₅.
    private static JointNormal Joint()
    {
        Matrix<double> covariance = Matrix<double>.Build.Dense(10, 10);
        double variance = 1;
        for (int t = 0; t < 5; t++)
        {
            if (t > 0) variance = (Transition * Transition * variance) + Process;
            for (int later = t; later < 5; later++)
            {
                double shared = variance * Math.Pow(Transition, later - t);
                foreach ((int i, int j) in new[] { (t, later), (t, later + 5), (t + 5, later), (t + 5, later + 5) })
                    covariance[i, j] = covariance[j, i] = shared;
            }

            covariance[t + 5, t + 5] += Noise;
        }

        return new JointNormal(Vector<double>.Build.Dense(10), covariance);
    }

    // The exact posterior, each step given the one before and all of x; or the best of independent steps, whose precisions are the
    // diagonal of the posterior's.
    private static Lambda Chain(out Parameter parameters, bool exact)
    {
        JointNormal joint = Joint();
        int[] seen = [5, 6, 7, 8, 9];
        Vector<double> x = Vector<double>.Build.Dense(X);
        double[] numbers = new double[15];
        (Vector<double> offset, Matrix<double> slope, Matrix<double> covariance) = joint.Given([0, 1, 2, 3, 4], seen);
        Vector<double> smoothed = offset + (slope * x);
        Matrix<double> precision = covariance.Inverse();
        for (int t = 0; t < 5; t++)
        {
            if (t == 0 || !exact)
            {
                numbers[3 * t] = smoothed[t];
                numbers[(3 * t) + 2] = 0.5 * Math.Log(exact ? covariance[t, t] : 1 / precision[t, t]);
                continue;
            }

            (Vector<double> a, Matrix<double> b, Matrix<double> s) = joint.Given([t], [t - 1, .. seen]);
            numbers[3 * t] = a[0] + (b.Row(0).SubVector(1, 5) * x);
            numbers[(3 * t) + 1] = b[0, 0];
            numbers[(3 * t) + 2] = 0.5 * Math.Log(s[0, 0]);
        }

        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        Parameter q = scope.Parameter("q", [15], Initializer.Zeros);
        q.Set(Tensor.From(numbers, [15]));
        parameters = q;
        return new Lambda(
            t =>
            {
                Tensor? before = null;
                for (int step = 0; step < 5; step++)
                {
                    Tensor? last = before;
                    int at = 3 * step;
                    Tensor z = t.Latent(
                        $"z{step + 1}",
                        last is null ? t.StandardNormal(1) : Normal.FromLogScale(Transition * last, 0.5 * Math.Log(Process), 1),
                        () => Posterior(t, at, last));
                    t.Observe($"x{step + 1}", Normal.FromLogScale(z, 0.5 * Math.Log(Noise), 1));
                    before = z;
                }
            },
            scope.Parameters);

        Normal Posterior(Trace t, int at, Tensor? last)
        {
            Tensor all = t.Pass[q], loc = (0.0 * t.Observed("x1")) + all.Slice(0, at, 1);
            return Normal.FromLogScale(exact && last is not null ? t.Tile(loc) + (all.Slice(0, at + 1, 1) * last) : loc, all.Slice(0, at + 2, 1), 1);
        }
    }
}
