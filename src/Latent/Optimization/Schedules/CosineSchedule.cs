using Latent.Tensors;

namespace Latent.Optimization.Schedules;

internal sealed record CosineSchedule : Schedule
{
    public CosineSchedule(double from, double to, long steps)
    {
        From = ScheduleChecks.Finite(from, nameof(Cosine));
        To = ScheduleChecks.Finite(to, nameof(Cosine));
        Steps = ScheduleChecks.AtLeast(1, steps, nameof(Cosine));
    }

    public double From { get; }

    public double To { get; }

    public long Steps { get; }

    public override string ToString() => $"cosine from {ScheduleChecks.Text(From)} to {ScheduleChecks.Text(To)} over {Steps} steps";

    // Our own cosine: the platform's differs in its last bit from machine to machine.
    protected override double ValueAt(long step) => step >= Steps
        ? To
        : ScheduleChecks.Mix(To, From, (1 + SpecialMath.Cos(Math.PI * ((double)step / Steps))) / 2);
}
