using System.Globalization;
using Latent.Objectives;
using Latent.Optimization;

namespace Latent.Training;

/// <summary>What one training step did; means over its batch.</summary>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="StepInEpoch">Number of the step within its epoch, from 1.</param>
/// <param name="Examples">Examples of the batch.</param>
/// <param name="Loss">What the step made smaller.</param>
/// <param name="Bound">The bound on log p(x), in nats per example.</param>
/// <param name="Terms">The terms of the sites, in nats per example.</param>
/// <param name="Measures">What else the objective has measured.</param>
/// <param name="Update">What became of the gradient.</param>
public sealed record StepReport(
    long Step, int Epoch, int StepInEpoch, int Examples, double Loss, double Bound, IReadOnlyList<TermMean> Terms,
    IReadOnlyList<Measure> Measures, UpdateReport Update)
{
    /// <summary>For example <c>step 1200 (epoch 3): bound -98.41, x -74.20, z 24.21</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"step {Step} (epoch {Epoch}): bound {Bound:F2}, {string.Join(", ", Terms.Select(static term => term.ToString()))}");
}

/// <summary>A site's term, averaged.</summary>
/// <param name="Site">The site's name.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Mean">In nats per example.</param>
public readonly record struct TermMean(string Site, TermKind Kind, double Mean)
{
    /// <summary>For example <c>log p(x|..) -74.20</c> or <c>KL(z) 24.21</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Kind == TermKind.Kl ? $"KL({Site})" : $"log p({Site}|..)")} {Mean:F2}");
}
