using Latent.Training;

namespace Latent.Tests.Training;

public sealed class EpochMeterTests
{
    [Fact]
    public void An_epoch_lasts_from_the_end_of_the_one_before_to_its_last_step_even_if_it_is_one_step_long()
    {
        Clock clock = new();
        EpochMeter meter = new(clock);
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            clock.Seconds += 2;
            meter.Add(new StepReport(epoch, epoch, 1, 100, -90, 10));
            EpochReport report = meter.Report();
            Assert.Equal((epoch, 100, 2.0, 50.0, -100.0), (report.Epoch, report.Images, report.Seconds, report.ImagesPerSecond, report.Elbo));
        }
    }

    [Fact]
    public void Means_weigh_steps_by_their_images_and_what_follows_the_last_step_counts_for_the_next_epoch()
    {
        Clock clock = new();
        EpochMeter meter = new(clock);
        clock.Seconds = 1;
        meter.Add(new StepReport(1, 1, 1, 30, -100, 10));
        clock.Seconds = 4;
        meter.Add(new StepReport(2, 1, 2, 10, -60, 2));
        clock.Seconds = 5; // metrics are written
        EpochReport first = meter.Report();
        Assert.Equal((40, -90.0, 8.0, -98.0, 4.0, 10.0), (first.Images, first.Reconstruction, first.Kl, first.Elbo, first.Seconds, first.ImagesPerSecond));
        clock.Seconds = 8;
        meter.Add(new StepReport(3, 2, 1, 30, -50, 1));
        EpochReport second = meter.Report();
        Assert.Equal((2, 3, 30, -51.0, 4.0, 7.5), (second.Epoch, second.Step, second.Images, second.Elbo, second.Seconds, second.ImagesPerSecond));
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);
    }
}
