using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A normal distribution of a few elements together, mean and covariance by the decoder: p(x | z) = N(μ(z), L(z)·L(z)ᵀ).</summary>
/// <remarks>
/// L is lower triangular; its diagonal is floored as the scale of <see cref="GaussianLikelihood"/> is. Heads: <c>mean</c>, <c>log_scale</c>, and
/// <c>factor</c> with a row of L an element, of which what stands below the diagonal counts; n elements need n² of these, so that the column is a vector
/// of at most <see cref="Most"/>. D. P. Kingma, M. Welling, "An introduction to variational autoencoders", 2019, section 2.5.1.
/// </remarks>
public sealed record FullGaussianLikelihood : LikelihoodConfig
{
    /// <summary>The most elements an example may have.</summary>
    public const int Most = 64;

    /// <summary>What the elements of L's diagonal start from.</summary>
    public double Deviation { get; set; } = 1;

    /// <summary>The least of them; a learned covariance has no maximum of the likelihood where data repeat exactly.</summary>
    public double LeastDeviation { get; set; } = 1e-3;

    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        RefuseClasses("full-gaussian", column);
        if (column.Shape.Rank != 1 || column.Shape[0] > Most)
        {
            throw new ArgumentException(
                $"full-gaussian: the column {column} is no vector of at most {Most} elements, and a covariance has the square of their number. "
                + "Take 'gaussian'.");
        }

        LocationAndScale normal = new("full-gaussian", scope, LikelihoodScale.PerElement, "deviation", Deviation, LeastDeviation, MeanRange.Real);
        int size = column.Shape[0];
        IReadOnlyList<Head> heads = size == 1 ? normal.Heads : [.. normal.Heads, new Head("factor", size)];
        return new Likelihood(LikelihoodMeasure.Density, heads, (pass, values) =>
        {
            (Tensor mean, Tensor logScale) = normal.Of(pass, values);
            Tensor factor = logScale.Exp().DiagonalMatrix();
            return MultivariateNormal.FromScaleTril(mean, size == 1 ? factor : factor + values[2].Tril(-1));
        })
        {
            HeadOfMean = normal.HeadOfMean,
        };
    }
}
