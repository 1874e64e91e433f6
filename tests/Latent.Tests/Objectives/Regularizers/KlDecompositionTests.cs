using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives.Regularizers;

public sealed class KlDecompositionTests
{
    /// <summary>
    /// A data set of four examples as one batch: each part against its definition as an integral, by the trapezoidal rule over the plane; and
    /// their sum against the mean of the closed-form KL terms. The stratified weights of the paper, as a twin, are not exact here.
    /// </summary>
    [Fact]
    public void With_the_whole_data_set_as_the_batch_each_part_is_its_integral_and_they_sum_to_the_mean_KL()
    {
        CodeTable model = new([0.3, -0.4, 1.0, 0.8, -0.9, -1.1, 0.2, 0.9], [0.9, 1.0, 1.0, 0.8, 1.05, 0.9, 0.85, 0.95], 2);
        double[] parts = model.Expect(40, model.Batch(), trace => Means(new KlDecomposition(MinibatchSampling.Stratified(4)), trace));
        (double information, double correlation, double dimensionWise) = Integrals(model);
        Assert.Equal(information, parts[0], 1e-9);
        Assert.Equal(correlation, parts[1], 1e-9);
        Assert.Equal(dimensionWise, parts[2], 1e-9);
        Assert.InRange(correlation, 0.02, 1);

        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(1));
        double kl = new Elbo().Evaluate(model, model.Batch(), pass).Kl.Mean().Item();
        Assert.Equal(kl, parts.Sum(), 1e-9);

