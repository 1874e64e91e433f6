using Latent.Optimization.Schedules;

namespace Latent.Optimization;

/// <summary>
/// A number that depends on the step of a training: a learning rate, the weight β of a KL term, a capacity, a temperature.
/// </summary>
/// <remarks>
/// A pure function of the step, so that a training that is interrupted and resumed sees the same numbers. Steps count from 0, the
/// updates made before (<c>Pass.Step</c>, <c>Optimizer.Steps</c>): the first update sees <c>At(0)</c>. A number is a constant schedule.
/// </remarks>
/// <example>
/// <code>
/// Schedule rate = Schedule.Cosine(1e-3, 1e-5, steps: 100_000).Times(Schedule.Linear(0.1, 1, steps: 500));
/// Schedule beta = Schedule.Linear(0, 1, steps: 100).PerEpoch(stepsPerEpoch);
/// </code>
/// </example>
public abstract record Schedule
{
    /// <summary>A constant schedule.</summary>
    public static implicit operator Schedule(double value) => Constant(value);

    /// <summary>The value for one step.</summary>
    /// <param name="step">Updates made before, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public double At(long step)
    {
        if (step < 0) throw new ArgumentOutOfRangeException(nameof(step), step, "Schedule.At: steps count from 0.");
        return ValueAt(step);
    }

    /// <summary>The same number at every step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static Schedule Constant(double value) => new ConstantSchedule(value);

    /// <summary>
    /// From one number to another in equal steps: at step t it is from + (to - from)·t/steps, from step <paramref name="steps"/> on it is
    /// <paramref name="to"/>. With <c>Linear(0, 1, steps)</c> the warm-up of a KL term or of a rate.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or there is no step.</exception>
    public static Schedule Linear(double from, double to, long steps) => new LinearSchedule(from, to, steps);

    /// <summary>
    /// Half a cosine from one number to another: at step t it is to + (from - to)·(1 + cos(π·t/steps))/2, from step
    /// <paramref name="steps"/> on it is <paramref name="to"/>.
    /// </summary>
    /// <remarks>Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation 5, one period.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or there is no step.</exception>
    public static Schedule Cosine(double from, double to, long steps) => new CosineSchedule(from, to, steps);

    /// <summary>
    /// Multiplied by a factor at every step: initial·factor^t. With <paramref name="every"/> the factor is reached after so many steps,
    /// smoothly: initial·factor^(t/every).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, the factor not positive, or there is no step.</exception>
    public static Schedule Exponential(double initial, double factor, long every = 1) => new ExponentialSchedule(initial, factor, every);

    /// <summary>Multiplied by a factor after every so many steps: initial·factor^⌊t/every⌋.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, the factor not positive, or there is no step.</exception>
    public static Schedule StepDecay(double initial, double factor, long every) => new StepDecaySchedule(initial, factor, every);

    /// <summary>Multiplied by a factor at some steps: initial·factor^n with n the milestones at or before step t.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or the factor not positive.</exception>
    /// <exception cref="ArgumentException">There are no milestones, or they do not ascend from 1.</exception>
    public static Schedule Milestones(double initial, double factor, params ReadOnlySpan<long> milestones) =>
        MultiStep(initial, factor, milestones);

    /// <summary>A table: each value holds from its step to the next one's. The first step is 0.</summary>
    /// <example>
    /// The rates of Burda et al. (2016), stage i of 3^i epochs with 1e-3·10^(-i/7):
    /// <code>Schedule.PiecewiseConstant((0, 1e-3), (1, 7.2e-4), (4, 5.2e-4), (13, 3.7e-4)).PerEpoch(stepsPerEpoch)</code>
    /// </example>
    /// <exception cref="ArgumentException">The table is empty, does not begin with step 0, or its steps do not ascend.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    public static Schedule PiecewiseConstant(params ReadOnlySpan<(long Step, double Value)> points) =>
        new PiecewiseConstantSchedule(points.ToArray(), nameof(PiecewiseConstant));

    /// <summary>Straight lines between points; constant before the first and after the last.</summary>
    /// <exception cref="ArgumentException">There is no point, or their steps do not ascend.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    public static Schedule PiecewiseLinear(params ReadOnlySpan<(long Step, double Value)> points) =>
        new PiecewiseLinearSchedule(points.ToArray());

    /// <summary>
    /// Linear warm-up to a peak, then decay with the inverse root of the step: peak·min((t + 1)/warmUp, √(warmUp/(t + 1))).
    /// </summary>
    /// <remarks>Vaswani et al., "Attention is all you need", NeurIPS 2017, equation 3, with peak = d^-0.5·warmUp^-0.5.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The peak is not finite, or there is no step of warm-up.</exception>
    public static Schedule InverseSquareRoot(double peak, long warmUp) => new InverseSquareRootSchedule(peak, warmUp);

    /// <summary>
    /// The cyclical schedule of Fu et al. (2019), equation 6: in each period the value rises linearly from <paramref name="low"/> to
    /// <paramref name="high"/> over a share of the period and stays there for the rest.
    /// </summary>
    /// <param name="low">The value a period begins with.</param>
    /// <param name="high">The value it rises to.</param>
    /// <param name="period">Steps of a period, T/M in the paper.</param>
    /// <param name="ramp">The share R of a period that rises, in (0, 1]; 0.5 in the paper.</param>
    /// <param name="cycles">Periods, M in the paper, then the value stays <paramref name="high"/>. Endless by default.</param>
    /// <remarks>Fu, Li, Liu, Gao, Celikyilmaz, Carin, "Cyclical annealing schedule", NAACL 2019.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or a period, ramp or number of cycles is empty.</exception>
    public static Schedule Cyclical(double low, double high, long period, double ramp = 0.5, long cycles = long.MaxValue) =>
        new CyclicalSchedule(low, high, period, ramp, cycles);

    /// <summary>The product of two schedules, step by step.</summary>
    public Schedule Times(Schedule other) => new ProductSchedule(this, other);

    /// <summary>This schedule for some steps, then another, which counts its own steps from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is negative.</exception>
    public Schedule Then(long steps, Schedule next) => new SequenceSchedule(this, steps, next);

    /// <summary>This schedule read in epochs: the value changes between epochs alone; at step t it is At(⌊t/stepsPerEpoch⌋).</summary>
    /// <exception cref="ArgumentOutOfRangeException">An epoch has no step.</exception>
    public Schedule PerEpoch(long stepsPerEpoch) => new EpochSchedule(this, stepsPerEpoch);

    /// <summary>The value for one step, which is 0 or more.</summary>
    protected abstract double ValueAt(long step);

    private static PiecewiseConstantSchedule MultiStep(double initial, double factor, ReadOnlySpan<long> milestones)
    {
        ScheduleChecks.Positive(factor, nameof(Milestones));
        if (milestones.IsEmpty) throw new ArgumentException("Schedule.Milestones: there are none; a number alone is a constant.");
        var points = new (long Step, double Value)[milestones.Length + 1];
        points[0] = (0, initial);
        for (int i = 0; i < milestones.Length; i++) points[i + 1] = (milestones[i], points[i].Value * factor);
        return new PiecewiseConstantSchedule(points, nameof(Milestones));
    }
}
