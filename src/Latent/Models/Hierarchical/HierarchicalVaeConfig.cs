using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Json;
using Latent.Tensors;

namespace Latent.Models.Hierarchical;

/// <summary>How the layers of latent variables are inferred.</summary>
[JsonConverter(typeof(KebabNames<InferencePath>))]
public enum InferencePath
{
    /// <summary>Each layer from the draw of the one below: q(z₁ | x)·q(z₂ | z₁)··· (Burda et al. 2016, section 2).</summary>
    BottomUp,

    /// <summary>
    /// Each layer from the data and the draw of the one above: a deterministic way up, then down, where what the data say and what the layers
    /// above expect are merged by their precisions (Sønderby et al. 2016, eq. 17-19).
    /// </summary>
    Ladder,
}

/// <summary>Settings of a <see cref="HierarchicalVae"/>.</summary>
/// <remarks>
/// <c>latents</c> and <c>encoder</c> are those of the first layer, z₁, next to the data; <c>layers</c> are the ones above it. The two layers of
/// Burda et al. 2016 are <c>"latents": 100, "encoder": { "kind": "mlp", "hidden": [200, 200], "activation": "tanh" }, "layers": [{ "latents": 50,
/// "hidden": [100, 100] }]</c>.
/// </remarks>
public sealed record HierarchicalVaeConfig : EncoderDecoderConfig
{
    /// <summary>The layers above the first, from the data's side.</summary>
    public IReadOnlyList<StochasticLayer> Layers { get; set; } = [new StochasticLayer()];

    /// <summary>How the layers are inferred.</summary>
    public InferencePath Inference { get; set; }

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) => new HierarchicalVae(this, Column(columns, Observed), scope);
}
