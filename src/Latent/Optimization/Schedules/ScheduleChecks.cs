using System.Globalization;
using System.Runtime.CompilerServices;

namespace Latent.Optimization.Schedules;

/// <summary>What every schedule refuses, and how it writes its numbers.</summary>
internal static class ScheduleChecks
{
    public static double Finite(double value, string schedule, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Schedule.{schedule}: {name} is {Text(value)}; it must be finite.");

    public static double Positive(double value, string schedule, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                name, value, $"Schedule.{schedule}: {name} is {Text(value)}; a finite number greater than 0 is needed.");

    public static long AtLeast(
        long least, long value, string schedule, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= least
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Schedule.{schedule}: {name} is {value}; at least {least} is needed.");

    public static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>from + (to - from)·t, exactly <paramref name="from"/> at 0 and <paramref name="to"/> at 1.</summary>
    public static double Mix(double from, double to, double t) => ((1 - t) * from) + (t * to);
}
