namespace Latent.Objectives.Estimators;

/// <summary>
/// How the gradient by q's parameters is estimated where it passes through samples, z = g(ε, φ). All have the same mean; they differ in
/// variance.
/// </summary>
/// <remarks>
/// The gradient of log w = log p(x, z) - log q(z | x; φ) has two parts: through z, and through the parameters of log q at a fixed z, the score.
/// </remarks>
public abstract class PathEstimator
{
    private protected PathEstimator()
    {
    }

    /// <summary>Both parts, as differentiation gives them (Kingma and Welling 2014, section 2.4).</summary>
    public static PathEstimator Reparameterized { get; } = new ReparameterizedEstimator();

    /// <summary>
    /// Through z alone: the mean of the score is zero. At q(z | x) = p(z | x) the variance is zero (Roeder, Wu and Duvenaud 2017). For bounds
    /// of more than one sample dropping the score would bias the gradient: there it is <see cref="DoublyReparameterized"/>.
    /// </summary>
    public static PathEstimator StickingTheLanding { get; } = new StickingTheLandingEstimator();

    /// <summary>
    /// Through z alone for bounds of several samples: the score is replaced by a second path, so that sample k weighs w̃ₖ² instead of w̃ₖ,
    /// where w̃ are the normalised weights. Its signal-to-noise ratio does not fall with the number of samples (Tucker et al. 2019).
    /// </summary>
    public static PathEstimator DoublyReparameterized { get; } = new DoublyReparameterizedEstimator();

    /// <summary>The name in catalogs and reports.</summary>
    public abstract string Name { get; }

    /// <summary>Whether q's parameters are constants in log q.</summary>
    internal abstract bool DropsScore { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private sealed class ReparameterizedEstimator : PathEstimator
    {
        public override string Name => "reparameterized";

        internal override bool DropsScore => false;
    }

    private sealed class StickingTheLandingEstimator : PathEstimator
    {
        public override string Name => "sticking-the-landing";

        internal override bool DropsScore => true;
    }

    private sealed class DoublyReparameterizedEstimator : PathEstimator
    {
        public override string Name => "doubly-reparameterized";

        internal override bool DropsScore => true;
    }
}