        double twin = model.Expect(12, model.Batch(), trace => [PaperStratified(model, trace)])[0];
        Assert.True(Math.Abs(twin - information) > 1e-3, $"the paper's weights give {twin}, the integral is {information}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_parts_sum_to_the_sampled_KL_at_every_draw_whatever_the_sampling(bool stratified)
    {
        CodeTable model = CodeTable.Small();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Trace trace = model.Trace(pass, model.Batch(), TraceMode.Posterior(3));
        MinibatchSampling sampling = stratified ? MinibatchSampling.Stratified(1000) : MinibatchSampling.Weighted(1000);
        KlParts parts = new KlDecomposition(sampling).Decompose(trace);
        double[] sum = (parts.MutualInformation + parts.TotalCorrelation + parts.DimensionWise).ToDoubles();
        double[] kl = trace.Kl(trace["z"], KlEstimate.Sampled).ToDoubles();
        Assert.Equal(12, sum.Length);
        Assert.All(Enumerable.Range(0, 12), i => Assert.Equal(kl[i], sum[i], 1e-12));
    }

    /// <summary>
    /// Over all batches of three out of a data set of five that hold the example, the mean of the stratified estimate of q(z) is q(z) exactly. The
    /// weighted one, as a twin, is not.
    /// </summary>
    [Fact]
    public void The_stratified_estimate_of_the_density_is_unbiased()
    {
        double[] loc = [0.3, 1.0, -0.9, 0.2, 1.4], scale = [0.5, 0.6, 0.8, 0.45, 0.3];
        const double z = 0.4;
        double exact = Enumerable.Range(0, 5).Average(j => Math.Exp(Quadrature.LogNormal(z, loc[j], scale[j])));
        List<double> stratified = [], weighted = [];
        for (int a = 1; a < 5; a++)
        {
            for (int b = a + 1; b < 5; b++)
            {
                CodeTable model = new([loc[0], loc[a], loc[b]], [scale[0], scale[a], scale[b]], 1);
                stratified.Add(Density(model, MinibatchSampling.Stratified(5)));
                weighted.Add(Density(model, MinibatchSampling.Weighted(5)));
            }
        }

        Assert.Equal(exact, stratified.Average(), 1e-12);
        Assert.True(Math.Abs(weighted.Average() - exact) > 0.1);

        static double Density(CodeTable model, MinibatchSampling sampling)
        {
            using Pass pass = Pass.Evaluation();
            Trace trace = model.Trace(
                pass, model.Batch(), TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = pass.Full([3, 1], z, DType.Float64) }));
            KlParts parts = new KlDecomposition(sampling).Decompose(trace);
            return Math.Exp((trace["z"].LogQ() - parts.MutualInformation).ToDoubles()[0]);
        }
    }

    [Fact]
    public void The_weighted_estimate_is_its_formula()
    {
        CodeTable model = CodeTable.Small();
        double[] z = [0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, 0.8];
        using Pass pass = Pass.Evaluation();
        Trace trace = model.Trace(pass, model.Batch(), TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = pass.From(z, [4, 2]) }));
        KlParts parts = new KlDecomposition(MinibatchSampling.Weighted(100)).Decompose(trace);
        for (int i = 0; i < 4; i++)
        {
            double joint = Math.Log(Enumerable.Range(0, 4).Sum(j => Math.Exp(Log(i, j, 0) + Log(i, j, 1))) / 400);
            double marginals = Enumerable.Range(0, 2).Sum(d => Math.Log(Enumerable.Range(0, 4).Sum(j => Math.Exp(Log(i, j, d))) / 400));
            Assert.Equal(Log(i, i, 0) + Log(i, i, 1) - joint, parts.MutualInformation.ToDoubles()[i], 1e-12);
            Assert.Equal(joint - marginals, parts.TotalCorrelation.ToDoubles()[i], 1e-12);
        }

        double Log(int i, int j, int d) => Quadrature.LogNormal(z[(2 * i) + d], model.Loc[(2 * j) + d], model.Scale[(2 * j) + d]);
    }

    /// <summary>
    /// Codes whose aggregated posterior is N(0, A) have the total correlation ½(Σ log A_ii - log|A|) = 0.1707423892. Means ~ N(0, A - s²I), s² = 0.4, six
    /// batches of 500 as data sets of their own: the standard error is 0.01, the bias of a finite mixture about 0.005; the test
    /// sees a deviation of 0.04. The twin, whose elements are independent, misses by the whole total correlation.
    /// </summary>
    [Fact]
    public void The_total_correlation_of_Gaussian_codes_is_the_known_one()
    {
        const double expected = 0.1707423892, s2 = 0.4;
        Assert.Equal(expected, Measure(correlated: true), 0.04);
        Assert.True(Math.Abs(Measure(correlated: false) - expected) > 0.1);

        static double Measure(bool correlated)
        {
            double[,] a = { { 1 - s2, 0.5, 0.2 }, { 0.5, 2 - s2, -0.3 }, { 0.2, -0.3, 0.7 - s2 } };
            double[,] factor = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(a).Cholesky().Factor.ToArray();
            const int batches = 6, count = 500;
            double sum = 0;
            for (int batch = 0; batch < batches; batch++)
            {
                double[] noise = new double[count * 3], loc = new double[count * 3];
                RandomKey.FromSeed(11).At(batch).Normal(noise);
                for (int i = 0; i < count; i++)
                {
                    for (int d = 0; d < 3; d++)
                    {
                        loc[(3 * i) + d] = correlated
                            ? Enumerable.Range(0, d + 1).Sum(e => factor[d, e] * noise[(3 * i) + e])
                            : Math.Sqrt(a[d, d]) * noise[(3 * i) + d];
                    }
                }

                CodeTable model = new(loc, [.. Enumerable.Repeat(Math.Sqrt(s2), count * 3)], 3);
                using Pass pass = Pass.Evaluation(RandomKey.FromSeed(12).At(batch));
                KlDecomposition tc = new(MinibatchSampling.Stratified(count));
                sum += Means(tc, model.Trace(pass, model.Batch(), TraceMode.Posterior()))[1] / batches;
            }

            return sum;
        }
    }

    [Fact]
    public void Weights_choose_the_parts_that_are_added_to_the_loss()
    {
        CodeTable model = CodeTable.Small();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        Trace trace = model.Trace(pass, model.Batch(), TraceMode.Posterior());
        KlDecomposition all = new(MinibatchSampling.Stratified(40)) { MutualInformation = 2, TotalCorrelation = 5, DimensionWise = -0.5 };
        ObjectiveTerms plain = new Elbo().Evaluate(trace), terms = new Regularized(new Elbo(), all.Times(3)).Evaluate(trace);
        double penalty = (2 * terms.Measured("kl-decomposition.mutual-information"))
            + (5 * terms.Measured("kl-decomposition.total-correlation")) - (0.5 * terms.Measured("kl-decomposition.dimension-wise"));
        Assert.Equal(penalty, terms.Measured("kl-decomposition"), 1e-12);
        Assert.Equal(plain.Loss.Item() + (3 * penalty), terms.Loss.Item(), 1e-12);
        Assert.Equal(plain.Bound.ToDoubles(), terms.Bound.ToDoubles());
        Assert.Equal(0, new KlDecomposition(MinibatchSampling.Stratified(40)) { TotalCorrelation = 0 }.Evaluate(trace).Value.Item());
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_words()
    {
        CodeTable model = CodeTable.Small();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        Trace trace = model.Trace(pass, model.Batch(), TraceMode.Posterior());
        Assert.Equal(
            "Penalty 'kl-decomposition': a batch of 4 examples cannot come from a data set of 3; give the size of the data set.",
            Assert.Throws<ArgumentException>(() => new KlDecomposition(MinibatchSampling.Weighted(3)).Evaluate(trace)).Message);
        CodeTable one = new([0.0], [1.0], 1);
        Assert.Contains(
            "at least two examples; it has 1",
            Assert.Throws<ArgumentException>(() => new KlDecomposition(MinibatchSampling.Stratified(3))
                .Evaluate(one.Trace(pass, one.Batch(), TraceMode.Posterior()))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the codes of this trace are means of q, and the penalty is about draws",
            Assert.Throws<ArgumentException>(() => new KlDecomposition(MinibatchSampling.Weighted(9))
                .Evaluate(model.Trace(pass, model.Batch(), TraceMode.Reconstruct))).Message,
            StringComparison.Ordinal);
        Lambda discrete = new(t => t.Latent(
            "z", OneHotCategorical.FromLogits(Tensor.Zeros([3], DType.Float64)), () => OneHotCategorical.FromLogits(t.Observed("x"))));
        Batch batch = Batch.Of("x", Tensor.Zeros([2, 3], DType.Float64));
        Assert.Contains(
            "OneHotCategorical does not factorise over them; use a diagonal posterior",
            Assert.Throws<ArgumentException>(() => new KlDecomposition(MinibatchSampling.Weighted(9))
                .Evaluate(discrete.Trace(pass, batch, TraceMode.Posterior()))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_that_pass_no_gradient_are_refused_in_training_alone()
    {
        Lambda discrete = new(static t =>
        {
            Tensor z = t.Latent("z", Bernoulli.FromLogits(Tensor.Zeros([3], DType.Float64), 1), () => Bernoulli.FromLogits(t.Observed("x"), 1));
            t.Observe("x", () => Normal.FromLogScale(z, 0.0, 1));
        });
        Batch batch = Batch.Of("x", Tensor.From([0.5, -1, 2, 1, 0.3, -0.2], [2, 3]));
        foreach (Penalty penalty in new Penalty[] { new KlDecomposition(MinibatchSampling.Weighted(9)), new Distortion(), new Rate { Kl = KlEstimate.Sampled } })
        {
            using Pass training = Pass.Training(RandomKey.FromSeed(1)), evaluation = Pass.Evaluation(RandomKey.FromSeed(1));
            Assert.Contains(
                "draws of site 'z' (Bernoulli) pass no gradient to the encoder; enumerate the site, or take a relaxed posterior.",
                Assert.Throws<ArgumentException>(() => penalty.Evaluate(discrete.Trace(training, batch, TraceMode.Posterior()))).Message,
                StringComparison.Ordinal);
            Assert.True(double.IsFinite(penalty.Evaluate(discrete.Trace(evaluation, batch, TraceMode.Posterior())).Value.Item()));
        }
    }

    private static double[] Means(KlDecomposition penalty, Trace trace)
    {
        KlParts parts = penalty.Decompose(trace);
        return [parts.MutualInformation.Mean().Item(), parts.TotalCorrelation.Mean().Item(), parts.DimensionWise.Mean().Item()];
    }

    // I(z; n) with the weights of the paper for N = B: 1/N for the example itself, 1/(B - 1) for others, and 1/(N·(B - 1)) for one of them.
    private static double PaperStratified(CodeTable model, Trace trace)
    {
        double[] z = trace["z"].Value!.ToDoubles(), loc = model.Loc, scale = model.Scale;
        double sum = 0;
        for (int i = 0; i < 4; i++)
        {
            double density = 0, own = 0;
            for (int j = 0; j < 4; j++)
            {
                double log = Quadrature.LogNormal(z[2 * i], loc[2 * j], scale[2 * j]) + Quadrature.LogNormal(z[(2 * i) + 1], loc[(2 * j) + 1], scale[(2 * j) + 1]);
                density += (j == i ? 1.0 / 4 : j == (i + 1) % 4 ? 1.0 / 12 : 1.0 / 3) * Math.Exp(log);
                if (j == i) own = log;
            }

            sum += (own - Math.Log(density)) / 4;
        }

        return sum;
    }

    // The definitions as integrals over [-9, 9]².
    private static (double Information, double Correlation, double DimensionWise) Integrals(CodeTable model)
    {
        const int points = 241;
        const double h = 18.0 / (points - 1);
        double[] loc = model.Loc, scale = model.Scale;
        double[,,] element = new double[points, 4, 2];
        for (int i = 0; i < points; i++)
        {
            for (int n = 0; n < 4; n++)
            {
                for (int d = 0; d < 2; d++) element[i, n, d] = Math.Exp(Quadrature.LogNormal(-9 + (i * h), loc[(2 * n) + d], scale[(2 * n) + d]));
            }
        }

        double[,] marginal = new double[points, 2];
        double dimensionWise = 0;
        for (int i = 0; i < points; i++)
        {
            for (int d = 0; d < 2; d++)
            {
                for (int n = 0; n < 4; n++) marginal[i, d] += element[i, n, d] / 4;
                dimensionWise += h * marginal[i, d] * (Math.Log(marginal[i, d]) - Quadrature.LogNormal(-9 + (i * h), 0, 1));
            }
        }

        double information = 0, correlation = 0;
        for (int i = 0; i < points; i++)
        {
            for (int j = 0; j < points; j++)
            {
                double q = 0;
                for (int n = 0; n < 4; n++) q += element[i, n, 0] * element[j, n, 1] / 4;
                if (q < 1e-250) continue;
                correlation += h * h * q * Math.Log(q / (marginal[i, 0] * marginal[j, 1]));
                for (int n = 0; n < 4; n++)
                {
                    double own = element[i, n, 0] * element[j, n, 1];
                    if (own > 0) information += h * h * own / 4 * Math.Log(own / q);
                }
            }
        }

        return (information, correlation, dimensionWise);
    }
}
