using Latent.Data;
using Latent.Data.Sources;
using Latent.Distributions;
using Latent.Tensors;
using Xunit.Abstractions;

namespace Latent.Tests.Experiments;

/// <summary>
/// Static MNIST under independent Bernoulli pixels whose means are those of the training set, smoothed: no training, so the published figures must
/// come out exactly. They hold the reader, the split, the element order and the log-probability at once.
/// </summary>
public sealed class FactorisedBernoulliTests(ITestOutputHelper output)
{
    [Fact]
    public void Test_log_likelihoods_and_counts_are_the_published_ones()
    {
        if (RealData.Folder("static_mnist") is not { } folder)
        {
            output.WriteLine("not run: static_mnist is not beside the repository.");
            return;
        }

        DataSplits data = new NpzSource { Path = Path.Combine(folder, "static_mnist.npz"), Levels = 2 }.Open(RandomKey.FromSeed(0));
        (double[] train, long trainOnes) = Sum(data.Train);
        Assert.Equal((5_118_041, 1_028_036, 1_038_896), (trainOnes, Sum(data.Validation!).Ones, Sum(data.Test!).Ones));
        Assert.Equal(-205.7922, MeanLogProb(0.5), 4);
        Assert.Equal(-205.7933, MeanLogProb(1), 4);

        double MeanLogProb(double smoothing)
        {
            double[] probs = [.. train.Select(sum => (sum + smoothing) / (data.Train.Count + (2 * smoothing)))];
            double total = 0;
            for (int first = 0; first < data.Test!.Count; first += 500)
            {
                using Pass pass = Pass.Evaluation();
                Tensor x = data.Test.Get(first, 500, pass, default)["x"].To(DType.Float64);
                Bernoulli p = Bernoulli.FromProbs(Tensor.From(probs, [28, 28]), eventAxes: 2);
                total += p.LogProb(x).ToDoubles().Sum();
            }

            return total / data.Test.Count;
        }
    }

    private static (double[] Sums, long Ones) Sum(IDataset data)
    {
        double[] sums = new double[784];
        for (int first = 0; first < data.Count; first += 500)
        {
            using Pass pass = Pass.Evaluation();
            double[] batch = data.Get(first, Math.Min(500, data.Count - first), pass, default)["x"].ToDoubles();
            for (int i = 0; i < batch.Length; i++) sums[i % 784] += batch[i];
        }

        return (sums, (long)sums.Sum());
    }
}
