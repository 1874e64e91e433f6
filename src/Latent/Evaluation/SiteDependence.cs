using Latent.Data;
using Latent.Distributions;
using Latent.Graphs;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Whether a latent site stands by itself, so that its aggregated posterior is one and has one prior to be compared with.</summary>
internal static class SiteDependence
{
    /// <summary>For each latent site, why it has no aggregated posterior; null if it has one.</summary>
    public static IReadOnlyDictionary<string, string?> Read(LatentModel model, IDataset data, EvaluationContext context)
    {
        using Pass pass = context.Pass("noise");
        Batch batch = data.Get(0, Math.Min(2, data.Count), pass, context.DataKey);
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior());
        Dictionary<string, string?> reasons = new(StringComparer.Ordinal);
        ModelGraph? graph = null;
        string? unread = null;
        try
        {
            graph = ModelGraph.Read(model, EvaluationData.Read(data, 0, batch.Count, context), context.Key);
        }
        catch (CyclicGraphException error)
        {
            unread = error.Message;
        }

        foreach (Site site in trace.LatentSites)
            reasons.Add(site.Name, Reason(site, trace, graph, unread));
        return reasons;
    }

    private static string? Reason(Site site, Trace trace, ModelGraph? graph, string? unread)
    {
        if (site.Kind != SiteKind.Latent) return "it is observed for some examples";
        if (site.IsEnumerated) return "its values are enumerated, not drawn";
        if (site.Posterior is not { } posterior) return "it has no posterior of its own";
        if (posterior is Delta && !site.Prior.Support.IsDiscrete) return "its posterior is a point, which has no density";
        if (posterior.BatchShape != Shape.Create([trace.Count])) return $"its posterior has batch {posterior.BatchShape}, not one row per example";
        if (graph is null) return $"the model's graph cannot be read: {unread}";
        if (Latents(graph.Generative.Parents(site.Name)) is { } above) return $"its prior depends on {above}";
        if (graph.Generative.Parents(site.Name).Count > 0) return $"its prior depends on {string.Join(", ", graph.Generative.Parents(site.Name))}";
        if (graph.Inference is { } inference && inference.Contains(site.Name) && Latents(inference.Parents(site.Name)) is { } other)
            return $"its posterior depends on {other}";
        return null;

        string? Latents(IReadOnlyList<string> parents)
        {
            string[] latent = [.. parents.Where(parent => trace.LatentSites.Any(s => string.Equals(s.Name, parent, StringComparison.Ordinal)))];
            return latent.Length == 0 ? null : string.Join(", ", latent);
        }
    }
}
