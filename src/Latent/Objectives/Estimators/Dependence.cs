using Latent.Models;
using Latent.Tensors;
using Latent.Tensors.Autodiff;

namespace Latent.Objectives.Estimators;

/// <summary>Which distributions depend on which draws, as the tape knows.</summary>
internal static class Dependence
{
    /// <summary>Whether a latent site's posterior was computed from the draws of other sites, through which gradients pass.</summary>
    public static bool OfPosteriorsOnDraws(Trace trace)
    {
        HashSet<Node> draws = [.. trace.LatentSites.Select(static site => site.Value?.Node).OfType<Node>()];
        if (draws.Count == 0) return false;
        HashSet<Node> seen = [];
        return trace.LatentSites.Any(site => site.Posterior is { } q && q.Parameters().Any(parameter => Reaches(parameter.Node, draws, seen)));
    }

    private static bool Reaches(Node? from, HashSet<Node> targets, HashSet<Node> seen)
    {
        if (from is null) return false;
        Stack<Node> open = new([from]);
        while (open.TryPop(out Node? node))
        {
            if (targets.Contains(node)) return true;
            if (!seen.Add(node)) continue;
            for (int i = 0; i < node.InputCount; i++)
            {
                if (node.Input(i).Node is { } input) open.Push(input);
            }
        }

        return false;
    }
}
