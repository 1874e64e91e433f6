namespace Latent.Optimization.Schedules;

internal sealed record InverseSquareRootSchedule : Schedule
{
    public InverseSquareRootSchedule(double peak, long warmUp)
    {
        Peak = ScheduleChecks.Finite(peak, nameof(InverseSquareRoot));
        WarmUp = ScheduleChecks.AtLeast(1, warmUp, nameof(InverseSquareRoot));
    }

    public double Peak { get; }

    public long WarmUp { get; }

    public override string ToString() => $"inverse square root, peak {ScheduleChecks.Text(Peak)} after {WarmUp} steps";

    protected override double ValueAt(long step)
    {
        double t = step + 1.0;
        return Peak * (t < WarmUp ? t / WarmUp : Math.Sqrt(WarmUp / t));
    }
}
