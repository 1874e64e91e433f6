using Latent.Files;
using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>A kind of optimiser: what it is called, what it does, and how it is made.</summary>
/// <param name="Name">For command lines and files.</param>
/// <param name="Type">Its class.</param>
/// <param name="Update">What it does with a weight w, its gradient g and its state.</param>
/// <param name="PyTorch">What it is in PyTorch, and where the two differ.</param>
/// <param name="Reference">Where it comes from.</param>
/// <param name="Make">Makes it for parameters and a rate, all else by default.</param>
public sealed record OptimizerEntry(
    string Name, Type Type, string Update, string PyTorch, string Reference, Func<IReadOnlyList<Parameter>, Schedule, Optimizer> Make);

/// <summary>All kinds of optimisers, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class OptimizerCatalog
{
    /// <summary>The kinds, simplest first.</summary>
    public static IReadOnlyList<OptimizerEntry> All { get; } =
    [
        new("sgd", typeof(Sgd),
            "w ← w - rate·g; with momentum b ← μb + (1 - τ)g, w ← w - rate·b, or w - rate·(g + μb) with Nesterov's look ahead",
            "`SGD`", "Robbins and Monro 1951; Polyak 1964; Sutskever et al. 2013", static (p, rate) => new Sgd(p, rate)),
        new("rmsprop", typeof(RmsProp),
            "v ← αv + (1 - α)g²; w ← w - rate·g/(√v + ε); centred: max(0, v - ḡ²) under the root, ḡ ← αḡ + (1 - α)g",
            "`RMSprop`, which has no max(0, ·)", "Tieleman and Hinton 2012; Graves 2013", static (p, rate) => new RmsProp(p, rate)),
        new("adagrad", typeof(Adagrad), "a ← a + g²; w ← w - rate·g/(√a + ε)",
            "`Adagrad`", "Duchi et al. 2011", static (p, rate) => new Adagrad(p, rate)),
        new("adam", typeof(Adam),
            "m ← β₁m + (1 - β₁)g; v ← β₂v + (1 - β₂)g²; w ← w - rate·m̂/(√v̂ + ε), m̂ = m/(1 - β₁ᵗ), v̂ = v/(1 - β₂ᵗ)",
            "`Adam`, with `amsgrad`", "Kingma and Ba 2015; Reddi et al. 2018", static (p, rate) => new Adam(p, rate)),
        new("adamw", typeof(AdamW), "w ← (1 - rate·λ)w, then Adam's update",
            "`AdamW`", "Loshchilov and Hutter 2019", static (p, rate) => new AdamW(p, rate)),
        new("adamax", typeof(Adamax), "m ← β₁m + (1 - β₁)g; u ← max(β₂u, |g| + ε); w ← w - rate·m̂/u",
            "`Adamax`", "Kingma and Ba 2015", static (p, rate) => new Adamax(p, rate)),
    ];

    /// <summary>The kind of a name, whatever its case.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest and all.</exception>
    public static OptimizerEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (OptimizerEntry entry in All)
            if (string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)) return entry;
        string[] names = [.. All.Select(static entry => entry.Name)];
        throw new ArgumentException(
            $"OptimizerCatalog: there is no optimiser '{name}'; the nearest is '{NearestName.Of(name, names)}'. "
            + $"Known: {string.Join(", ", names)}.",
            nameof(name));
    }
}
