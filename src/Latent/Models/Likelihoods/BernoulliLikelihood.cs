using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A Bernoulli per element, its logit l by the decoder: log p(x | z) = x·l - log(1 + eˡ).</summary>
/// <remarks>
/// For binary data. Grey values in [0, 1] are taken as the expectation over binary images of those means, which is what many publications
/// train on, and is neither a probability nor a density. Head: <c>logits</c>. D. P. Kingma, M. Welling, "Auto-encoding variational Bayes",
/// ICLR 2014, appendix C.1.
/// </remarks>
public sealed record BernoulliLikelihood : LikelihoodConfig
{
    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        RefuseClasses("bernoulli", column);
        if (column.Levels == 0)
        {
            throw new ArgumentException(
                $"bernoulli: the column {column} has no levels, so that its values need not lie in [0, 1]. Take 'gaussian', or binarise the column.");
        }

        LikelihoodMeasure measure = column.Levels == 2 ? LikelihoodMeasure.Mass : LikelihoodMeasure.Score;
        return new Likelihood(measure, [new Head("logits")], (_, heads) => Bernoulli.FromLogits(heads[0], column.Shape.Rank)) { HeadOfMean = Logit };
    }
}
