namespace Latent.Optimization.Schedules;

internal sealed record ConstantSchedule : Schedule
{
    public ConstantSchedule(double value) => Value = ScheduleChecks.Finite(value, nameof(Constant));

    public double Value { get; }

    public override string ToString() => ScheduleChecks.Text(Value);

    protected override double ValueAt(long step) => Value;
}
