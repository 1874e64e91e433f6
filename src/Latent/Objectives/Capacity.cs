using Latent.Optimization;

namespace Latent.Objectives;

/// <summary>Capacity annealing: the KL term of the loss is γ·|KL - C|, with the KL averaged over the minibatch and C raised by a schedule.</summary>
/// <param name="Nats">C, in nats: <c>Schedule.Linear(0, 25, steps: 100_000)</c> in the paper.</param>
/// <param name="Weight">γ, which takes the place of β; 1000 in the paper.</param>
/// <remarks>C. P. Burgess et al., "Understanding disentangling in β-VAE", 2018.</remarks>
/// <exception cref="ArgumentOutOfRangeException">γ is negative or not finite.</exception>
public sealed record Capacity(Schedule Nats, double Weight)
{
    /// <summary>γ, which takes the place of β; 1000 in the paper.</summary>
    public double Weight { get; init => field = Valid(value); } = Valid(Weight);

    /// <summary>Sets all weights to ±γ, by the side of C that the KL is on.</summary>
    internal double Apply(RateWeights rates)
    {
        double capacity = Nats.At(rates.Trace.Pass.Step);
        double slope = Weight * Math.Sign(rates.All.Sum(static rate => rate.Mean) - capacity);
        foreach (SiteRate rate in rates.All)
            rate.Weight = slope;
        rates.Constant = -slope * capacity;
        return capacity;
    }

    private static double Valid(double weight) => weight >= 0 && double.IsFinite(weight)
        ? weight
        : throw new ArgumentOutOfRangeException(nameof(weight), weight, "Capacity: the weight γ is a finite number, 0 or more.");
}
