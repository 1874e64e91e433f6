using Latent.Optimization;

namespace Latent.Tests.Optimization;

public sealed class ScheduleTests
{
    [Fact]
    public void A_number_is_a_constant_schedule()
    {
        Schedule schedule = 0.25;
        Assert.Equal(0.25, schedule.At(0));
        Assert.Equal(0.25, schedule.At(long.MaxValue));
        Assert.Equal(Schedule.Constant(0.25), schedule);
        Assert.Equal("0.25", schedule.ToString());
    }

    [Fact]
    public void Linear_begins_and_ends_exactly_and_then_stays()
    {
        Schedule schedule = Schedule.Linear(0.1, 0.7, 3);
        Assert.Equal(0.1, schedule.At(0));
        Assert.Equal(0.3, schedule.At(1), 15);
        Assert.Equal(0.5, schedule.At(2), 15);
        Assert.Equal(0.7, schedule.At(3));
        Assert.Equal(0.7, schedule.At(long.MaxValue));
        Assert.Equal("linear from 0.1 to 0.7 over 3 steps", schedule.ToString());
    }

    // Fu et al. 2019, equation 6: τ = mod(t - 1, T/M)/(T/M) for t from 1; β = τ/R below R, else 1.
    [Fact]
    public void Cyclical_is_the_paper_s_formula()
    {
        const int total = 4000, cycles = 4;
        const double share = 0.5;
        Schedule schedule = Schedule.Cyclical(0, 1, total / cycles, share, cycles);
        for (int t = 1; t <= total; t++)
        {
            double tau = (t - 1) % (total / cycles) / ((double)total / cycles);
            Assert.Equal(tau <= share ? tau / share : 1, schedule.At(t - 1), 15);
        }

        Assert.Equal(0, schedule.At(3000));
        Assert.Equal(1, schedule.At(4000));
        Assert.Equal(0, Schedule.Cyclical(0, 1, 1000).At(4_000_000));
        Assert.Equal("cyclical from 0 to 1 over 0.5 of each 1000 steps, 4 times", schedule.ToString());
    }

    [Fact]
    public void Cosine_is_half_a_wave_and_then_stays()
    {
        Schedule schedule = Schedule.Cosine(1, 0.2, 8);
        Assert.Equal(1, schedule.At(0));
        for (int t = 0; t <= 8; t++) Assert.Equal(0.2 + (0.8 * (1 + Math.Cos(Math.PI * t / 8)) / 2), schedule.At(t), 15);
        Assert.Equal(0.2, schedule.At(8));
        Assert.Equal(0.2, schedule.At(long.MaxValue));
    }

    [Fact]
    public void Powers_of_a_factor_are_smooth_or_in_steps()
    {
        for (int t = 0; t < 50; t++)
        {
            Assert.Equal(3 * Math.Pow(0.9, t), Schedule.Exponential(3, 0.9).At(t), 14);
            Assert.Equal(3 * Math.Pow(0.5, t / 10.0), Schedule.Exponential(3, 0.5, 10).At(t), 14);
            Assert.Equal(3 * Math.Pow(0.5, t / 10), Schedule.StepDecay(3, 0.5, 10).At(t), 14);
            Assert.Equal(t < 20 ? 3 : t < 30 ? 1.5 : 0.75, Schedule.Milestones(3, 0.5, 20, 30).At(t));
        }

        Assert.Equal(3, Schedule.Exponential(3, 0.9).At(0));
        Assert.Equal(0, Schedule.StepDecay(3, 0.5, 1).At(long.MaxValue));
    }

    // Burda et al. 2016, section 5: stage i has 3^i epochs, i = 0..7, at 1e-3·10^(-i/7); their code rounds 10^(1 - i/7) to one decimal.
    [Fact]
    public void A_table_says_the_plan_of_importance_weighted_autoencoders()
    {
        List<(long, double)> table = [];
        long epochs = 0;
        for (int stage = 0; stage < 8; stage++)
        {
            table.Add((epochs, 1e-4 * Math.Round(Math.Pow(10, 1 - (stage / 7.0)), 1)));
            epochs += (long)Math.Pow(3, stage);
        }

        Assert.Equal(3280, epochs);
        Schedule schedule = Schedule.PiecewiseConstant([.. table]).PerEpoch(3000);
        Assert.Equal(1e-3, schedule.At(0), 1e-18);
        Assert.Equal(7.2e-4, schedule.At(3000), 1e-18);
        Assert.Equal(7.2e-4, schedule.At((4 * 3000) - 1), 1e-18);
        Assert.Equal(5.2e-4, schedule.At(4 * 3000), 1e-18);
        Assert.Equal(1e-4, schedule.At(3279 * 3000), 1e-18);
        Assert.Equal(Schedule.PiecewiseConstant([.. table]).PerEpoch(3000), schedule);
        Assert.NotEqual(Schedule.PiecewiseConstant([.. table[..7]]).PerEpoch(3000), schedule);
    }

