using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>Whose the standard deviation of a Gaussian likelihood is.</summary>
public enum GaussianScale
{
    /// <summary>A number that is given.</summary>
    Fixed,

    /// <summary>One number for all elements, learned: its best value is the root mean squared error.</summary>
    Shared,

    /// <summary>The decoder's, for every element of every example.</summary>
    PerElement,
}

/// <summary>What a decoder's means pass through.</summary>
public enum MeanRange
{
    /// <summary>Any number.</summary>
    Real,

    /// <summary>Between 0 and 1, by the logistic function.</summary>
    Unit,
}

/// <summary>A normal distribution per element, its mean μ by the decoder: log p(x | z) = -(x - μ)²/(2σ²) - log σ - ½ log 2π.</summary>
/// <remarks>
/// With σ fixed at 1 it is half the squared error and a constant. Heads: <c>mean</c> and, with a scale per element, <c>log_scale</c>;
/// parameter of a shared scale: <c>log_scale</c>. D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix C.2; the
/// shared scale: O. Rybkin, K. Daniilidis, S. Levine, "Simple and effective VAE training with calibrated decoders", ICML 2021.
/// </remarks>
public sealed record GaussianLikelihood : LikelihoodConfig
{
    /// <summary>Whose the standard deviation is; one learned number by default.</summary>
    public GaussianScale Scale { get; set; } = GaussianScale.Shared;

    /// <summary>σ where it is fixed, and what a shared one starts from.</summary>
    public double Deviation { get; set; } = 1;

    /// <summary>
    /// The least σ. A learned scale has no maximum of the likelihood where data repeat exactly; this is how precise a value can be believed.
    /// </summary>
    public double LeastDeviation { get; set; } = 1e-3;

    /// <summary>What the means pass through.</summary>
    public MeanRange Mean { get; set; }

    /// <inheritdoc/>
    public override Likelihood Build(ParameterScope scope, DataColumn column)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(column);
        if (!(Deviation > 0 && double.IsFinite(Deviation)))
            throw new ArgumentException($"gaussian: deviation is {Deviation}; a standard deviation is positive.");
        if (!(LeastDeviation > 0 && LeastDeviation < Deviation))
            throw new ArgumentException($"gaussian: leastDeviation is {LeastDeviation}; it is positive and below deviation, {Deviation}.");
        int axes = column.Shape.Rank;
        Parameter? shared = Scale == GaussianScale.Shared
            ? scope.Parameter("log_scale", [1], Initializer.Constant(SoftFloorInverse(Math.Log(Deviation))))
            : null;
        Head[] heads = Scale == GaussianScale.PerElement ? [new Head("mean"), new Head("log_scale")] : [new Head("mean")];
        return new Likelihood(heads, Make)
        {
            HeadOfMean = Mean == MeanRange.Unit
                ? static mean => Math.Log(Math.Clamp(mean, 1e-3, 1 - 1e-3) / (1 - Math.Clamp(mean, 1e-3, 1 - 1e-3)))
                : static mean => mean,
        };

        Distribution Make(Pass pass, IReadOnlyList<Tensor> given)
        {
            Tensor mean = Mean == MeanRange.Unit ? given[0].Sigmoid() : given[0];
            Tensor logScale = Scale switch
            {
                GaussianScale.Fixed => pass.Full([1], Math.Log(Deviation), mean.DType),
                GaussianScale.Shared => SoftFloor(pass[shared!]),
                _ => SoftFloor(given[1]),
            };
            return Normal.FromLogScale(mean, logScale, axes);
        }
    }

    // log σ = floor + softplus(h - floor): h where h is far above the floor, with a gradient everywhere.
    private Tensor SoftFloor(Tensor h) => (h - Math.Log(LeastDeviation)).Softplus() + Math.Log(LeastDeviation);

    private double SoftFloorInverse(double logScale)
    {
        double above = logScale - Math.Log(LeastDeviation);
        return Math.Log(LeastDeviation) + above + Math.Log(1 - Math.Exp(-above));
    }
}
