using Latent.Models.Discrete;
using Latent.Models.Hierarchical;
using Latent.Models.Autoencoders;
using Latent.Models.Labelled;

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
    private const string Reconstruction = """{ "objective": { "kind": "reconstruction" } }""";
    // Labels teach q(y | x) only by a term of their own.
    private const string SemiSupervised = """{ "objective": { "kind": "elbo", "classificationWeight": 50 } }""";

    /// <summary>The kinds, simplest first.</summary>
    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        new("vae", typeof(VaeConfig), "p(x | z)·p(z), q(z | x)", "generation, embeddings, reconstruction of anything of a fixed size",
            "Kingma and Welling 2014; Rezende et al. 2014"),
        new("hierarchical-vae", typeof(HierarchicalVaeConfig), "p(x | z1)·p(z1 | z2)·p(z2), q(z1 | x)·q(z2 | z1), or q(z2 | x)·q(z1 | x, z2) as a ladder",
            "data with structure on several scales; higher bounds than one layer of the same size", "Burda et al. 2016; Sønderby et al. 2016"),
        new("two-stage-vae", typeof(TwoStageVaeConfig), "p(x | z)·p(z | u)·p(u), q(z | x)·q(u | z), the second VAE trained after the first",
            "samples where the codes of a VAE are not distributed as its prior", "Dai and Wipf 2019"),
        new("vq-vae", typeof(VqVaeConfig), "p(x | z)·Π p(zᵢ | z₁, ..., zᵢ₋₁), z the nearest codes of a book", "discrete codes, and a prior over them",
            "van den Oord et al. 2017") { Companions = """{ "objective": { "kind": "elbo", "penalties": [{ "kind": "quantization" }] } }""" },
        new("autoencoder", typeof(AutoencoderConfig), "p(x | z), z = f(x)", "codes, denoising, reconstruction; sparse codes; no generation by itself",
            "Hinton and Salakhutdinov 2006; Vincent et al. 2010; Makhzani and Frey 2014") { Companions = Reconstruction },
        new("stacked-autoencoder", typeof(StackedAutoencoderConfig), "p(x | z), z = f(x); p(y | z)",
            "deep codes learned layer by layer; features for a classifier on top", "Bengio et al. 2006; Vincent et al. 2010") { Companions = Reconstruction },
        new("conditional-vae", typeof(ConditionalVaeConfig), "p(x | y, z)·p(y)·p(z), q(z | x, y)", "examples of a class that is given; style apart from class",
            "Sohn et al. 2015; Kingma et al. 2014"),
        new("semi-supervised-vae", typeof(SemiSupervisedVaeConfig), "p(x | y, z)·p(y)·p(z), q(y | x)·q(z | x, y)",
            "classification where few examples have a label (M2)", "Kingma et al. 2014")
        {
            Companions = SemiSupervised,
        },
        new("m1-m2", typeof(StackedSemiSupervisedVaeConfig), "p(y)·p(z2)·p(z1 | y, z2)·p(x | z1), q(z1 | x)·q(y | z1)·q(z2 | y, z1)",
            "classification where very few examples have a label (M1+M2)", "Kingma et al. 2014")
        {
            Companions = SemiSupervised,
        },
    ];
}