    [Fact]
    public void Straight_lines_lead_from_point_to_point()
    {
        Schedule schedule = Schedule.PiecewiseLinear((10, 1), (20, 3), (40, 2));
        (long Step, double Value)[] expected = [(0, 1), (10, 1), (15, 2), (20, 3), (30, 2.5), (40, 2), (41, 2), (long.MaxValue, 2)];
        foreach ((long step, double value) in expected) Assert.Equal(value, schedule.At(step));
        Assert.Equal("piecewise linear 10: 1, 20: 3, 40: 2", schedule.ToString());
    }

    [Fact]
    public void Inverse_root_rises_to_its_peak_and_falls()
    {
        Schedule schedule = Schedule.InverseSquareRoot(2, 100);
        Assert.Equal(0.02, schedule.At(0), 15);
        Assert.Equal(2, schedule.At(99));
        Assert.Equal(1, schedule.At(399));
        Assert.Equal(2 * Math.Sqrt(100 / 1234.0), schedule.At(1233), 15);
    }

    [Fact]
    public void Every_kind_says_what_it_is_and_is_finite_at_any_step() => Assert.All(ScheduleCatalog.All, static entry =>
    {
        Assert.All([0, 1, 999, 1000, 1001, long.MaxValue], step => Assert.True(double.IsFinite(entry.Example.At(step))));
        Assert.DoesNotContain("Schedule", entry.Example.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void Schedules_are_multiplied_followed_by_others_and_read_in_epochs()
    {
        Schedule warm = Schedule.Linear(0, 1, 10), constant = 4;
        Assert.Equal(2, constant.Times(warm).At(5));
        Schedule then = warm.Then(5, Schedule.Linear(1, 2, 4));
        Assert.Equal(0.4, then.At(4));
        Assert.Equal(1, then.At(5));
        Assert.Equal(1.25, then.At(6));
        Schedule epochs = warm.PerEpoch(100);
        Assert.Equal(0, epochs.At(99));
        Assert.Equal(0.1, epochs.At(100));
        Assert.Equal(1, epochs.At(1000));
        Assert.Equal("linear from 0 to 1 over 10 steps, in epochs of 100 steps", epochs.ToString());
    }

    [Fact]
    public void What_makes_no_sense_is_refused_in_words()
    {
        Refused("steps count from 0", static () => Schedule.Constant(1).At(-1));
        Refused("value is NaN; it must be finite", static () => Schedule.Constant(double.NaN));
        Refused("Linear: steps is 0; at least 1", static () => Schedule.Linear(0, 1, 0));
        Refused("ramp is 1.5; a share", static () => Schedule.Cyclical(0, 1, 10, 1.5));
        Refused("stepsPerEpoch is 0", static () => Schedule.Constant(1).PerEpoch(0));
        Refused("Exponential: factor is -1; a finite number greater than 0", static () => Schedule.Exponential(1, -1));
        Refused("Cosine: steps is -5", static () => Schedule.Cosine(1, 0, -5));
        Refused("the value at step 3 is Infinity", static () => Schedule.PiecewiseLinear((3, double.PositiveInfinity)));
        Argument("step 5 follows 5; steps ascend", static () => Schedule.PiecewiseLinear((5, 1), (5, 2)));
        Argument("there are no points", static () => Schedule.PiecewiseLinear());
        Argument("PiecewiseConstant: the first value is for step 1;", static () => Schedule.PiecewiseConstant((1, 1)));
        Argument("Milestones: step 4 follows 7", static () => Schedule.Milestones(1, 0.5, 7, 4));
        Argument("Milestones: there are none", static () => Schedule.Milestones(1, 0.5));
        Refused("Then: steps is -1", static () => Schedule.Constant(1).Then(-1, 2));
    }

    private static void Argument(string message, Func<object> make) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    private static void Refused(string message, Func<object> make) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);
}
