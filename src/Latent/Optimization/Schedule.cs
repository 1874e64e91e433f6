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
}
