using Latent.Data;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

public sealed class CompletenessTests
{
    private static readonly CompletenessOptions Options = new() { Samples = 400, Posteriors = 1000, TrainingExamples = 1000 };

    [Fact]
    public void A_model_that_is_right_has_nothing_to_be_found()
    {
        CompletenessResult result = Completeness.Run(Conjugate.Model(), Conjugate.Data(1000), Conjugate.Data(1000, seed: 8), Options, Conjugate.Context());
        // q(z) = p(z): a level of 0.01, at a fixed key.
        Assert.InRange(result.Encodings!.PValue, 0.01, 1);
        // 4 of 400 draws are expected beyond the quantile; 15 would be five deviations more.
        Assert.InRange(result.Ratio!.ShareInHoles, 0, 0.0375);
        Assert.InRange(result.Ratio.AtPrior.Median, -0.1, 0.1);
        Assert.InRange(result.Ratio.AtEncodings.Median, -0.1, 0.1);
        Assert.Equal(1, result.RoundTrip!.Calibration!.Value, 0.1);
        Assert.Equal(Math.Sqrt(Conjugate.Posterior), result.RoundTrip.Expected!.Value, 1e-9);
        // Means of p(x | z) are drawn in towards the centre, as much towards training as towards held-out data.
        Estimate closer = result.Neighbours!.CloserToTraining;
        Assert.Equal(0.5, closer.Value, 4 * closer.StandardError);
        Assert.Equal(16, result.Neighbours.Nearest.Count);
        Assert.Equal(400, result.Neighbours.All.Count);
        Assert.Empty(result.NotDefined);
        Assert.Empty(Diagnosis.Of(Report(result)));
    }

    [Fact]
    public void Encodings_that_are_not_where_the_prior_is_show()
    {
        CompletenessResult result = Completeness.Run(
            Conjugate.Model(shift: 2, scale: 0.3), Conjugate.Data(1000), null, Options, Conjugate.Context());
        Assert.Equal(1 / 200.0, result.Encodings!.PValue, 1e-12);
        Assert.True(result.Encodings.Deviations > 10);
        Assert.True(result.Ratio!.ShareInHoles > 0.1);
        Assert.True(result.RoundTrip!.Calibration > 2);
        Assert.Equal(["nearest neighbours in training data: no training set is given"], result.NotDefined);
        Assert.Equal(["prior-holes", "overconfident-posterior"], Diagnosis.Of(Report(result)).Select(static f => f.Code));
    }

    [Fact]
    public void A_model_that_gives_training_examples_back_is_found_out()
    {
        IDataset train = Conjugate.Data(200, seed: 8);
        double[] known = EvaluationData.Values(train, "x", [.. Enumerable.Range(0, 200)], Conjugate.Context());
        LatentModel model = Conjugate.Model(decode: (t, z) =>
        {
            double[] codes = z.ToDoubles(), copies = new double[codes.Length];
            for (int i = 0; i < codes.Length; i += 2)
            {
                int row = Math.Abs((int)(1000 * codes[i])) % 200;
                known.AsSpan(2 * row, 2).CopyTo(copies.AsSpan(i));
            }

            return t.Pass.From(copies, z.Shape);
        });
        CompletenessResult result = Completeness.Run(model, Conjugate.Data(1000), train, Options, Conjugate.Context());
        Assert.Equal(1, result.Neighbours!.CloserToTraining.Value);
        Assert.Equal(0, result.Neighbours.Ratio);
        Assert.All(result.Neighbours.Nearest, static pair => Assert.Equal(0, pair.Distance));
        Finding finding = Assert.Single(Diagnosis.Of(Report(result)), static f => f.Code == "memorisation");
        Assert.Equal(Severity.Serious, finding.Severity);
        Assert.StartsWith("100 % of the samples are nearer to their nearest training example", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blur_that_all_samples_share_is_no_copy_of_training_data()
    {
        // All 400 samples are the mean of the data, nearest of all to one example; train and held-out data are exchangeable, so it is a training
        // example in one of the two roles, and all samples are "nearer to training data" then.
        LatentModel model = Conjugate.Model(decode: static (_, z) => 1e-3 * z);
        IDataset one = Conjugate.Data(1000), other = Conjugate.Data(1000, seed: 8);
        CompletenessResult[] results = [.. new[] { (one, other), (other, one) }.Select(
            sets => Completeness.Run(model, sets.Item1, sets.Item2, Options, Conjugate.Context()))];
        Assert.Equal(1, results.Max(static r => r.Neighbours!.CloserToTraining.Value));
        Assert.All(results, static r => Assert.Equal(1, r.Neighbours!.DistinctTraining + r.Neighbours.DistinctHeldOut));
        Assert.All(results, static r => Assert.DoesNotContain(Diagnosis.Of(Report(r)), static f => f.Code == "memorisation"));
    }

    [Fact]
    public void Samples_that_are_farther_off_than_held_out_data_are_no_copies()
    {
        // Of an untrained model: nowhere near the data, and nearer to the data set that reaches farther.
        LatentModel model = Conjugate.Model(decode: static (_, z) => (3.0 * z) + 30.0);
        IDataset train = Conjugate.Data(1000, seed: 8, deviation: 3), held = Conjugate.Data(1000);
        CompletenessResult result = Completeness.Run(model, held, train, Options, Conjugate.Context());
        Assert.True(result.Neighbours is { CloserToTraining.Value: > 0.9, Ratio: > 1 });
        Assert.DoesNotContain(Diagnosis.Of(Report(result)), static f => f.Code == "memorisation");
    }

    [Fact]
    public void The_permutation_test_keeps_its_level()
    {
        // 200 pairs of samples of one distribution: p-values are uniform, so 20 ± 4.2 are below 0.1.
        int below = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            double[] both = new double[80];
            RandomKey.FromSeed(seed).For(RandomPurpose.DataGeneration).Normal(both);
            if (DiscrepancyTest.Run(both[..40], both[40..], 2, 49, RandomKey.FromSeed(seed), Conjugate.Context()).PValue <= 0.1) below++;
        }

        Assert.InRange(below, 5, 37);
    }

    [Fact]
    public void Neighbours_are_the_nearest()
    {
        const int width = 3;
        double[] points = new double[700 * width], queries = new double[50 * width];
        RandomKey.FromSeed(1).For(RandomPurpose.DataGeneration).Normal(points);
        RandomKey.FromSeed(2).For(RandomPurpose.DataGeneration).Normal(queries);
        (int Index, double Distance)[][] found = NearestNeighbours.Find(queries, points, width, 4, areOne: false, Conjugate.Context());
        for (int q = 0; q < 50; q++)
        {
            (int, double)[] expected = [.. Enumerable.Range(0, 700)
                .Select(i => (i, Geometry.Distance(queries.AsSpan(q * width, width), points.AsSpan(i * width, width)))).OrderBy(static p => p.Item2).Take(4)];
            Assert.Equal(expected, found[q]);
        }

        (int Index, double Distance)[][] among = NearestNeighbours.Find(points, points, width, 1, areOne: true, Conjugate.Context());
        Assert.DoesNotContain(among.Select(static (n, i) => n[0].Index == i), static own => own);
        Assert.All(NearestNeighbours.Find(points, points, width, 1, areOne: false, Conjugate.Context()), static n => Assert.Equal(0, n[0].Distance));
    }

    private static EvaluationReport Report(CompletenessResult result) =>
        new() { Data = "conjugate", Key = "", Options = new EvaluationOptions(), Completeness = result };
}
