using Latent.Data;
using Latent.Distributions;
using Latent.Graphs;
using Latent.Tensors;
using Latent.Tensors.Autodiff;

namespace Latent.Models;

/// <summary>The directed graphs of a traced model: the generative one, p, and that of its inference network, q.</summary>
/// <remarks>
/// Read off the tape: the model runs once, and a site depends on another if the other's value reached the parameters of its distribution
/// through recorded operations. What is detached, or turned into plain numbers on the way, leaves no trace and gives no edge; how a
/// distribution over vectors depends on the same vector's earlier elements (an autoregressive likelihood) is no edge either.
/// </remarks>
/// <example>
/// <code>
/// ModelGraph graph = ModelGraph.Read(model, batch);
/// Console.WriteLine(graph);                            // p(x, z) = p(x | z) p(z)
///                                                      // q(z | x)
/// File.WriteAllText("model.svg", graph.ToSvg());
/// </code>
/// </example>
public sealed class ModelGraph
{
    private ModelGraph(DirectedGraph generative, DirectedGraph? inference)
    {
        Generative = generative;
        Inference = inference;
    }

    /// <summary>
    /// p: a node for every site, latent or observed (a partly observed site counts as latent), and one for everything else of the batch
    /// that
    /// a distribution depends on, which is <see cref="NodeKind.Given"/>.
    /// </summary>
    public DirectedGraph Generative { get; }

    /// <summary>
    /// q: the latent sites and what their posteriors depend on, the latter given; a latent site without a posterior has its prior. Null
    /// if no
    /// site has a posterior.
    /// </summary>
    public DirectedGraph? Inference { get; }

    /// <summary>Runs a model once and reads its graphs.</summary>
    /// <param name="model">The model; nothing of it is changed.</param>
    /// <param name="batch">What it needs to run with a posterior; a few examples are enough.</param>
    /// <param name="key">The randomness of the values drawn, on which the graph of a model without branches does not depend.</param>
    /// <exception cref="CyclicGraphException">
    /// The densities make a circle, as when the prior of z reads the whole of x from the batch and x depends on z.
    /// </exception>
    public static ModelGraph Read(LatentModel model, Batch batch, RandomKey key = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        using Pass pass = Pass.Training(key);
        Dictionary<Node, string> leaves = [];
        Batch tracked = batch;
        foreach (string name in batch.Names.Order(StringComparer.Ordinal))
        {
            Tensor value = pass.Track(batch[name]);
            leaves.Add(value.Node!, name);
            // A mask is of the caller's pass; a copy is of none.
            tracked = tracked.With(name, value, batch.Mask(name)?.Clone());
        }

        Trace trace = model.Trace(pass, tracked, new TraceMode.ReadMode());
        foreach (Site site in trace.LatentSites) leaves.Add(site.Value!.Node!, site.Name);
        // What a model makes of a batch before it runs, a class as a vector, is a leaf at its site.
        foreach (Site site in trace.ObservedSites)
        {
            if (site.Value?.Node is { } node) _ = leaves.TryAdd(node, site.Name);
        }

        List<GraphNode> nodes = [.. trace.Sites.Select(static site => new GraphNode(site.Name, Kind(site)))];
        List<GraphEdge> p = [], q = [];
        foreach (Site site in trace.Sites)
        {
            p.AddRange(Parents(site.Prior, site.Name));
            if (site.Kind != SiteKind.Observed) q.AddRange(Parents(site.Posterior ?? site.Prior, site.Name));
        }

        foreach (string given in p.Concat(q).Select(static edge => edge.Parent))
        {
            if (!nodes.Exists(node => string.Equals(node.Name, given, StringComparison.Ordinal)))
                nodes.Add(new GraphNode(given, NodeKind.Given));
        }

        DirectedGraph generative = new(nodes, p);
        DirectedGraph? inference = null;
        if (trace.LatentSites.Any(static site => site.Posterior is not null))
        {
            HashSet<string> conditions = new(q.Select(static edge => edge.Parent), StringComparer.Ordinal);
            // In the order in which p is written, so that both lines read alike: p(x, y, z), q(z | x, y).
            inference = new DirectedGraph(
                generative.ChildrenFirst().Select(i => nodes[i])
                    .Where(node => node.Kind == NodeKind.Latent || conditions.Contains(node.Name))
                    .Select(static node => node.Kind == NodeKind.Latent ? node : node with { Kind = NodeKind.Given }),
                q);
        }

        return new ModelGraph(generative, inference);

        IEnumerable<GraphEdge> Parents(Distribution distribution, string child) => distribution.Parameters()
            .SelectMany(parameter => Leaves(parameter, leaves)).Where(parent => !string.Equals(parent, child, StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Select(parent => new GraphEdge(parent, child));
    }

    /// <summary>The factorisation of p and, below it, that of q, as text.</summary>
    public override string ToString() =>
        Inference is null ? Generative.Factorise().Text : $"{Generative.Factorise().Text}\n{Inference.Factorise("q").Text}";

    /// <summary>Both graphs in one picture, generative edges solid and inference edges dashed: <see cref="DirectedGraph.ToSvg"/>.</summary>
    public string ToSvg() => Generative.ToSvg(Inference);

    /// <summary>Both graphs as a Mermaid flowchart: <see cref="DirectedGraph.ToMermaid"/>.</summary>
    public string ToMermaid() => Generative.ToMermaid(Inference);

    private static NodeKind Kind(Site site) => site.Kind == SiteKind.Observed ? NodeKind.Observed : NodeKind.Latent;

    /// <summary>The names of the leaves from which a tensor was computed.</summary>
    private static List<string> Leaves(Tensor tensor, Dictionary<Node, string> leaves)
    {
        List<string> found = [];
        HashSet<Node> seen = [];
        Stack<Node> open = new();
        Push(tensor.Node);
        while (open.TryPop(out Node? node))
        {
            if (leaves.TryGetValue(node, out string? name)) found.Add(name);
            for (int i = 0; i < node.InputCount; i++) Push(node.Input(i).Node);
        }

        return found;

        void Push(Node? node)
        {
            if (node is not null && seen.Add(node)) open.Push(node);
        }
    }
}
