using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A choice among the column's levels or classes, with a logit for each by the decoder: log p(x | z) = log softmax(l)ₖ, k the level of x.</summary>
/// <remarks>
/// It knows nothing of the order of levels, and of 256 of them it computes 256 numbers a pixel. Head: <c>logits</c>, with an axis of levels.
/// A. van den Oord, N. Kalchbrenner, K. Kavukcuoglu, "Pixel recurrent neural networks", ICML 2016, section 2.2.
/// </remarks>
public sealed record CategoricalLikelihood : LikelihoodConfig
{
    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        bool classes = column.Classes.Count > 0;
        if (!classes) NeedLevels("categorical", column);
        int values = classes ? column.Classes.Count : column.Levels;
        if (values < 2) throw new ArgumentException($"categorical: the column {column} has one class; there is nothing to choose.");
        return new Likelihood(LikelihoodMeasure.Mass, [new Head("logits", values)], (_, heads) =>
        {
            var choice = Categorical.FromLogits(heads[0], column.Shape.Rank);
            // Classes are numbers 0, 1, ...; levels are numbers in [0, 1].
            return classes ? choice : UnitLevels.Of(choice);
        });
    }
}
