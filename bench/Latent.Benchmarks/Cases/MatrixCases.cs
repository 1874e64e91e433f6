using System.Text.Json.Nodes;

namespace Latent.Benchmarks.Cases;

/// <summary>Matrix products: a large square one, and the three orientations of a linear layer's training step.</summary>
internal static class MatrixCases
{
    public static IEnumerable<Case> All => [];
}
