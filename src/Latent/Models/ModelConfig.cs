using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Models.Autoencoders;
using Latent.Models.Discrete;
using Latent.Models.Hierarchical;
using Latent.Models.Labelled;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>A kind of model and its settings: what a configuration and a model file hold, and what makes the model again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VaeConfig), "vae")]
[JsonDerivedType(typeof(HierarchicalVaeConfig), "hierarchical-vae")]
[JsonDerivedType(typeof(TwoStageVaeConfig), "two-stage-vae")]
[JsonDerivedType(typeof(VqVaeConfig), "vq-vae")]
[JsonDerivedType(typeof(AutoencoderConfig), "autoencoder")]
[JsonDerivedType(typeof(StackedAutoencoderConfig), "stacked-autoencoder")]
[JsonDerivedType(typeof(ConditionalVaeConfig), "conditional-vae")]
[JsonDerivedType(typeof(SemiSupervisedVaeConfig), "semi-supervised-vae")]
[JsonDerivedType(typeof(StackedSemiSupervisedVaeConfig), "m1-m2")]
public abstract record ModelConfig
{
    /// <summary>Makes the model.</summary>
    /// <param name="columns">What an example of the data consists of, as the model will see it.</param>
    /// <param name="scope">Gives its parameters their first values, or those of a file.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or the model is not for such data.</exception>
    public abstract LatentModel Build(IReadOnlyList<DataColumn> columns, ParameterScope scope);

    /// <summary>The column of a name, for a model that needs it.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    protected static DataColumn Column(IReadOnlyList<DataColumn> columns, string name)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal)) ?? throw new ArgumentException(
            $"The model observes '{name}', and the data has no such column; it has: {string.Join(", ", columns.Select(static c => c.Name))}.");
    }
}
