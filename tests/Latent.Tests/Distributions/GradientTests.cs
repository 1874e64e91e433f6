using Latent.Distributions;
using Latent.Tensors;
using Xunit.Sdk;

namespace Latent.Tests.Distributions;

/// <summary>Gradients of log-probabilities, entropies and samples, in float64.</summary>
public sealed class GradientTests
{
    private const int Blocks = 50, BlockSize = 4_000;

    public static TheoryData<string> Names => DistributionCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Log_probability_by_parameters_equals_central_differences(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        double[] weights = [.. c.Values.Select(static (_, i) => 1 + (0.3 * i))];
        double[][] analytic = ByParameters(c, d => (Tensor.From(weights, [weights.Length]) * d.LogProb(Stacked(c, d))).Sum());
        for (int k = 0; k < c.Parameters.Length; k++)
        {
            if (!c.Parameters[k].Differentiable) continue;
            Close.Check(Differences.Gradient(c.Theta[k], Loss(k)), analytic[k], c.GradientTolerance, $"{name} log-probability by parameter {k}");
        }

        Func<double[], double> Loss(int k) => values =>
        {
            double[][] theta = [.. c.Theta.Select((t, j) => j == k ? values : t)];
            if (c.LogProb is not null) return c.Values.Select((x, i) => weights[i] * c.LogProb(x, theta)).Sum();
            return Domain.Score(c.Make(theta))(c.Values).Select((l, i) => weights[i] * l).Sum();
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Log_probability_by_the_value_equals_central_differences(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        Distribution d = c.Make();
        if (d.Support.IsDiscrete || !c.HasValueGradient) return;
        foreach (double[] x in c.Values)
        {
            double[] analytic;
            using (Pass pass = Pass.Training())
            {
                Tensor tracked = pass.Track(Tensor.From(x, d.EventShape));
                Tensor logProb = d.LogProb(tracked).Sum();
                analytic = logProb.IsTracked ? Differences.Of(pass.Backward(logProb), tracked) : new double[x.Length];
            }

            foreach (Func<double, double[]> path in Paths.Through(x, d.Support))
            {
                double[] direction = [.. Enumerable.Range(0, x.Length).Select(i => Differences.Gradient([0], t => path(t[0])[i])[0])];
                double expected = Differences.Gradient([0], t => Score(path(t[0])))[0];
                Close.Check(expected, direction.Zip(analytic, static (a, b) => a * b).Sum(), c.GradientTolerance, $"{name} log-probability by the value");
            }
        }

        double Score(double[] x) => c.LogProb is not null ? c.LogProb(x, c.Theta) : Domain.Score(d)([x])[0];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Entropy_mean_and_variance_have_the_gradients_of_their_values(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        Func<Distribution, Tensor>[] quantities = [static d => d.Entropy(), static d => (d.Mean * d.Mean).Sum(), static d => (d.Variance * d.Variance).Sum()];
        for (int q = 0; q < quantities.Length; q++)
        {
            Func<Distribution, Tensor> quantity = quantities[q];
            if (DensityTests.Known(() => quantity(c.Make())) is not { } value || !value.All(double.IsFinite)) continue;
            double[][] analytic = ByParameters(c, quantity);
            for (int k = 0; k < c.Parameters.Length; k++)
            {
                if (!c.Parameters[k].Differentiable) continue;
                double[] numeric = Differences.Gradient(
                    c.Theta[k], values => quantity(c.Make([.. c.Theta.Select((t, j) => j == k ? values : t)])).Item());
                Close.Check(numeric, analytic[k], c.GradientTolerance, $"{name} {(q == 0 ? "entropy" : q == 1 ? "mean" : "variance")} by parameter {k}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_through_samples_are_those_of_the_expectation(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        // Of the biased gradient the family's own tests say what it is.
        if (c.Make().Gradient == GradientPath.StraightThrough || !c.HasSamples) return;
        if (c.Make().Gradient != GradientPath.Pathwise)
        {
            using Pass pass = Pass.Training();
            if (c.HasSamples) Assert.False(c.Create([.. c.Parameters.Select(p => pass.Track(p.Create()))]).Sample(RandomKey.FromSeed(3)).IsTracked);
            return;
        }

        (double Mean, double Error)[][] estimates = Pathwise(c);
        (double Mean, double Error)[][]? twin = c.Integrable ? Wide(c) : null;
        bool noticed = false, visible = false;
        (double Mean, double Error)[][]? reference = c.Integrable ? null : Score(c);
        for (int k = 0; k < c.Parameters.Length; k++)
        {
            if (!c.Parameters[k].Differentiable) continue;
            double[] exact = reference is null ? ByIntegral(c, k) : [.. reference[k].Select(static r => r.Mean)];
            for (int i = 0; i < exact.Length; i++)
            {
                (double mean, double error) = estimates[k][i];
                error = Math.Sqrt((error * error) + (reference is null ? 0 : reference[k][i].Error * reference[k][i].Error));
                Check(exact[i], mean, error, $"parameter {k}, element {i}");
                if (reference is null && error > 0) visible = true;
                if (twin is not null) noticed |= Differs(exact[i], twin[k][i].Mean, twin[k][i].Error);
            }
        }

        Assert.True(noticed || !visible, $"{name}: a sampler that is 20 % too wide is not noticed");

        bool Differs(double exact, double mean, double error) => Math.Abs(exact - mean) > (5 * error) + 1e-7;

        void Check(double exact, double mean, double error, string what) => Assert.False(
            Differs(exact, mean, error),
            $"{name}: d/dθ E[f(x)] by {what} is {exact:R}, through {Blocks * BlockSize} samples {mean:R} ± {error:R}");
    }

    // f(x) = Σᵢ sin(ωxᵢ + i/2): bounded, so that its expectation exists for any tail, and neither odd nor even.
    private static Tensor Probe(Tensor x, Shape eventShape, double frequency)
    {
        double[] phase = [.. Enumerable.Range(0, eventShape.Count).Select(static i => 0.3 + (0.5 * i))];
        Tensor all = ((frequency * x) + Tensor.From(phase, eventShape)).Sin();
        return eventShape.Rank == 0 ? all : all.Reshape(-1, eventShape.Count).Sum(-1);
    }

    private static double Probe(double[] x, double frequency) => x.Select((v, i) => Math.Sin((frequency * v) + 0.3 + (0.5 * i))).Sum();

    // Of a wide distribution the mean of a quick sine would be 0 whatever the parameters are.
    private static double Frequency(DistributionCase c) =>
        DensityTests.Known(() => c.Make().Variance) is { } known && known.Where(double.IsFinite).DefaultIfEmpty(1).Max() is > 4 and var most
            ? 1 / Math.Sqrt(most)
            : 1;

    private static (double Mean, double Error)[][] Pathwise(DistributionCase c)
    {
        double frequency = Frequency(c);
        return Estimate(c, (d, key) => Probe(d.Sample(key, [BlockSize]), d.EventShape, frequency).Mean());
    }

    // A broken twin: every draw is 20 % too far from where draws are centred, and its path with it.
    private static (double Mean, double Error)[][] Wide(DistributionCase c)
    {
        double frequency = Frequency(c);
        return Estimate(c, (d, key) =>
        {
            Tensor x = d.Sample(key, [BlockSize]);
            return Probe((1.2 * x) - (0.2 * x.Detach().Mean(0)), d.EventShape, frequency).Mean();
        });
    }

    // E[f ∇log p] = ∇E[f], where no integral is to be had.
    private static (double Mean, double Error)[][] Score(DistributionCase c)
    {
        double frequency = Frequency(c);
        return Estimate(c, (d, key) =>
        {
            Tensor x = d.Detach().Sample(key.Split("score"), [BlockSize]);
            Tensor f = Probe(x, d.EventShape, frequency).Detach();
            return (d.LogProb(x) * (f - f.Mean())).Mean() * (BlockSize / (BlockSize - 1.0));
        });
    }

    private static (double Mean, double Error)[][] Estimate(DistributionCase c, Func<Distribution, RandomKey, Tensor> loss)
    {
        double[][][] blocks = [.. Enumerable.Range(0, Blocks).Select(b => ByParameters(c, d => loss(d, RandomKey.FromSeed(5).Split(b))))];
        return [.. c.Parameters.Select((p, k) => Enumerable.Range(0, p.Differentiable ? p.Values.Length : 0).Select(i =>
        {
            double[] all = [.. blocks.Select(block => block[k][i])];
            double mean = all.Average();
            return (mean, Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / (Blocks - 1) / Blocks));
        }).ToArray())];
    }

    private static double[] ByIntegral(DistributionCase c, int k)
    {
        double frequency = Frequency(c);
        int level = DensityTests.Domain(c, c.Make()).Level(c.Make(), (x, _) => [Probe(x, frequency)], tolerance: 1e-9);
        return Differences.Gradient(
            c.Theta[k],
            values =>
            {
                Distribution d = c.Make([.. c.Theta.Select((t, j) => j == k ? values : t)]);
                return DensityTests.Domain(c, d).ExpectAt(level, d, (x, _) => [Probe(x, frequency)])[0];
            },
            step: 1e-4);
    }

    private static double[][] ByParameters(DistributionCase c, Func<Distribution, Tensor> loss)
    {
        using Pass pass = Pass.Training();
        Tensor[] tracked = [.. c.Parameters.Select(p => p.Differentiable ? pass.Track(p.Create()) : p.Create())];
        Tensor value = loss(c.Create(tracked));
        if (!value.IsTracked) return [.. c.Parameters.Select(static p => new double[p.Values.Length])];
        Gradients gradients = pass.Backward(value);
        return [.. tracked.Select((t, k) => c.Parameters[k].Differentiable ? Differences.Of(gradients, t) : [])];
    }

    private static Tensor Stacked(DistributionCase c, Distribution d) =>
        Tensor.From([.. c.Values.SelectMany(static x => x)], Shape.Create([c.Values.Length]).Concat(d.EventShape));
}
