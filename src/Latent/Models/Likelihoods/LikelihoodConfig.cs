using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>A kind of likelihood p(x | z), as a configuration holds it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BernoulliLikelihood), "bernoulli")]
[JsonDerivedType(typeof(GaussianLikelihood), "gaussian")]
public abstract record LikelihoodConfig
{
    /// <summary>The likelihood of a column.</summary>
    /// <param name="scope">Where parameters of its own are made, those that no decoder computes.</param>
    /// <param name="column">What is observed.</param>
    /// <exception cref="ArgumentException">The column is not of a kind this is a likelihood of; the message says what is.</exception>
    public abstract Likelihood Build(ParameterScope scope, DataColumn column);
}
