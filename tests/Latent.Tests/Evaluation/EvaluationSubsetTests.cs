using Latent.Data;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

/// <summary>What an evaluation of fewer examples than there are takes: a random subset, the same for every part.</summary>
public sealed class EvaluationSubsetTests
{
    private const int Count = 2000, Some = 200;

    [Fact]
    public void Sorted_data_give_the_figure_of_all_data_within_its_error()
    {
        LatentModel model = Conjugate.Model(1);
        IDataset data = Sorted();
        double bound = BoundEvaluation.Run(model, data, new BoundOptions { Samples = 4 }, Conjugate.Context()).Elbo.Value;
        BoundResult some = BoundEvaluation.Run(model, data, new BoundOptions { Samples = 4, Examples = Some }, Conjugate.Context());
        // 4 standard errors, at a fixed key; the first 200 of sorted data are 20 of them off.
        Assert.InRange(some.Elbo.Value, bound - (4 * some.Elbo.StandardError), bound + (4 * some.Elbo.StandardError));
        BoundResult first = BoundEvaluation.Run(model, data.Take(Some), new BoundOptions { Samples = 4 }, Conjugate.Context());
        Assert.True(Math.Abs(first.Elbo.Value - bound) > 10 * first.Elbo.StandardError, "the broken twin is not found out");
        Assert.Equal((Some, Count), (some.Examples, some.Available));

        ImportanceWeightedOptions few = new() { Samples = 10, Examples = Some }, all = new() { Samples = 10, Examples = 0 };
        ImportanceWeightedResult likelihood = ImportanceWeightedEvaluation.Run(model, data, few, Conjugate.Context());
        ImportanceWeightedResult whole = ImportanceWeightedEvaluation.Run(model, data, all, Conjugate.Context());
        Assert.Equal(whole.LogLikelihood.Value, likelihood.LogLikelihood.Value, 4 * likelihood.LogLikelihood.StandardError);
        Assert.Equal((Some, Count, Count, Count), (likelihood.Examples, likelihood.Available, whole.Examples, whole.Available));
        Assert.Equal(Enumerable.Range(0, Count), whole.Rows);
        Assert.Contains(likelihood.EffectiveSampleSizes.MinimumExample, likelihood.Rows);
        Assert.InRange(likelihood.Rows[^1], Count - 100, Count - 1);

        // q is the posterior: log p(x) of each example is exact, and so tells which examples were taken.
        Assert.Equal([.. likelihood.Rows.Select(row => whole.PerExample[row])], likelihood.PerExample, static (a, b) => Math.Abs(a - b) < 1e-4);

        LatentStatisticsResult latents = LatentStatistics.Run(model, data, new LatentStatisticsOptions { Examples = Some }, Conjugate.Context());
        Assert.InRange(latents.Sites[0].Elements[0].MeanVariance / (1 - Conjugate.Posterior), 0.7, 1.4);
    }

    [Fact]
    public void Parts_that_ask_for_equally_many_are_given_the_same_for_any_batches()
    {
        LatentModel model = Conjugate.Model(1, scale: 0.7);
        IDataset data = Sorted();
        EvaluationOptions options = new()
        {
            Parts = [EvaluationPart.Bound, EvaluationPart.Likelihood],
            Bound = new BoundOptions { Examples = Some },
            Likelihood = new ImportanceWeightedOptions { Samples = 1, Examples = Some },
        };
        EvaluationReport report = ModelEvaluation.Run(model, data, data, options, Conjugate.Context());
        Assert.Equal(report.ToJson(), ModelEvaluation.Run(model, data, data, options, Conjugate.Context() with { Rows = 7 }).ToJson());
        // Training data of the same order have the same subset: the two bounds are one number.
        Assert.Equal(report.Bound!.Elbo, report.TrainingBound!.Elbo);
        int[] rows = EvaluationData.Rows(data, Some, Conjugate.Context());
        IDataset chosen = EvaluationData.Subset(data, Some, Conjugate.Context());
        Assert.Equal(rows, report.Likelihood!.Rows);
        Assert.Equal(report.Bound.Elbo, BoundEvaluation.Run(model, chosen, new BoundOptions(), Conjugate.Context()).Elbo);
        Assert.Same(data, EvaluationData.Subset(data, Count, Conjugate.Context()));
        Assert.Equal(Enumerable.Range(0, Count), EvaluationData.Rows(data, Count, Conjugate.Context()));
        Assert.NotEqual(rows, EvaluationData.Rows(data, Some, Conjugate.Context(2)));
    }

    private static IDataset Sorted()
    {
        double[] values = new double[Count];
        RandomKey.FromSeed(3).For(RandomPurpose.DataGeneration).Normal(values);
        Array.Sort(values, static (a, b) => Math.Abs(a).CompareTo(Math.Abs(b)));
        return Conjugate.Of("sorted", [.. values.Select(static v => v * Math.Sqrt(Conjugate.Marginal))], 1);
    }
}
