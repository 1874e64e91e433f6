using Latent.Graphs.Drawing;

namespace Latent.Graphs;

public sealed partial class DirectedGraph
{
    /// <summary>The graph as a picture: a self-contained SVG document, the same to the byte on every machine.</summary>
    /// <remarks>
    /// Parents stand above children. Latent variables are white, observed ones shaded, deterministic nodes diamonds, given ones boxes;
    /// generative edges are solid, inference edges dashed. The title of the picture is the factorisation.
    /// </remarks>
    /// <param name="inference">The inference network q over nodes of this graph, drawn into the same picture.</param>
    /// <exception cref="ArgumentException">The inference network has a node that this graph has not.</exception>
    public string ToSvg(DirectedGraph? inference = null)
    {
        CheckInference(inference, "ToSvg");
        return SvgPicture.Draw(this, inference);
    }

    /// <summary>The graph as a Mermaid flowchart, for Markdown: the same conventions as <see cref="ToSvg"/>.</summary>
    /// <inheritdoc cref="ToSvg" path="/param|/exception"/>
    public string ToMermaid(DirectedGraph? inference = null)
    {
        CheckInference(inference, "ToMermaid");
        return MermaidText.Write(this, inference);
    }

    private void CheckInference(DirectedGraph? inference, string asked)
    {
        if (inference is null) return;
        foreach (GraphNode node in inference._nodes) Index(node.Name, asked);
    }
}
