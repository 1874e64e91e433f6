namespace Latent.Optimization.Schedules;

internal sealed record CyclicalSchedule : Schedule
{
    public CyclicalSchedule(double low, double high, long period, double ramp, long cycles)
    {
        Low = ScheduleChecks.Finite(low, nameof(Cyclical));
        High = ScheduleChecks.Finite(high, nameof(Cyclical));
        Period = ScheduleChecks.AtLeast(1, period, nameof(Cyclical));
        if (ramp is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ramp), ramp, $"Schedule.Cyclical: ramp is {ScheduleChecks.Text(ramp)}; a share of the period in (0, 1] is needed.");
        }

        Ramp = ramp;
        Cycles = ScheduleChecks.AtLeast(1, cycles, nameof(Cyclical));
    }

    public double Low { get; }

    public double High { get; }

    public long Period { get; }

    public double Ramp { get; }

    public long Cycles { get; }

    public override string ToString() =>
        $"cyclical from {ScheduleChecks.Text(Low)} to {ScheduleChecks.Text(High)} over {ScheduleChecks.Text(Ramp)} of each {Period} steps"
        + (Cycles == long.MaxValue ? "" : $", {Cycles} times");

    protected override double ValueAt(long step)
    {
        double share = (double)(step % Period) / Period;
        return step / Period >= Cycles || share >= Ramp ? High : ScheduleChecks.Mix(Low, High, share / Ramp);
    }
}
