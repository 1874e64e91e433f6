using System.Globalization;
using System.Text;

namespace Latent.Graphs.Drawing;

/// <summary>A graph as the text of a Mermaid flowchart, which Markdown viewers draw.</summary>
internal static class MermaidText
{
    public static string Write(DirectedGraph graph, DirectedGraph? inference)
    {
        StringBuilder text = new("flowchart TD\n");
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            string label = $"\"{Escape(graph.Nodes[i].Name)}\"";
            string shape = graph.Nodes[i].Kind switch
            {
                NodeKind.Observed => $"(({label})):::observed",
                NodeKind.Deterministic => $"{{{label}}}",
                NodeKind.Given => $"[{label}]:::given",
                _ => $"(({label}))",
            };
            text.Append(CultureInfo.InvariantCulture, $"    n{i}{shape}\n");
        }

        foreach (GraphEdge edge in graph.Edges) Append(edge, "-->");
        if (inference is not null)
        {
            foreach (GraphEdge edge in inference.Edges) Append(edge, "-.->");
        }

        AppendStyle(NodeKind.Observed, "observed fill:#d3dae3,color:#1f2933");
        AppendStyle(NodeKind.Given, "given fill:#eef1f5,color:#1f2933");
        return text.ToString();

        void Append(GraphEdge edge, string arrow)
        {
            int parent = graph.Index(edge.Parent, "ToMermaid"), child = graph.Index(edge.Child, "ToMermaid");
            text.Append(CultureInfo.InvariantCulture, $"    n{parent} {arrow} n{child}\n");
        }

        void AppendStyle(NodeKind kind, string style)
        {
            if (graph.Nodes.Any(node => node.Kind == kind)) text.Append("    classDef ").Append(style).Append('\n');
        }
    }

    /// <summary>Mermaid's own entities for all that could end a label, start Markdown or be read as HTML.</summary>
    private static string Escape(string text)
    {
        StringBuilder result = new();
        foreach (char c in text)
        {
            if ("\"#&<>`\\*;%".Contains(c, StringComparison.Ordinal)) result.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            else result.Append(c);
        }

        return result.ToString();
    }
}
