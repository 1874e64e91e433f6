using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Distributions;
using Latent.Models.Posteriors;
using Latent.Tensors;

namespace Latent.Models.Priors;

/// <summary>What a prior may be made of.</summary>
/// <param name="Site">The latent site it is the prior of, for messages.</param>
/// <param name="Posterior">q(z | x), over the same set.</param>
/// <param name="Observed">What an example is.</param>
/// <param name="Encode">q(z | x) of examples [rows, shape of one]: what a prior made of posteriors calls.</param>
public sealed record PriorContext(string Site, Posterior Posterior, DataColumn Observed, Func<Pass, Tensor, Distribution> Encode)
{
    /// <summary>Refuses a posterior whose values are no real vectors, for a prior over these.</summary>
    /// <param name="kind">The kind of prior.</param>
    /// <exception cref="ArgumentException">They are none.</exception>
    internal void NeedReal(string kind)
    {
        if (!Posterior.Support.IsSameAs(Support.RealVector))
        {
            throw new ArgumentException(
                $"{kind}: this prior is over real vectors, and the posterior of '{Site}' gives values in '{Posterior.Support}'. Take the prior 'standard' "
                + "or 'vamp', or a Gaussian posterior.");
        }
    }
}

/// <summary>A kind of prior p(z), as a configuration holds it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StandardPrior), "standard")]
[JsonDerivedType(typeof(MixturePrior), "mixture")]
[JsonDerivedType(typeof(PseudoInputPrior), "vamp")]
[JsonDerivedType(typeof(ExPostMixturePrior), "ex-post-mixture")]
public abstract record PriorConfig
{
    /// <summary>Makes the prior.</summary>
    /// <param name="scope">Where parameters of its own are made.</param>
    /// <param name="context">What it may be made of.</param>
    /// <exception cref="ArgumentException">A setting makes no sense, or it is no prior for such a posterior.</exception>
    public abstract Prior Build(ParameterScope scope, PriorContext context);
}
