using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>
/// A distribution of one batch element at given parameters: the unit over which every conformance test runs. What is expected comes from the
/// case's own definition and from integrals over the support, never from the library's formulas.
/// </summary>
/// <param name="name">Unique; begins with the family's name.</param>
/// <param name="create">From parameter tensors, which tests may batch, perturb and track.</param>
/// <param name="parameters">The parameters of one batch element.</param>
public sealed class DistributionCase(string name, Func<Tensor[], Distribution> create, params CaseParameter[] parameters)
{
    public string Name { get; } = name;

    public Func<Tensor[], Distribution> Create { get; } = create;

    public CaseParameter[] Parameters { get; } = parameters;

    /// <summary>Events to score, flat; well inside the support.</summary>
    public required double[][] Values { get; init; }

    /// <summary>log p(event | parameters) in nats, written apart from the library; parameters by number, flat.</summary>
    public Func<double[], double[][], double>? LogProb { get; init; }

    /// <summary>Published log-probabilities of <see cref="Values"/>, to ten places; beside or instead of the definition.</summary>
    public double[]? Expected { get; init; }

    /// <summary>A published entropy in nats, to ten places.</summary>
    public double? ExpectedEntropy { get; init; }

    /// <summary>P(X ≤ x), for scalar families; without it samples are held against integrals of the density alone.</summary>
    public Func<double, double[][], double>? Cdf { get; init; }

    /// <summary>Where a density of one dimension is not smooth, so that integrals are cut there.</summary>
    public double[] Breaks { get; init; } = [];

    /// <summary>Parameters that must be refused, and a part of the message.</summary>
    public (double[][] Parameters, string Message)[] Invalid { get; init; } = [];

    /// <summary>Events outside the support beyond those that follow from it, and a part of the message.</summary>
    public (double[] Value, string Message)[] Outside { get; init; } = [];

    /// <summary>Parameters far out, and an event: log-probability and gradients must stay finite in both precisions.</summary>
    public (double[][] Parameters, double[] Value)[] Extremes { get; init; } = [];

    /// <summary>False where the support cannot be integrated over (more than two dimensions, atoms); moments and scores remain.</summary>
    public bool Integrable { get; init; } = true;

    /// <summary>False where the variance, or the fourth moment that its standard error needs, is infinite.</summary>
    public bool HasSampleVariance { get; init; } = true;

    /// <summary>False where log p is not differentiable by the value although the support is continuous.</summary>
    public bool HasValueGradient { get; init; } = true;

    /// <summary>True where a mask of missing elements is understood although elements depend on one another; each such family tests it apart.</summary>
    public bool HasMarginals { get; init; }

    /// <summary>False where samples cannot be drawn, or are drawn only approximately; the docs of the family say so.</summary>
    public bool HasSamples { get; init; } = true;

    /// <summary>False where a higher temperature may lower the entropy: bounded levels gather at the ends, logarithms only move.</summary>
    public bool HasEntropyByTemperature { get; init; } = true;

    /// <summary>The relative and absolute error of log-probabilities against the definition in float64.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>The relative and absolute error of log-probabilities in float32.</summary>
    public double Tolerance32 { get; init; } = 1e-5;

    /// <summary>The relative and absolute error of gradients against central differences.</summary>
    public double GradientTolerance { get; init; } = 1e-7;

    /// <summary>The parameters' values, by number.</summary>
    public double[][] Theta => [.. Parameters.Select(static p => p.Values)];

    /// <summary>The distribution of one batch element.</summary>
    public Distribution Make(DType dtype = DType.Float64) => Create([.. Parameters.Select(p => p.Create(dtype))]);

    /// <summary>The distribution at other parameters.</summary>
    public Distribution Make(double[][] theta, DType dtype = DType.Float64) =>
        Create([.. Parameters.Select((p, k) => Tensor.From(theta[k], p.Shape).To(dtype))]);

    public override string ToString() => Name;
}
