using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives;

/// <summary>What the options make of the ELBO's terms: values by hand, and gradients that follow.</summary>
public sealed class ElboTests
{
    // Two latent sites of two dimensions: KL 0.5·(m² + s² - 1) - log s of each.
    private static readonly double[] Loc = [0.3, -1.2, 0.05, 0.1], LogScale = [0.1, -0.4, 0.02, -0.03];

    private static double[] Divergences => [.. Loc.Zip(LogScale, static (m, s) => (0.5 * ((m * m) + Math.Exp(2 * s) - 1)) - s)];

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(5, 0.5)]
    [InlineData(10, 1.0)]
    [InlineData(99, 1.0)]
    public void Beta_follows_its_schedule_and_leaves_the_bound_alone(long step, double beta)
    {
        (ObjectiveTerms plain, _) = Run(new Elbo(), step);
        (ObjectiveTerms terms, Dictionary<string, double[]> gradients) = Run(new Elbo { Beta = Schedule.Linear(0, 1, steps: 10) }, step);
        Assert.Equal(plain.Bound.ToDoubles(), terms.Bound.ToDoubles());
        Assert.Equal(beta * Divergences.Sum(), terms.Loss.Item() + terms.LogLikelihood.Mean().Item(), 12);
        Assert.Equal(beta, terms.Measured("beta"));
        // The likelihood does not depend on z here, so q's mean learns from the KL alone: its derivative is m.
        Assert.Equal(Loc.Select(m => beta * m), gradients.GetValueOrDefault("loc") ?? new double[4], Close);
    }

    [Fact]
    public void A_cyclical_beta_begins_again()
    {
        Elbo objective = new() { Beta = Schedule.Cyclical(0, 1, period: 8) };
        double[] betas = [.. new long[] { 0, 1, 2, 4, 7, 8, 9 }.Select(step => Run(objective, step).Terms.Measured("beta"))];
        Assert.Equal([0, 0.25, 0.5, 1, 1, 0, 0.25], betas);
    }

    [Fact]
    public void Free_bits_per_site_hold_up_what_is_small()
    {
        double first = Divergences[0] + Divergences[1], second = Divergences[2] + Divergences[3];
        Assert.True(second < 0.1 && first > 0.1);
        (ObjectiveTerms terms, Dictionary<string, double[]> gradients) = Run(new Elbo { FreeBits = FreeBits.PerSite(0.1), Beta = 2.0 });
        Assert.Equal(2 * (first + 0.1), terms.Loss.Item() + terms.LogLikelihood.Mean().Item(), 12);
        Assert.Equal(-first - second, terms.Bound.Mean().Item() - terms.LogLikelihood.Mean().Item(), 12);
        Assert.Equal(1, terms.Measured("free_bits_active"));
        Assert.Equal([2 * Loc[0], 2 * Loc[1], 0, 0], gradients["loc"], Close);
    }

    [Fact]
    public void Free_bits_per_group_count_sites_together()
    {
        double sum = Divergences.Sum();
        (ObjectiveTerms above, Dictionary<string, double[]> gradients) = Run(new Elbo { FreeBits = FreeBits.PerGroup(sum - 1e-9, static _ => "all") });
        Assert.Equal(sum, above.Loss.Item() + above.LogLikelihood.Mean().Item(), 12);
        Assert.Equal(Loc, gradients["loc"], Close);
        (ObjectiveTerms below, gradients) = Run(new Elbo { FreeBits = FreeBits.PerGroup(sum + 1, static _ => "all") });
        Assert.Equal(sum + 1, below.Loss.Item() + below.LogLikelihood.Mean().Item(), 12);
        Assert.Equal(0, below.Measured("free_bits_active"));
        Assert.Equal(new double[4], gradients.GetValueOrDefault("loc") ?? new double[4], Close);
    }

    [Theory]
    [InlineData(KlEstimate.ClosedForm)]
    [InlineData(KlEstimate.Sampled)]
    public void Free_bits_per_dimension_hold_up_each(KlEstimate kl)
    {
        (ObjectiveTerms terms, Dictionary<string, double[]> gradients) = Run(new Elbo { FreeBits = FreeBits.PerDimension(0.02), Kl = kl, Samples = 7 });
        double[] means = kl == KlEstimate.ClosedForm ? Divergences : SampledMeans(7);
        Assert.Equal(means.Sum(static d => Math.Max(0.02, d)), terms.Loss.Item() + terms.LogLikelihood.Mean().Item(), 12);
        Assert.Equal(means.Count(static d => d > 0.02), terms.Measured("free_bits_active"));
        // What is held up does not learn, the rest does; by samples with noise.
        for (int i = 0; i < 4; i++)
            Assert.Equal(means[i] > 0.02, Math.Abs(gradients["loc"][i]) > 1e-12);
        if (kl == KlEstimate.ClosedForm) Assert.Equal([Loc[0], Loc[1], 0, 0], gradients["loc"], Close);
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(5.0, -1)]
    public void A_capacity_draws_the_KL_to_it(double capacity, int side)
    {
        double sum = Divergences.Sum();
        (ObjectiveTerms terms, Dictionary<string, double[]> gradients) =
            Run(new Elbo { Capacity = new Capacity(Schedule.Linear(0, 2 * capacity, 20), 30) }, step: 10);
        Assert.Equal(30 * Math.Abs(sum - capacity), terms.Loss.Item() + terms.LogLikelihood.Mean().Item(), 10);
        Assert.Equal(capacity, terms.Measured("capacity"), 12);
        Assert.Equal(Loc.Select(m => 30 * side * m), gradients["loc"], static (a, b) => Math.Abs(a - b) < 1e-10);
    }

    [Theory]
    [InlineData(DiscreteSite.Enumerated)]
    [InlineData(DiscreteSite.Sampled)]
    public void The_classifier_learns_from_labels_by_its_weight(DiscreteSite discrete)
    {
        // Labels of the first two of four examples; q(y | x) has the same logits for all.
        double[] logits = [0.2, -0.5, 0.9];
        double normalizer = logits.Sum(Math.Exp);
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        Parameter q = scope.Parameter("q", [3], Initializer.Zeros);
        q.Set(Tensor.From(logits, [3]));
        Lambda model = new(
            t =>
            {
                Tensor y = t.LatentOrObserved(
                    "y", OneHotCategorical.FromLogits(t.Pass.Full([3], 0, DType.Float64)),
                    () => OneHotCategorical.FromLogits((0.0 * t.Observed("x")) + t.Pass[q]), discrete);
                t.Observe("x", Normal.FromLogScale((0.0 * y).SumKeepingAxes(-1), 0.0, 1));
            },
            scope.Parameters);
        double[] labels = [0, 1, 0, 0, 0, 1, 9, 9, 9, double.NaN, 0, 0];
        Dictionary<bool, (double Loss, double[] Gradient)> found = [];
        foreach (bool weighted in new[] { false, true })
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(2));
            Batch batch = Batch.Of("x", pass.Full([4, 1], 1, DType.Float64)).With("y", pass.From(labels, [4, 3]), pass.From([1.0, 1, 0, 0], [4]));
            Elbo objective = new() { ClassificationWeight = weighted ? 0.7 : 0, Score = new ScoreFunction() };
            ObjectiveTerms terms = objective.Evaluate(model, batch, pass);
            found.Add(weighted, (terms.Loss.Item(), pass.Backward(terms.Loss)[q].ToDoubles()));
            if (weighted) Assert.Equal(-(logits[1] + logits[2] - (2 * Math.Log(normalizer))) / 4, terms.Measured("classification_loss"), 12);
        }

        Assert.Equal(0.7 * -(logits[1] + logits[2] - (2 * Math.Log(normalizer))) / 4, found[true].Loss - found[false].Loss, 12);
        double[] expected = [.. logits.Select((l, i) => -0.7 * ((i == 0 ? 0 : 1) - (2 * Math.Exp(l) / normalizer)) / 4)];
        Assert.Equal(expected, found[true].Gradient.Zip(found[false].Gradient, static (a, b) => a - b), Close);
    }

    [Fact]
    public void A_label_that_q_cannot_name_is_refused()
    {
        using Pass pass = Pass.Evaluation();
        Batch batch = Batch.Of("x", pass.Full([2, 1], 1, DType.Float64))
            .With("y", pass.From([0, 1.0, 0, 0.5, 0.5, 0], [2, 3]), pass.From([1.0, 1], [2]));
        Lambda model = new(static t => t.LatentOrObserved(
            "y", OneHotCategorical.FromLogits(t.Pass.Full([3], 0, DType.Float64)),
            () => OneHotCategorical.FromLogits(t.Pass.Full([2, 3], 0, DType.Float64)), DiscreteSite.Enumerated));
        Assert.Contains(
            "Site 'y': an observed example has a value that is none of the 3 that q goes through.",
            Assert.Throws<ShapeException>(() => new Elbo().Evaluate(model, batch, pass)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_are_refused()
    {
        Assert.Contains("set one of them", Message(new Elbo { FreeBits = FreeBits.PerSite(1), Capacity = new Capacity(1.0, 1) }), StringComparison.Ordinal);
        Assert.Contains("set Kl = KlEstimate.Sampled", Message(new Elbo { Path = PathEstimator.StickingTheLanding }), StringComparison.Ordinal);
        Assert.Contains("ClassificationWeight is -1", Message(new Elbo { ClassificationWeight = -1 }), StringComparison.Ordinal);
        Assert.Contains("0 or more", Assert.Throws<ArgumentOutOfRangeException>(static () => FreeBits.PerSite(-1)).Message, StringComparison.Ordinal);
        Assert.Equal("0.5 nats per dimension", FreeBits.PerDimension(0.5).ToString());

        using Pass pass = Pass.Evaluation();
        Lambda model = new(static t => t.Latent(
            "y", OneHotCategorical.FromLogits(t.Pass.Full([3], 0, DType.Float64)), () => OneHotCategorical.FromLogits(t.Pass.Full([2, 3], 0, DType.Float64))));
        Assert.Equal(
            "Site 'y': q = OneHotCategorical does not factorise over the elements of its event; take free bits per site.",
            Assert.Throws<NotSupportedException>(() => new Elbo { FreeBits = FreeBits.PerDimension(1) }
                .Evaluate(model, Batch.Of("x", pass.Full([2, 1], 0, DType.Float64)), pass)).Message);

        static string Message(Elbo objective) => Assert.Throws<InvalidOperationException>(() => Run(objective)).Message;
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;

    private static double[] SampledMeans(int samples)
    {
        // The same draws, their log-ratio by hand.
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Trace trace = Model(out _).Trace(pass, Rows(pass), TraceMode.Posterior(samples));
        double[] sums = new double[4];
        foreach ((string site, int offset) in new[] { ("z1", 0), ("z2", 2) })
        {
            double[] z = trace[site].Value!.ToDoubles();
            for (int i = 0; i < z.Length; i++)
            {
                int d = offset + (i % 2);
                double noise = (z[i] - Loc[d]) / Math.Exp(LogScale[d]);
                sums[d] += (-0.5 * noise * noise) - LogScale[d] + (0.5 * z[i] * z[i]);
            }
        }

        return [.. sums.Select(sum => sum / (3 * samples))];
    }

    private static Batch Rows(Pass pass) => Batch.Of("x", pass.From([0.5, -1, 2], [3, 1]));

    private static Lambda Model(out Parameter loc)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        Parameter m = scope.Parameter("loc", [4], Initializer.Zeros), s = scope.Parameter("scale", [4], Initializer.Zeros);
        m.Set(Tensor.From(Loc, [4]));
        s.Set(Tensor.From(LogScale, [4]));
        loc = m;
        return new Lambda(
            t =>
            {
                t.Latent("z1", t.StandardNormal(2), () => Posterior(t, 0));
                t.Latent("z2", t.StandardNormal(2), () => Posterior(t, 2));
                t.Observe("x", Normal.FromLogScale(t.Pass.Full([1, 1], 0.25, DType.Float64), 0.0, 1));
            },
            scope.Parameters);

        Normal Posterior(Trace t, int at) =>
            Normal.FromLogScale((0.0 * t.Observed("x")) + t.Pass[m].Slice(0, at, 2), t.Pass[s].Slice(0, at, 2), 1);
    }

    private static (ObjectiveTerms Terms, Dictionary<string, double[]> Gradients) Run(Elbo objective, long step = 0)
    {
        Lambda model = Model(out _);
        Pass pass = Pass.Training(RandomKey.FromSeed(1), step);
        ObjectiveTerms terms = objective.Evaluate(model, Rows(pass), pass);
        Dictionary<string, double[]> gradients = new(StringComparer.Ordinal);
        if (terms.Loss.IsTracked)
        {
            Gradients found = pass.Backward(terms.Loss);
            gradients = found.Parameters.ToDictionary(static p => p.Name, p => found[p].ToDoubles(), StringComparer.Ordinal);
        }

        return (terms, gradients);
    }
}
