namespace Latent.Optimization.Schedules;

internal sealed record LinearSchedule : Schedule
{
    public LinearSchedule(double from, double to, long steps)
    {
        From = ScheduleChecks.Finite(from, nameof(Linear));
        To = ScheduleChecks.Finite(to, nameof(Linear));
        Steps = ScheduleChecks.AtLeast(1, steps, nameof(Linear));
    }

    public double From { get; }

    public double To { get; }

    public long Steps { get; }

    public override string ToString() => $"linear from {ScheduleChecks.Text(From)} to {ScheduleChecks.Text(To)} over {Steps} steps";

    protected override double ValueAt(long step) => step >= Steps ? To : ScheduleChecks.Mix(From, To, (double)step / Steps);
}
