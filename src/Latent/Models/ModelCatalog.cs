namespace Latent.Models;

/// <summary>A kind of model.</summary>
/// <param name="Kind">What configurations and the command line call it.</param>
/// <param name="Type">Its record, whose properties are its settings.</param>
/// <param name="Factorisation">The joint density, and how it is inferred.</param>
/// <param name="For">What it is for.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record ModelEntry(string Kind, Type Type, string Factorisation, string For, string Reference)
{
    /// <summary>Settings beside the model's own that go with it where nobody says otherwise, as JSON: the objective of a model without a bound, say.</summary>
    public string Companions { get; init; } = "{}";
}

/// <summary>All kinds of models, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class ModelCatalog
{
    /// <summary>The kinds, simplest first.</summary>
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        new("vae", typeof(VaeConfig), "p(x | z)·p(z), q(z | x)", "generation, embeddings, reconstruction of anything of a fixed size",
            "Kingma and Welling 2014; Rezende et al. 2014"),
        new("vq-vae", typeof(Discrete.VqVaeConfig), "p(x | z)·Π p(zᵢ | z₁, ..., zᵢ₋₁), z the nearest codes of a book", "discrete codes, and a prior over them",
            "van den Oord et al. 2017")
        {
            Companions = """{ "objective": { "kind": "elbo", "penalties": [{ "kind": "quantization" }] } }""",
        },
    ];
}
