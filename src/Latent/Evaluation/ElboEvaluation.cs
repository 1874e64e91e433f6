using Latent.Data;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>The bound on a data set, in nats per image.</summary>
/// <param name="Images">How many images were seen.</param>
/// <param name="Elbo">Mean of the evidence lower bound.</param>
/// <param name="StandardError">Standard error of that mean, over images.</param>
/// <param name="Reconstruction">Mean of log p(x | z).</param>
/// <param name="Kl">Mean of KL(q(z | x) ‖ p(z)).</param>
public sealed record ElboResult(int Images, double Elbo, double StandardError, double Reconstruction, double Kl);

/// <summary>Evaluates the ELBO with one sample of z per image on dynamically binarised images.</summary>
/// <remarks>
/// Binarisation and noise of an image depend on the key and its index alone, so the result does not depend on how the set is cut into
/// batches.
/// </remarks>
public static class ElboEvaluation
{
    /// <summary>Means over all images of a set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images, of as many pixels as the model has inputs.</param>
    /// <param name="key">The randomness; keep it fixed to compare models on the same binary images.</param>
    /// <param name="batchSize">Images at a time.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the last batch.</exception>
    public static ElboResult Run(
        Vae model, ImageDataset images, RandomKey key, int batchSize = 500, Device? device = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (images.Count == 0)
            throw new ArgumentException($"{images.Name} holds no images to evaluate on.", nameof(images));
        RandomKey pixels = key.Split("pixels").For(RandomPurpose.Binarization), noise = key.Split("noise");
        Elbo objective = new();
        int[] rows = new int[Math.Min(batchSize, images.Count)];
        double reconstruction = 0, kl = 0, elbo = 0, squares = 0;
        for (int first = 0; first < images.Count; first += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<int> batch = rows.AsSpan(0, Math.Min(batchSize, images.Count - first));
            for (int i = 0; i < batch.Length; i++)
                batch[i] = first + i;
            using Pass pass = Pass.Evaluation(noise, device);
            Tensor x = pass.New([batch.Length, images.PixelCount], DType.Float32);
            Binarization.Draw(images, batch, pixels, first, x.Writable<float>());

            ObjectiveTerms terms = objective.Evaluate(model, Batch.Of("x", x, first), pass);
            ReadOnlySpan<float> logLikelihoods = terms.LogLikelihood.Span, divergences = terms.Kl.Span;
            for (int i = 0; i < batch.Length; i++)
            {
                double value = (double)logLikelihoods[i] - divergences[i];
                reconstruction += logLikelihoods[i];
                kl += divergences[i];
                elbo += value;
                squares += value * value;
            }
        }

        double n = images.Count, mean = elbo / n;
        double variance = n > 1 ? Math.Max(0, (squares - (n * mean * mean)) / (n - 1)) : 0;
        return new ElboResult(images.Count, mean, Math.Sqrt(variance / n), reconstruction / n, kl / n);
    }
}
