using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>A pair of distributions with a closed-form KL divergence: the unit over which its tests run.</summary>
/// <param name="name">Unique: "Family || Family" and what is special.</param>
/// <param name="q">The distribution the expectation is over, from parameter tensors.</param>
/// <param name="qParameters">Its parameters for one batch element.</param>
/// <param name="p">The other.</param>
/// <param name="pParameters">Its parameters.</param>
public sealed class KlCase(
    string name, Func<Tensor[], Distribution> q, CaseParameter[] qParameters, Func<Tensor[], Distribution> p, CaseParameter[] pParameters)
{
    public string Name { get; } = name;

    public Func<Tensor[], Distribution> Q { get; } = q;

    public CaseParameter[] QParameters { get; } = qParameters;

    public Func<Tensor[], Distribution> P { get; } = p;

    public CaseParameter[] PParameters { get; } = pParameters;

    /// <summary>A published value in nats, to ten places.</summary>
    public double? Expected { get; init; }

    /// <summary>Where the densities of one dimension are not smooth, so that integrals are cut there.</summary>
    public double[] Breaks { get; init; } = [];

    /// <summary>Where the bulk of q lies, if not near 0; integrals over the line are centred there.</summary>
    public double[] Centre { get; init; } = [];

    /// <summary>Parameters of q and p far out: the divergence and its gradients must be finite, and float32 agree with float64.</summary>
    public (double[][] Q, double[][] P)[] Extremes { get; init; } = [];

    /// <summary>False where q's support cannot be integrated over; Monte Carlo remains.</summary>
    public bool Integrable { get; init; } = true;

    /// <summary>False where log q - log p has no variance under q, or is constant.</summary>
    public bool HasMonteCarlo { get; init; } = true;

    /// <summary>The relative and absolute error of gradients against central differences.</summary>
    public double GradientTolerance { get; init; } = 1e-7;

    /// <summary>The relative and absolute error of the divergence in float32.</summary>
    public double Tolerance32 { get; init; } = 1e-5;

    /// <summary>q of one batch element.</summary>
    public Distribution MakeQ() => Q([.. QParameters.Select(static x => x.Create())]);

    /// <summary>p of one batch element.</summary>
    public Distribution MakeP() => P([.. PParameters.Select(static x => x.Create())]);

    public override string ToString() => Name;
}
