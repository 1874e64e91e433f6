using System.Globalization;
using Latent.Configuration;
using Latent.Data;

namespace Latent.Runs;

/// <summary>The settings that fit data nobody has said anything about: a layer right above the defaults, that any other layer overrides.</summary>
public static class Recipe
{
    /// <summary>The settings for a column <c>x</c>: how it is prepared, its likelihood, its networks.</summary>
    /// <param name="columns">What an example consists of, before any transform.</param>
    /// <exception cref="ArgumentException">There is no column <c>x</c>.</exception>
    public static ConfigurationLayer For(IReadOnlyList<DataColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        DataColumn x = columns.FirstOrDefault(static column => string.Equals(column.Name, "x", StringComparison.Ordinal))
            ?? throw new ArgumentException($"The data have no column 'x' to model; they have: {string.Join(", ", columns.Select(static c => c.Name))}.");
        // Places of sequences that differ in length have no statistics of their own, and only a recurrent network takes these.
        string standardize = x.IsSequence ? """{ "kind": "standardize", "per": "column" }""" : """{ "kind": "standardize" }""";
        string scale = x.IsSequence ? "shared" : "per-element";
        string encoder = x.IsSequence ? """, "encoder": { "kind": "recurrent" }""" : "";
        string transforms = (x.Levels, x.HasMissing) switch
        {
            (2, _) => "",
            ( > 2, _) => """{ "kind": "binarize" }""",
            (_, true) => $"{standardize}, {{ \"kind\": \"fill-missing\" }}",
            _ => standardize,
        };
        string likelihood = x.Levels >= 2 ? """{ "kind": "bernoulli" }""" : $$"""{ "kind": "gaussian", "scale": "{{scale}}", "leastDeviation": 0.05 }""";
        // A table of a few columns needs fewer latent variables than it has columns.
        int latents = Math.Clamp(x.Shape.Count / 2, 1, 20);
        return ConfigurationLayer.FromJson($"recipe for {x}", string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "data": { "transforms": [{{transforms}}] },
              "model": { "kind": "vae", "latents": {{latents}}, "likelihood": {{likelihood}}{{encoder}} }
            }
            """));
    }
}
