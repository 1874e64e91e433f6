namespace Latent.Evaluation.Disentanglement;

/// <summary>How disentanglement is measured; settings of single metrics are those of <see cref="DisentanglementCatalog"/>.</summary>
public sealed record DisentanglementOptions
{
    /// <summary>How many examples at most, chosen at random by the key; 0 for all. Published studies take 10,000.</summary>
    public int Examples { get; set; } = 5000;

    /// <summary>How many values a factor of real numbers is cut into, each of equally many examples.</summary>
    public int FactorBins { get; set; } = 10;

    /// <summary>How often examples are drawn anew to find standard errors; 0 for none.</summary>
    public int Resamples { get; set; } = 20;

    /// <summary>How many posteriors make the aggregated posterior whose total correlation is found; its time is the square of it. 0 leaves it out.</summary>
    public int Posteriors { get; set; } = 1000;
}
