namespace Latent.Optimization;

/// <summary>A kind of schedule.</summary>
/// <param name="Name">The method of <see cref="Schedule"/> that makes it.</param>
/// <param name="Formula">Its value at step t, from 0.</param>
/// <param name="Use">What it is for, or where it comes from.</param>
/// <param name="Example">One of its kind.</param>
public sealed record ScheduleEntry(string Name, string Formula, string Use, Schedule Example);

/// <summary>All kinds of schedules, a line each: the one list for the documentation and the tests.</summary>
public static class ScheduleCatalog
{
    /// <summary>The kinds, simplest first.</summary>
    public static IReadOnlyList<ScheduleEntry> All { get; } =
    [
        new(nameof(Schedule.Constant), "value", "a number is one", 1e-3),
        new(nameof(Schedule.Linear), "from + (to - from)·min(1, t/steps)", "warm-up of a rate or of β", Schedule.Linear(0, 1, 1000)),
        new(nameof(Schedule.Cosine), "to + (from - to)·(1 + cos(π·min(1, t/steps)))/2", "Loshchilov and Hutter 2017",
            Schedule.Cosine(1e-3, 1e-5, 1000)),
        new(nameof(Schedule.Exponential), "initial·factor^(t/every)", "`ExponentialLR`", Schedule.Exponential(1e-3, 0.999)),
        new(nameof(Schedule.StepDecay), "initial·factor^⌊t/every⌋", "`StepLR`", Schedule.StepDecay(1e-3, 0.5, 1000)),
        new(nameof(Schedule.Milestones), "initial·factor^(milestones up to t)", "`MultiStepLR`", Schedule.Milestones(1e-3, 0.1, 500, 900)),
        new(nameof(Schedule.PiecewiseConstant), "the value of the last point up to t", "tables, as of Burda et al. 2016",
            Schedule.PiecewiseConstant((0, 1e-3), (500, 1e-4))),
        new(nameof(Schedule.PiecewiseLinear), "straight lines between points", "capacities, as of Burgess et al. 2018",
            Schedule.PiecewiseLinear((100, 0), (1000, 25))),
        new(nameof(Schedule.InverseSquareRoot), "peak·min((t + 1)/warmUp, √(warmUp/(t + 1)))", "Vaswani et al. 2017",
            Schedule.InverseSquareRoot(1e-3, 100)),
        new(nameof(Schedule.Cyclical), "with τ = (t mod period)/period: low + (high - low)·min(1, τ/ramp)", "β of Fu et al. 2019",
            Schedule.Cyclical(0, 1, 500)),
    ];
}
