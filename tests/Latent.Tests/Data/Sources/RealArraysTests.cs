using Latent.Data;
using Latent.Data.Sources;
using Latent.Tensors;
using Xunit.Abstractions;

namespace Latent.Tests.Data.Sources;

public sealed class RealArraysTests(ITestOutputHelper output)
{
    [Fact]
    public void Static_MNIST_has_its_published_parts()
    {
        if (Find("static_mnist", "static_mnist.npz") is not { } path)
            return;
        DataSplits splits = new NpzSource { Path = path, Levels = 2 }.Open(default);
        Assert.Equal((50_000, 10_000, 10_000), (splits.Train.Count, splits.Validation!.Count, splits.Test!.Count));
        Assert.Equal("x [28, 28] binary", splits.Train.Columns[0].ToString());
        using Pass pass = Pass.Evaluation();
        float[] first = splits.Train.Get([0], pass)["x"].ToArray();
        Assert.All(first, static value => Assert.True(value is 0f or 1f));
        double[] train = Ones(splits.Train), test = Ones(splits.Test);
        Assert.Equal((5_118_041, 1_028_036, 1_038_896), (train.Sum(), Ones(splits.Validation).Sum(), test.Sum()));
        // The exact mean log-probability of the test images under a Bernoulli per pixel, (ones + 1/2) / (images + 1) of the training set.
        double logProb = 0;
        for (int i = 0; i < 784; i++)
        {
            double p = (train[i] + 0.5) / 50_001;
            logProb += ((test[i] * Math.Log(p)) + ((10_000 - test[i]) * Math.Log(1 - p))) / 10_000;
        }

        Assert.Equal(-205.7922, logProb, 5e-5);
    }

    [Fact]
    public void Frey_faces_are_images()
    {
        if (Find("freyfaces", "freyfaces_1965x28x20_uint8.npy") is not { } path)
            return;
        IDataset faces = new ArraySource { Path = path, Levels = 256 }.Open(default).Train;
        Assert.Equal((1965, "x [28, 20] 256 levels"), (faces.Count, faces.Columns[0].ToString()));
    }

    [Theory]
    [InlineData("14_glass", 214, 7, 9)]
    [InlineData("45_wine", 129, 13, 10)]
    [InlineData("23_mammography", 11183, 6, 260)]
    public void Anomaly_sets_in_Fortran_order(string name, int rows, int width, int anomalies)
    {
        if (Find("adbench", name + ".npz") is not { } path)
            return;
        IDataset data = new NpzSource { Path = path, Type = DType.Float64 }.Open(default).Train;
        Assert.Equal((rows, width), (data.Count, data.Column("x").Shape[0]));
        Assert.Equal(anomalies, data.ReadIntegers().Sum());
    }

    private string? Find(string folder, string file)
    {
        if (RealData.Folder(folder) is { } found)
            return Path.Combine(found, file);
        output.WriteLine($"{folder} is not beside the repository (../shared/data/{folder}): not checked.");
        return null;
    }

    private static double[] Ones(IDataset data)
    {
        double[] ones = new double[784];
        for (int first = 0; first < data.Count; first += 1000)
        {
            using Pass pass = Pass.Evaluation();
            ReadOnlySpan<float> values = data.Get(first, 1000, pass, default)["x"].Span;
            for (int i = 0; i < values.Length; i++)
                ones[i % 784] += values[i];
        }

        return ones;
    }
}
