using System.Runtime.CompilerServices;
using Latent.Optimization.Schedules;
using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>What every optimiser refuses. Checked before parameters are gathered, which cannot be undone.</summary>
internal static class OptimizerChecks
{
    public static double Decay(string optimizer, double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, $"{optimizer}: {name} is {ScheduleChecks.Text(value)}; a share of what was before, in [0, 1), is needed.");

    public static double NotNegative(string optimizer, double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, $"{optimizer}: {name} is {ScheduleChecks.Text(value)}; a finite number, 0 or more, is needed.");

    public static double Positive(string optimizer, double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, $"{optimizer}: {name} is {ScheduleChecks.Text(value)}; a number greater than 0 is needed.");

    /// <summary>ε must be more than 0 in the parameters' own type, or what has no gradient is divided by nothing.</summary>
    public static double Epsilon(string optimizer, IReadOnlyList<Parameter> parameters, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        DType dtype = parameters.Count == 0 ? DType.Float64 : parameters[0].Value.DType;
        double stored = dtype == DType.Float32 ? (float)epsilon : epsilon;
        return double.IsFinite(stored) && stored > 0
            ? epsilon
            : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon,
                $"{optimizer}: epsilon is {ScheduleChecks.Text(epsilon)}, which is {ScheduleChecks.Text(stored)} as {dtype}; it must be "
                + "finite and greater than 0.");
    }
}
