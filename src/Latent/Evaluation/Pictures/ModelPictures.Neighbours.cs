using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

// Samples beside what training has shown the model.
public sealed partial class ModelPictures
{
    /// <summary>Images from the prior, and below each the training example nearest to it.</summary>
    /// <param name="train">The training data; all of it is read, in batches.</param>
    /// <param name="count">How many samples: the first of <see cref="Samples"/>.</param>
    /// <param name="columns">Images to a row.</param>
    /// <param name="batchSize">Training examples at a time.</param>
    public NeighbourSheet Neighbours(IDataset train, int count, int columns = 12, int batchSize = 1024)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (train.Count == 0)
            throw new ArgumentException($"{train.Name} holds no examples among which to look.", nameof(train));
        float[] samples = SampleImages(count);
        int[] rows = Nearest(train, samples, count, batchSize);
        float[] neighbours = Originals(train, rows);
        double[] distances = new double[count];
        for (int i = 0; i < samples.Length; i++)
            distances[i / _view.Size] += ((double)samples[i] - neighbours[i]) * ((double)samples[i] - neighbours[i]);
        for (int i = 0; i < count; i++)
            distances[i] = (_view.High - _view.Low) * Math.Sqrt(distances[i]);
        return new NeighbourSheet(Pairs(samples, neighbours, count, columns, "sample", "nearest"), rows, distances);
    }

    // |t − s|² = |t|² − 2 t·s + |s|², of which the last is the same for all t.
    private int[] Nearest(IDataset train, float[] samples, int count, int batchSize)
    {
        train = train.Only(_view.Column);
        int[] nearest = new int[count];
        float[] least = new float[count];
        Array.Fill(least, float.PositiveInfinity);
        for (int first = 0; first < train.Count; first += batchSize)
        {
            Cancellation.ThrowIfCancellationRequested();
            int rows = Math.Min(batchSize, train.Count - first);
            using Pass pass = NewPass("originals");
            Tensor x = train.Get(first, rows, pass, _key.Split("data"))[_view.Column];
            Tensor t = pass.From(_view.Intensities(x, rows, $"{train.Name}: the column"), [rows, _view.Size]);
            Tensor products = t.MatMul(pass.From(samples, [count, _view.Size]), Transpose.B);
            ReadOnlySpan<float> scores = (t.Square().Sum(-1).Unsqueeze(1) - (2.0 * products)).Span;
            for (int i = 0; i < scores.Length; i++)
            {
                if (scores[i] < least[i % count])
                    (least[i % count], nearest[i % count]) = (scores[i], first + (i / count));
            }
        }

        return nearest;
    }
}
