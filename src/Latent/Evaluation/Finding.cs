using System.Text.Json.Serialization;
using Latent.Json;

namespace Latent.Evaluation;

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(KebabNames<Severity>))]
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Something is likely wrong, or a number not what it seems.</summary>
    Warning,

    /// <summary>The model does not do what it is for.</summary>
    Serious,
}

/// <summary>Something an evaluation says about a model, in words.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">What kind of finding, such as <c>posterior-collapse</c>.</param>
/// <param name="Subject">The site or data set it is about.</param>
/// <param name="Text">What was seen, with numbers.</param>
/// <param name="Advice">What to try.</param>
public sealed record Finding(Severity Severity, string Code, string Subject, string Text, string Advice);
