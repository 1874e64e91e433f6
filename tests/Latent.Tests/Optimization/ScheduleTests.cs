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
        Assert.Contains("steps count from 0", Refused(static () => Schedule.Constant(1).At(-1)), StringComparison.Ordinal);
        Assert.Contains("value is NaN; it must be finite", Refused(static () => Schedule.Constant(double.NaN)), StringComparison.Ordinal);
        Assert.Contains("Linear: steps is 0; at least 1", Refused(static () => Schedule.Linear(0, 1, 0)), StringComparison.Ordinal);
        Assert.Contains("ramp is 1.5; a share", Refused(static () => Schedule.Cyclical(0, 1, 10, 1.5)), StringComparison.Ordinal);
        Assert.Contains("stepsPerEpoch is 0", Refused(static () => Schedule.Constant(1).PerEpoch(0)), StringComparison.Ordinal);
        Assert.Contains("Then: steps is -1", Refused(static () => Schedule.Constant(1).Then(-1, 2)), StringComparison.Ordinal);
    }

    private static string Refused(Func<object> make) => Assert.Throws<ArgumentOutOfRangeException>(make).Message;
}
