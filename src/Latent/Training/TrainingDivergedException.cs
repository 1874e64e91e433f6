namespace Latent.Training;

/// <summary>A term of the objective is no finite number any more; the parameters are past saving.</summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    internal TrainingDivergedException(long step, int epoch, string term, double value, double learningRate, string key)
        : base(
            $"Training diverged in step {step} (epoch {epoch}): the {term} is {value}. Lower the learning rate ({learningRate}) or look for "
            + $"extreme values in the data. The randomness of this step was {key}.")
    {
        Step = step;
    }

    /// <summary>The step, from 1, whose forward pass gave the value.</summary>
    public long Step { get; }
}
