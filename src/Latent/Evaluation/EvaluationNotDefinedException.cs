namespace Latent.Evaluation;

/// <summary>What was asked for is not defined for this model and data; the message says why.</summary>
public sealed class EvaluationNotDefinedException : NotSupportedException
{
    /// <summary>A part and the reason.</summary>
    /// <param name="part">What was asked for.</param>
    /// <param name="reason">Why it is not defined here.</param>
    public EvaluationNotDefinedException(string part, string reason)
        : base($"{part} is not defined here: {reason.TrimEnd('.')}.")
    {
        Part = part;
        Reason = reason;
    }

    /// <summary>What was asked for.</summary>
    public string Part { get; }

    /// <summary>Why it is not defined here.</summary>
    public string Reason { get; }
}
