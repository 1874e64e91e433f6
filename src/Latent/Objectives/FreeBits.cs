using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>
/// Nats a latent variable may hold at no cost: its part of the loss is max(λ, KL), with the KL averaged over the minibatch, so that none is
/// pushed to the prior early in a training.
/// </summary>
/// <remarks>
/// Where the average is below λ, the part has no gradient. D. P. Kingma et al., "Improving variational inference with inverse autoregressive
/// flow", NeurIPS 2016, appendix C.8.
/// </remarks>
public sealed class FreeBits
{
    private readonly Func<string, string>? _group;

    private FreeBits(double nats, Func<string, string>? group)
    {
        if (!(nats >= 0 && double.IsFinite(nats)))
            throw new ArgumentOutOfRangeException(nameof(nats), nats, "Free bits: λ is a number of nats, 0 or more.");
        Nats = nats;
        _group = group;
    }

    /// <summary>λ of each group, in nats.</summary>
    public double Nats { get; }

    /// <summary>λ for every latent site.</summary>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public static FreeBits PerSite(double nats) => new(nats, static site => site);

    /// <summary>λ for every group of sites, such as the steps of a sequence or the layers of a hierarchy.</summary>
    /// <param name="nats">λ of each group.</param>
    /// <param name="group">The name of a site's group.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public static FreeBits PerGroup(double nats, Func<string, string> group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return new FreeBits(nats, group);
    }

    /// <summary>λ for every independent factor of every site: for a diagonal normal, every dimension.</summary>
    /// <remarks>Refused by <see cref="NotSupportedException"/> at a site whose q or p does not factorise.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public static FreeBits PerDimension(double nats) => new(nats, null);

    /// <inheritdoc/>
    public override string ToString() => $"{Nats.ToString(System.Globalization.CultureInfo.InvariantCulture)} nats per "
        + (_group is null ? "dimension" : "group");

    /// <summary>Sets the weights of the rates to β where a group holds more than λ, else to 0, where its part is the constant βλ.</summary>
    internal void Apply(RateWeights rates, double beta)
    {
        if (_group is null)
        {
            foreach (SiteRate rate in rates.All)
                PerDimension(rates, rate, beta);
            return;
        }

        foreach (IGrouping<string, SiteRate> group in rates.All.GroupBy(rate => _group(rate.Site.Name), StringComparer.Ordinal))
        {
            bool active = group.Sum(static rate => rate.Mean) > Nats;
            foreach (SiteRate rate in group)
                rate.Weight = active ? beta : 0;
            if (active) rates.Active++;
            else rates.Constant += beta * Nats;
        }
    }

    private void PerDimension(RateWeights rates, SiteRate rate, double beta)
    {
        double[] weights = rates.MeansOfFactors(rate, out Shape factors);
        for (int i = 0; i < weights.Length; i++)
        {
            bool active = weights[i] > Nats;
            weights[i] = active ? beta : 0;
            if (active) rates.Active++;
            else rates.Constant += beta * Nats;
        }

        rate.FactorWeights = Tensor.From(weights, factors).To(rates.Trace.DType);
    }
}
