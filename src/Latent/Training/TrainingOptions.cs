namespace Latent.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Images per step; the last step of an epoch takes what is left.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Step size of Adam.</summary>
    public double LearningRate { get; init; } = 1e-3;
}
