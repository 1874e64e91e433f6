namespace Latent.Objectives.Estimators;

/// <summary>A kind of gradient estimator: what it is called, how it is chosen, and what it computes.</summary>
/// <param name="Name">As <see cref="PathEstimator.Name"/> or <see cref="Baseline.Name"/> say.</param>
/// <param name="Option">How it is chosen.</param>
/// <param name="Sites">Which draws it is for.</param>
/// <param name="Gradient">The estimate of the gradient by q's parameters φ, or what a baseline is.</param>
/// <param name="Reference">Where it comes from.</param>
public sealed record EstimatorEntry(string Name, string Option, string Sites, string Gradient, string Reference);

/// <summary>All gradient estimators, a line each: for the documentation and the tests.</summary>
public static class EstimatorCatalog
{
    private const string Pathwise = "differentiable in q's parameters", Blocked = "not differentiable";

    /// <summary>The kinds; those of one sort of draws together.</summary>
    public static IReadOnlyList<EstimatorEntry> All { get; } =
    [
        new("reparameterized", "Path = PathEstimator.Reparameterized", Pathwise,
            "Σ v·d log w/dφ, through z and through log q; v = ∂bound/∂log w", "Kingma and Welling 2014; Rezende et al. 2014"),
        new("sticking-the-landing", "Path = PathEstimator.StickingTheLanding", Pathwise + "; the ELBO, with KL terms by samples",
            "through z alone: no variance at q = p(z | x)", "Roeder et al. 2017"),
        new("doubly-reparameterized", "Path = PathEstimator.DoublyReparameterized", Pathwise,
            "Σ v·((1 - a) + a·v)·∂log w/∂z·∂z/∂φ: v² for the importance-weighted bound (a = 1), v for the ELBO (a = 0)", "Tucker et al. 2019"),
        new("none", "Score = new ScoreFunction()", Blocked, "(f - b)·∇log q, f what comes after the draw; b = 0", "Williams 1992"),
        new("running-mean", "Score = new ScoreFunction(new RunningMean())", Blocked, "b: the running mean of f over steps", "Mnih and Gregor 2014"),
        new("input", "Score = new ScoreFunction(new InputBaseline(...))", Blocked,
            "b: a network of x, learned on the way (NVIL)", "Mnih and Gregor 2014"),
        new("leave-one-out", "Score = new ScoreFunction(Baseline.LeaveOneOut)", Blocked + "; 2 samples or more",
            "b: the mean of f over the other samples (RLOO); for a bound of several samples, the bound with this one replaced by the others' "
            + "geometric mean (VIMCO)",
            "Kool et al. 2019; Mnih and Rezende 2016"),
    ];
}
