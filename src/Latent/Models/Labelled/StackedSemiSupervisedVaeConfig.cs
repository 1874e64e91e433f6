using Latent.Data;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>Settings of a <see cref="StackedSemiSupervisedVae"/>.</summary>
/// <remarks>
/// <c>latents</c>, <c>encoder</c> and the likelihood are those of the first model, M1, of x; what is said of the codes is that of the second.
/// </remarks>
public sealed record StackedSemiSupervisedVaeConfig : EncoderDecoderConfig
{
    /// <summary>The column of the class y, known of some examples.</summary>
    public string Label { get; set; } = "y";

    /// <summary>p(y).</summary>
    public ClassPrior Classes { get; set; } = ClassPrior.Uniform;

    /// <summary>Latent variables of the second model, z2.</summary>
    public int UpperLatents { get; set; } = 50;

    /// <summary>The networks of the second model: q(y | z1), q(z2 | y, z1), and its mirror image p(z1 | y, z2).</summary>
    public NetworkConfig Upper { get; set; } = new MlpConfig { Hidden = [500], Activation = Activation.Softplus };

    /// <summary>Passes over the data for the first model; null for <c>training.epochs</c>.</summary>
    public int? FirstEpochs { get; set; }

    /// <inheritdoc/>
    public override LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope) =>
        new StackedSemiSupervisedVae(this, Column(columns, Observed), Column(columns, Label), scope);
}
