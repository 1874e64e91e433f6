using Latent.Data;
using Latent.Models;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>
/// Trains a <see cref="Vae"/> on dynamically binarised images with Adam, as a sequence of steps that the caller walks through.
/// </summary>
/// <remarks>
/// All randomness comes from the key, by purpose and step: the same key gives the same parameters to the bit, whatever the number of
/// threads and whatever runs between the steps. Stopping is leaving the loop.
/// </remarks>
public sealed class VaeTrainer
{
    private readonly Vae _model;
    private readonly ImageDataset _images;
    private readonly TrainingOptions _options;
    private readonly Device? _device;
    private readonly RandomKey _order;
    private readonly RandomKey _pixels;
    private readonly RandomKey _noise;
    private readonly Objective _objective = new Elbo();
    private readonly Adam _optimizer;

    /// <summary>Prepares training; the model's parameters are changed by the steps.</summary>
    /// <param name="model">Its inputs must be as many as an image has pixels.</param>
    /// <param name="images">The training images.</param>
    /// <param name="options">Epochs, batch size, learning rate.</param>
    /// <param name="key">The source of all randomness.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    /// <exception cref="ArgumentException">Model, images and options do not fit together.</exception>
    public VaeTrainer(Vae model, ImageDataset images, TrainingOptions options, RandomKey key, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Epochs, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize, nameof(options));
        if (images.Count == 0)
            throw new ArgumentException($"{images.Name} holds no images to train on.", nameof(images));
        if (images.PixelCount != model.Config.Inputs)
        {
            throw new ArgumentException(
                $"The model takes {model.Config.Inputs} inputs, the images of {images.Name} have {images.Height} x {images.Width} = "
                + $"{images.PixelCount} pixels.", nameof(images));
        }

        _model = model;
        _images = images;
        _options = options;
        _device = device;
        _order = key.Split("order").For(RandomPurpose.Shuffling);
        _pixels = key.Split("pixels").For(RandomPurpose.Binarization);
        _noise = key.Split("noise");
        _optimizer = new Adam(model.Parameters, options.LearningRate);
    }

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch => (_images.Count + _options.BatchSize - 1) / _options.BatchSize;

    /// <summary>Runs the training, one step per element, lazily; to be walked through once.</summary>
    /// <remarks>Each step looks at its objective; the parameters are looked at once, after the last step.</remarks>
    /// <exception cref="TrainingDivergedException">The objective is not finite, or a parameter after the last update.</exception>
    public IEnumerable<StepReport> Steps()
    {
        int[] order = new int[_images.Count];
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            _order.At(epoch).Permutation(order.Length).Fill(order);
            for (int i = 0; i < StepsPerEpoch; i++)
            {
                int first = i * _options.BatchSize;
                int count = Math.Min(_options.BatchSize, order.Length - first);
                yield return Step(order.AsSpan(first, count), epoch, i);
            }
        }

        ThrowIfDiverged();
    }

    /// <summary>
    /// Looks for parameters that are no finite numbers, which the objective of the next step would have shown. For who leaves
    /// <see cref="Steps"/> early and keeps the model.
    /// </summary>
    /// <exception cref="TrainingDivergedException">The last update has left a parameter that is not finite.</exception>
    public void ThrowIfDiverged()
    {
        foreach (Parameter parameter in _model.Parameters)
        {
            foreach (float value in parameter.Value.Span)
            {
                if (!float.IsFinite(value))
                {
                    int epoch = (int)((_optimizer.Steps - 1) / StepsPerEpoch) + 1;
                    throw new TrainingDivergedException(_optimizer.Steps, epoch, parameter.Name, value, _options.LearningRate);
                }
            }
        }
    }

    private StepReport Step(ReadOnlySpan<int> rows, int epoch, int stepInEpoch)
    {
        long step = _optimizer.Steps;
        RandomKey pixels = _pixels.At(step), noise = _noise.At(step);
        using Pass pass = Pass.Training(noise, step, _device);
        Tensor x = pass.New([rows.Length, _images.PixelCount], DType.Float32);
        Binarization.Draw(_images, rows, pixels, 0, x.Writable<float>());

        ObjectiveTerms terms = _objective.Evaluate(_model, Batch.Of("x", x), pass);
        double reconstruction = MeanOf(terms.LogLikelihood, "reconstruction"), kl = MeanOf(terms.Kl, "KL");
        _optimizer.Step(pass.Backward(terms.Loss));
        _objective.Update(terms);
        return new StepReport(step + 1, epoch + 1, stepInEpoch + 1, rows.Length, reconstruction, kl);

        double MeanOf(Tensor perExample, string term)
        {
            double sum = 0;
            foreach (float value in perExample.Span)
                sum += value;
            double mean = sum / perExample.Shape.Count;
            return double.IsFinite(mean)
                ? mean
                : throw new TrainingDivergedException(step + 1, epoch + 1, term, mean, _options.LearningRate, noise.ToString());
        }
    }
}
