namespace Latent.Samples.Theory;

/// <summary>The pages of docs/theory that have worked numbers, and the code that computes them.</summary>
public static class Pages
{
    /// <summary>All pages, in reading order.</summary>
    public static IReadOnlyList<(string Page, Func<Numbers> Run)> All { get; } =
    [
        ("probability", ProbabilitySample.Run),
        ("kl", KlSample.Run),
        ("jensen", JensenSample.Run),
        ("elbo", ElboSample.Run),
        ("reparameterisation", ReparameterisationSample.Run),
        ("diagonal", DiagonalSample.Run),
        ("terms", TermsSample.Run),
        ("descent", DescentSample.Run),
    ];
}
