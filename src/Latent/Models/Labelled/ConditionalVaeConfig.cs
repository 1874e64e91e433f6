using Latent.Data;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>Settings of a <see cref="ConditionalVae"/>.</summary>
public sealed record ConditionalVaeConfig : EncoderDecoderConfig
{
    /// <summary>The column of the class y.</summary>
    public string Label { get; set; } = "y";

    /// <summary>p(y).</summary>
    public ClassPrior Classes { get; set; }

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) =>
        new ConditionalVae(this, Column(columns, Observed), Column(columns, Label), scope);
}
