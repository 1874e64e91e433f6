using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

public sealed class SampleQualityTests
{
    private const int Width = 8;

    private static readonly SampleQualityOptions Options = new() { Samples = 400, ClassifierSteps = 150, Draws = true };

    [Fact]
    public void Moments_are_those_of_the_rows()
    {
        (double[] mean, double[,] covariance) = SampleQuality.MomentsOf([1, 2, 3, 6, 5, 1], 2);
        Assert.Equal([3, 3], mean);
        Assert.Equal(4, covariance[0, 0], 1e-12);
        Assert.Equal(7, covariance[1, 1], 1e-12);
        Assert.Equal(-1, covariance[0, 1], 1e-12);
        Assert.Equal(-1, covariance[1, 0], 1e-12);
    }

    [Fact]
    public void The_distance_of_two_normals_is_the_closed_form()
    {
        // Diagonal normals in 64 dimensions: |m - m′|² + Σ (σ - σ′)².
        const int width = FeatureClassifier.FeatureCount, count = 8000;
        double[] a = new double[count * width], b = new double[count * width];
        RandomKey.FromSeed(1).For(RandomPurpose.DataGeneration).Normal(a);
        RandomKey.FromSeed(2).For(RandomPurpose.DataGeneration).Normal(b);
        double exact = 0;
        for (int d = 0; d < width; d++)
        {
            double scale = 1 + (d / 64.0), shift = 0.1 * (d % 5);
            for (int i = 0; i < count; i++)
                b[(i * width) + d] = (scale * b[(i * width) + d]) + shift;
            exact += (shift * shift) + ((scale - 1) * (scale - 1));
        }

        (double[] mean1, double[,] covariance1) = SampleQuality.MomentsOf(a, width);
        (double[] mean2, double[,] covariance2) = SampleQuality.MomentsOf(b, width);
        double distance = Divergences.Wasserstein2Squared(mean1, covariance1, mean2, covariance2);
        // Too large by about width²/(4·count)·(σ² terms), 0.25 here, of 26; means and variances add about 0.2 either way.
        Assert.Equal(exact, distance, 0.8);
    }

    [Fact]
    public void A_manifold_reaches_to_the_neighbours()
    {
        // The nearest neighbours are at distances 1, 1, 1 and 8.
        double[] set = [0, 1, 2, 10];
        Assert.Equal(1, SampleQuality.ShareWithin([0.5], set, 1, 1, Conjugate.Context()));
        Assert.Equal(1, SampleQuality.ShareWithin([17.9], set, 1, 1, Conjugate.Context()));
        Assert.Equal(0, SampleQuality.ShareWithin([-1.1, 18.1], set, 1, 1, Conjugate.Context()));
        Assert.Equal(0.5, SampleQuality.ShareWithin([-1.1, -0.9], set, 1, 1, Conjugate.Context()));
    }

    [Fact]
    public void A_right_model_is_as_good_as_data_and_one_that_drops_a_class_is_not()
    {
        IDataset train = Classes(2000, 1), test = Classes(800, 2);
        SampleQualityResult right = SampleQuality.Run(Model(static z => (2 * z.Greater(0.0)) - 1), test, train, Options, Conjugate.Context());
        Assert.InRange(right.Accuracy, 0.97, 1);
        Assert.True(right.AreDraws);
        Assert.Equal(400, right.Samples.Examples);
        Assert.InRange(right.Samples.FrechetDistance, 0, 2 * right.Real.FrechetDistance);
        Assert.Equal(right.Real.Precision, right.Samples.Precision, 0.1);
        Assert.Equal(right.Real.Recall, right.Samples.Recall, 0.1);

        SampleQualityResult half = SampleQuality.Run(Model(static z => (0 * z) + 1), test, train, Options, Conjugate.Context());
        Assert.True(half.Samples.FrechetDistance > 5 * right.Samples.FrechetDistance);
        Assert.InRange(half.Samples.Recall, 0, 0.65 * right.Samples.Recall);
        Assert.Equal(right.Samples.Precision, half.Samples.Precision, 0.1);

        SampleQualityResult noise = SampleQuality.Run(Model(static z => 20 * z), test, train, Options, Conjugate.Context());
        Assert.InRange(noise.Samples.Precision, 0, 0.5);
        Assert.Equal("implausible-samples", Diagnosis.Of(Report(noise))[0].Code);
        Assert.Empty(Diagnosis.Of(Report(right)));
    }

    [Fact]
    public void Without_labels_there_is_no_result_and_it_is_said()
    {
        EvaluationNotDefinedException error = Assert.Throws<EvaluationNotDefinedException>(
            () => SampleQuality.Run(Conjugate.Model(), Conjugate.Data(50), Conjugate.Data(50), Options, Conjugate.Context()));
        Assert.Equal("Sample quality is not defined here: conjugate 7 has no column 'y' of classes to train a classifier by.", error.Message);
    }

    // Two classes, at ± 1.5 in all dimensions.
    private static ColumnDataset Classes(int count, ulong seed)
    {
        float[] x = new float[count * Width];
        byte[] y = new byte[count];
        RandomKey.FromSeed(seed).For(RandomPurpose.DataGeneration).Normal(x);
        for (int i = 0; i < count; i++)
        {
            y[i] = (byte)(i % 2);
            for (int d = 0; d < Width; d++)
                x[(i * Width) + d] += y[i] == 1 ? 1.5f : -1.5f;
        }

        return new ColumnDataset(
            $"classes {seed}", new ValueColumn(new DataColumn("x", [Width]), x), new ByteColumn(new DataColumn("y", []) { Classes = ["a", "b"] }, y));
    }

    private static Lambda Model(Func<Tensor, Tensor> side) => new(
        t =>
        {
            Tensor z = t.Latent("z", t.StandardNormal(1), () => Normal.FromLogScale(t.Observed("x").Mean(1).Unsqueeze(1), t.Pass.Full([], -1), eventAxes: 1));
            Tensor mean = (1.5 * side(z)) + t.Pass.Full([Width], 0);
            t.Observe("x", () => Normal.FromLogScale(mean, t.Pass.Full([], 0), eventAxes: 1));
        },
        ParameterScopes.Single());

    private static EvaluationReport Report(SampleQualityResult result) =>
        new() { Data = "classes", Key = "", Options = new EvaluationOptions(), SampleQuality = result };
}
