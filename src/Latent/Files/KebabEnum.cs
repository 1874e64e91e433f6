using System.Text.Json;
using System.Text.Json.Serialization;

namespace Latent.Files;

/// <summary>The members of an enumeration in JSON, as <c>per-element</c>.</summary>
internal sealed class KebabEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
