namespace Latent.Optimization.Schedules;

internal sealed record ProductSchedule : Schedule
{
    public ProductSchedule(Schedule first, Schedule second)
    {
        ArgumentNullException.ThrowIfNull(second);
        First = first;
        Second = second;
    }

    public Schedule First { get; }

    public Schedule Second { get; }

    public override string ToString() => $"({First}) times ({Second})";

    protected override double ValueAt(long step) => First.At(step) * Second.At(step);
}

internal sealed record SequenceSchedule : Schedule
{
    public SequenceSchedule(Schedule first, long steps, Schedule next)
    {
        ArgumentNullException.ThrowIfNull(next);
        First = first;
        Steps = ScheduleChecks.AtLeast(0, steps, nameof(Then));
        Next = next;
    }

    public Schedule First { get; }

    public long Steps { get; }

    public Schedule Next { get; }

    public override string ToString() => $"{First} for {Steps} steps, then {Next}";

    protected override double ValueAt(long step) => step < Steps ? First.At(step) : Next.At(step - Steps);
}

internal sealed record EpochSchedule : Schedule
{
    public EpochSchedule(Schedule inner, long stepsPerEpoch)
    {
        Inner = inner;
        StepsPerEpoch = ScheduleChecks.AtLeast(1, stepsPerEpoch, nameof(PerEpoch));
    }

    public Schedule Inner { get; }

    public long StepsPerEpoch { get; }

    public override string ToString() => $"{Inner}, in epochs of {StepsPerEpoch} steps";

    protected override double ValueAt(long step) => Inner.At(step / StepsPerEpoch);
}
