namespace Latent.Training;

/// <summary>A term of the objective or a parameter is no finite number any more; the parameters are past saving.</summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    internal TrainingDivergedException(long step, int epoch, string term, double value, double learningRate, string key)
        : base(
            $"Training diverged in step {step} (epoch {epoch}): the {term} is {value}. Lower the learning rate ({learningRate}) or look "
            + $"for extreme values in the data. The randomness of this step was {key}.")
    {
        Step = step;
    }

    internal TrainingDivergedException(long step, int epoch, string parameter, double value, double learningRate)
        : base(
            $"Training diverged in step {step} (epoch {epoch}): its update left {value} in the parameter '{parameter}'. Lower the learning "
            + $"rate ({learningRate}) or look for extreme values in the data.")
    {
        Step = step;
    }

    /// <summary>The step, from 1, whose forward pass or update gave the value.</summary>
    public long Step { get; }
}
