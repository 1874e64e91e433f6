using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Priors;

/// <summary>p(z), with parameters of its own if it has any.</summary>
public abstract class Prior
{
    /// <summary>p(z) for the rows of a trace.</summary>
    /// <param name="t">The trace; the prior may look at its pass and rows, and at nothing observed.</param>
    public abstract Distribution Of(Trace t);

    /// <summary>Lets a new prior look at the data; most do nothing. See <see cref="LatentModel.InitializeFrom"/>.</summary>
    /// <param name="train">The training set, as the model will see it.</param>
    /// <param name="key">The randomness of this.</param>
    public virtual void InitializeFrom(IDataset train, RandomKey key)
    {
    }

    /// <summary>The stages a model with this prior is trained in: one, unless the prior is made of what the model has learned.</summary>
    /// <param name="model">The whole model.</param>
    public virtual IReadOnlyList<TrainingStage> Stages(LatentModel model) => [new TrainingStage("", model)];
}
