using System.Text.Json.Serialization;
using Latent.Json;

namespace Latent.Models;

/// <summary>How the KL term of a latent site is evaluated.</summary>
[JsonConverter(typeof(KebabNames<KlEstimate>))]
public enum KlEstimate
{
    /// <summary>In closed form; an error where none is known (Kingma and Welling 2014, eq. 7).</summary>
    ClosedForm,

    /// <summary>log q(z) - log p(z) at the samples drawn: unbiased, noisier, for any pair (Kingma and Welling 2014, eq. 6).</summary>
    Sampled,
}
