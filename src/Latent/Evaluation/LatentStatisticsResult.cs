namespace Latent.Evaluation;

/// <summary>How the latent variables are described.</summary>
public sealed record LatentStatisticsOptions
{
    /// <summary>How many examples, chosen at random by the key; 0 for all. The aggregated posterior takes the square of it in time.</summary>
    public int Examples { get; set; } = 2000;

    /// <summary>An element of a code is active if the mean of q varies more than this over the data (Burda et al. 2016, section 5.2).</summary>
    public double ActiveVariance { get; set; } = 0.01;
}

/// <summary>One element of a code.</summary>
/// <param name="Element">Its number in the event, row-major.</param>
/// <param name="Kl">KL(q ‖ p) of the element in nats per example; null where q or p does not factorise.</param>
/// <param name="MeanVariance">Var_x E_q[z]: how far the data moves it.</param>
/// <param name="PosteriorVariance">E_x Var_q[z]; null where the family does not tell.</param>
/// <param name="AggregateMean">E_x E_q[z]: the mean of the aggregated posterior.</param>
/// <param name="AggregateVariance">The variance of the aggregated posterior, the sum of the two; null as the second.</param>
/// <param name="IsActive">Whether Var_x E_q[z] is above the threshold.</param>
public sealed record ElementStatistics(
    int Element, Estimate? Kl, double MeanVariance, double? PosteriorVariance, double AggregateMean, double? AggregateVariance, bool IsActive);

/// <summary>What is known of a number that cannot be computed, only enclosed.</summary>
/// <param name="Lower">An estimate whose expectation is not above the number.</param>
/// <param name="Upper">An estimate whose expectation is not below it.</param>
public sealed record Enclosure(Estimate Lower, Estimate Upper);

/// <summary>
/// The aggregated posterior q(z) = E_x q(z | x), estimated by the mean over N posteriors of the data, with and without that of the example a
/// draw came from.
/// </summary>
/// <remarks>
/// <para>
/// E KL(q(z | x) ‖ p(z)) = I(x; z) + KL(q(z) ‖ p(z)) (M. D. Hoffman, M. J. Johnson, "ELBO surgery", NIPS workshop, 2016). With its own
/// posterior among the N, log q(z) is too large at a draw in expectation: I is bounded from below (and never exceeds log N) and the marginal
/// KL from above. Without it, log q(z) is too small, and the bounds change sides (B. Poole et al., "On variational bounds of mutual
/// information", ICML 2019, eqs. 12 and 13). For the N examples as the whole population the first is no bound but the value, but for the
/// randomness of the draws. As neither part is negative, KL is taken for the upper bound on I, and 0 for the lower on the marginal KL, where
/// the estimates go beyond; that is so where codes have many elements that few examples cannot fill.
/// </para>
/// <para>Standard errors are over examples, taking log q(z) at the draws for independent numbers, which for few examples they are not.</para>
/// </remarks>
/// <param name="Examples">N.</param>
/// <param name="MutualInformation">I(x; z) under q, in nats.</param>
/// <param name="MarginalKl">KL(q(z) ‖ p(z)), in nats.</param>
public sealed record AggregateStatistics(int Examples, Enclosure MutualInformation, Enclosure MarginalKl)
{
    /// <summary>log N: the most that the lower bound on I can be, in nats.</summary>
    public double Ceiling => Math.Log(Examples);
}

/// <summary>What a latent site carries.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Examples">How many examples.</param>
/// <param name="Kl">KL(q ‖ p), whole, in nats per example.</param>
/// <param name="Elements">Its elements; empty where the mean of q is not known.</param>
/// <param name="ActiveUnits">How many elements are active; null where the mean of q is not known.</param>
/// <param name="Aggregate">The aggregated posterior; null where it is not defined.</param>
/// <param name="NotDefined">Why something above is missing; empty if nothing is.</param>
public sealed record SiteStatistics(
    string Site, int Examples, Estimate Kl, IReadOnlyList<ElementStatistics> Elements, int? ActiveUnits, AggregateStatistics? Aggregate,
    IReadOnlyList<string> NotDefined);

/// <summary>What the latent variables carry.</summary>
/// <param name="Data">What the data is called.</param>
/// <param name="Sites">The latent sites, in the model's order.</param>
public sealed record LatentStatisticsResult(string Data, IReadOnlyList<SiteStatistics> Sites);
