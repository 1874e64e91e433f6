using Latent.Tensors;

namespace Latent.Optimization.Schedules;

internal sealed record ExponentialSchedule : Schedule
{
    public ExponentialSchedule(double initial, double factor, long every)
    {
        Initial = ScheduleChecks.Finite(initial, nameof(Exponential));
        Factor = ScheduleChecks.Positive(factor, nameof(Exponential));
        Every = ScheduleChecks.AtLeast(1, every, nameof(Exponential));
    }

    public double Initial { get; }

    public double Factor { get; }

    public long Every { get; }

    public override string ToString() =>
        $"exponential from {ScheduleChecks.Text(Initial)}, times {ScheduleChecks.Text(Factor)} in {Every} step{(Every == 1 ? "" : "s")}";

    protected override double ValueAt(long step) => Initial * SpecialMath.Pow(Factor, (double)step / Every);
}

internal sealed record StepDecaySchedule : Schedule
{
    public StepDecaySchedule(double initial, double factor, long every)
    {
        Initial = ScheduleChecks.Finite(initial, nameof(StepDecay));
        Factor = ScheduleChecks.Positive(factor, nameof(StepDecay));
        Every = ScheduleChecks.AtLeast(1, every, nameof(StepDecay));
    }

    public double Initial { get; }

    public double Factor { get; }

    public long Every { get; }

    public override string ToString() =>
        $"{ScheduleChecks.Text(Initial)}, times {ScheduleChecks.Text(Factor)} after every {Every} step{(Every == 1 ? "" : "s")}";

    protected override double ValueAt(long step) => Initial * Powers.Of(Factor, step / Every);
}
