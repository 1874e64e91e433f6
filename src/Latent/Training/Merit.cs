using Latent.Objectives;

namespace Latent.Training;

/// <summary>How good an evaluation on validation data is, to tell the best of a training.</summary>
/// <remarks>
/// A plain objective is judged by the bound, whatever its weights are at that step of a warm-up. One with penalties is judged by its loss, as the
/// bound alone would keep the parameters from before a penalty has had its effect. Under constraints the multipliers' part of the loss is left out,
/// and parameters that keep all bounds are better than any that do not; of the latter, those that break them least.
/// </remarks>
/// <param name="KeepsBounds">Whether no constraint is violated.</param>
/// <param name="Value">The larger the better, among evaluations that agree in this.</param>
internal readonly record struct Merit(bool KeepsBounds, double Value)
{
    private const string Violation = ".violation", Multiplier = ".multiplier";

    /// <summary>The merit of an evaluation.</summary>
    public static Merit Of(TermSummary summary, Objective objective)
    {
        if (ReferenceEquals(objective.Plain, objective)) return new Merit(true, summary.Bound);
        double worst = 0, loss = summary.Loss;
        foreach ((string name, double violation) in Violations(summary))
        {
            loss -= violation * summary.Measures.First(m => string.Equals(m.Name, name + Multiplier, StringComparison.Ordinal)).Value;
            worst = Math.Max(worst, violation);
        }

        return worst > 0 ? new Merit(false, -worst) : new Merit(true, -loss);
    }

    /// <summary>By how much each constraint is violated, negative where its bound is kept.</summary>
    public static IEnumerable<(string Name, double Value)> Violations(TermSummary summary) => summary.Measures
        .Where(static m => m.Name.EndsWith(Violation, StringComparison.Ordinal)).Select(static m => (m.Name[..^Violation.Length], m.Value));

    /// <summary>Whether this is better than another.</summary>
    public bool IsBetterThan(Merit other) => KeepsBounds != other.KeepsBounds ? KeepsBounds : Value > other.Value;
}
