namespace Latent.Configuration;

/// <summary>Something in a configuration that cannot be.</summary>
/// <param name="Path">Where in the tree: <c>model.encoder.hidden[0]</c>.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
/// <param name="Origin">Which file, with line and column, or option it comes from.</param>
public sealed record ConfigurationError(string Path, string Message, string Origin)
{
    /// <summary>For example <c>my.json, line 3, column 5: model.latent: there is no such setting; did you mean 'latents'?</c>.</summary>
    public override string ToString() => $"{Origin}: {(Path.Length == 0 ? "" : Path + ": ")}{Message}";
}

/// <summary>A configuration that cannot be: all that is wrong with it, at once.</summary>
public sealed class ConfigurationException : FormatException
{
    /// <summary>At least one error.</summary>
    public ConfigurationException(IReadOnlyList<ConfigurationError> errors)
        : base(string.Join('\n', errors))
    {
        Errors = errors;
    }

    /// <summary>What is wrong, in the order of the text.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; }
}
