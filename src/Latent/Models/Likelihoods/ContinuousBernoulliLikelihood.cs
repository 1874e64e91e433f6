using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A density on [0, 1] per element, its parameter l by the decoder: log p(x | z) = x·l - log((eˡ - 1)/l).</summary>
/// <remarks>
/// What the Bernoulli's formula lacks to be a density of grey values. Its mean is not the logistic function of l. Head: <c>logits</c>.
/// G. Loaiza-Ganem, J. P. Cunningham, "The continuous Bernoulli: fixing a pervasive error in variational autoencoders", NeurIPS 2019.
/// </remarks>
public sealed record ContinuousBernoulliLikelihood : LikelihoodConfig
{
    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        RefuseClasses("continuous-bernoulli", column);
        if (column.Levels == 2)
        {
            throw new ArgumentException(
                $"continuous-bernoulli: the column {column} is 0 or 1, where this density has its edges; of such data it is no probability. Take 'bernoulli'.");
        }

        return new Likelihood(
            LikelihoodMeasure.Density, [new Head("logits")], (_, heads) => ContinuousBernoulli.FromLogits(heads[0], column.Shape.Rank))
        {
            HeadOfMean = LogitOfMean,
        };
    }

    // The l whose mean 1/(1 - e⁻ˡ) - 1/l is given, by halving; means near an end as near as is useful.
    private static double LogitOfMean(double mean)
    {
        double low = -100, high = 100;
        for (int i = 0; i < 60; i++)
        {
            double l = (low + high) / 2;
            double at = Math.Abs(l) < 1e-3 ? 0.5 + (l / 12) : (-1 / double.ExpM1(-l)) - (1 / l);
            if (at < mean) low = l;
            else high = l;
        }

        return (low + high) / 2;
    }
}
