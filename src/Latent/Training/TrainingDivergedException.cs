using System.Globalization;

namespace Latent.Training;

/// <summary>A term of the objective, a gradient or a parameter is no finite number any more.</summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    internal TrainingDivergedException(long step, int epoch, string what, double value, string advice, Exception? inner = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"Training diverged in step {step} (epoch {epoch}): the {what} is {value}. {advice}"), inner)
    {
        Step = step;
        Epoch = epoch;
        What = what;
    }

    /// <summary>The step, from 1, whose forward pass or update gave the value.</summary>
    public long Step { get; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>What is not finite: the site's term, or the parameter.</summary>
    public string What { get; }
}
