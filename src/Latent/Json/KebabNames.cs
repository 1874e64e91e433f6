using System.Text.Json;
using System.Text.Json.Serialization;

namespace Latent.Json;

/// <summary>How members of an enumeration are written in JSON, as <c>per-element</c>; numbers are not read.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class KebabNames<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
