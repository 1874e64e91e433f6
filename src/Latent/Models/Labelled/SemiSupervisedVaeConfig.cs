using Latent.Data;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>Settings of a <see cref="SemiSupervisedVae"/>.</summary>
public sealed record SemiSupervisedVaeConfig : EncoderDecoderConfig
{
    /// <summary>The column of the class y, known of some examples.</summary>
    public string Label { get; set; } = "y";

    /// <summary>p(y).</summary>
    public ClassPrior Classes { get; set; } = ClassPrior.Uniform;

    /// <summary>The network of q(y | x); null for one like the encoder.</summary>
    public NetworkConfig? Classifier { get; set; }

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) =>
        new SemiSupervisedVae(this, Column(columns, Observed), Column(columns, Label), scope);
}
