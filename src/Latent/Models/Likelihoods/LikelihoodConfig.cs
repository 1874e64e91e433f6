using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>A kind of likelihood p(x | z), as a configuration holds it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BernoulliLikelihood), "bernoulli")]
[JsonDerivedType(typeof(GaussianLikelihood), "gaussian")]
[JsonDerivedType(typeof(FullGaussianLikelihood), "full-gaussian")]
[JsonDerivedType(typeof(LaplaceLikelihood), "laplace")]
[JsonDerivedType(typeof(ContinuousBernoulliLikelihood), "continuous-bernoulli")]
[JsonDerivedType(typeof(DiscretizedLogisticLikelihood), "discretized-logistic")]
[JsonDerivedType(typeof(BetaBinomialLikelihood), "beta-binomial")]
[JsonDerivedType(typeof(CategoricalLikelihood), "categorical")]
[JsonDerivedType(typeof(PoissonLikelihood), "poisson")]
[JsonDerivedType(typeof(NegativeBinomialLikelihood), "negative-binomial")]
public abstract record LikelihoodConfig
{
    // A pixel that is the same in all training images would start at an infinite logit: the limits of Burda et al. 2016.
    private const double Edge = 1e-3;

    /// <summary>The likelihood of a column.</summary>
    /// <param name="scope">Where parameters of its own are made, those that no decoder computes.</param>
    /// <param name="column">What is observed.</param>
    /// <exception cref="ArgumentException">The column is not of a kind this is a likelihood of; the message says what is.</exception>
    public abstract Likelihood Build(ParameterScope scope, DataColumn column);

    /// <summary>The logit of a mean in [0, 1], kept from the ends.</summary>
    internal static double Logit(double mean)
    {
        double inside = Math.Clamp(mean, Edge, 1 - Edge);
        return Math.Log(inside / (1 - inside));
    }

    /// <summary>The logarithm of a mean of counts, kept from 0.</summary>
    internal static double LogOf(double mean) => Math.Log(Math.Max(mean, Edge));

    /// <summary>Refuses a column of class numbers, which are no quantities.</summary>
    internal static void RefuseClasses(string kind, DataColumn column)
    {
        if (column.Classes.Count > 0)
        {
            throw new ArgumentException(
                $"{kind}: the column {column} holds the numbers of classes, which are no quantities. Take 'categorical', or observe another column.");
        }
    }

    /// <summary>Refuses a column whose values are not of known levels.</summary>
    internal static void NeedLevels(string kind, DataColumn column)
    {
        RefuseClasses(kind, column);
        if (column.Levels < 2)
        {
            throw new ArgumentException(
                $"{kind}: the column {column} has no levels, and this is a probability of levels, such as the 256 of a byte. "
                + "Take 'gaussian' or 'laplace', or say how many levels the data has where it is read.");
        }
    }

    /// <summary>Refuses a column that does not hold counts.</summary>
    internal static void NeedCounts(string kind, DataColumn column)
    {
        RefuseClasses(kind, column);
        if (column.Levels > 0)
        {
            throw new ArgumentException(
                $"{kind}: the column {column} has levels in [0, 1], and this is a probability of counts 0, 1, 2, ... Take "
                + $"'{(column.Levels == 2 ? "bernoulli" : "discretized-logistic")}'.");
        }
    }
}
