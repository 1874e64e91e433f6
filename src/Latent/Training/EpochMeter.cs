namespace Latent.Training;

/// <summary>What an epoch gave: means over its images, in nats per image.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Step">Number of its last step, from 1.</param>
/// <param name="Images">Images seen in it.</param>
/// <param name="Elbo">The evidence lower bound.</param>
/// <param name="Reconstruction">log p(x | z).</param>
/// <param name="Kl">KL(q(z | x) ‖ p(z)).</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="ImagesPerSecond">Images over seconds.</param>
public sealed record EpochReport(
    int Epoch, long Step, long Images, double Elbo, double Reconstruction, double Kl, double Seconds, double ImagesPerSecond);

/// <summary>
/// Adds up the steps of an epoch. The first epoch begins when the meter is made, another with the last step of the one before it.
/// </summary>
public sealed class EpochMeter(TimeProvider clock)
{
    private long _start = clock.GetTimestamp();
    private long _end = clock.GetTimestamp();
    private double _reconstruction;
    private double _kl;
    private long _images;
    private StepReport _last;

    /// <summary>Adds a step; the first one of another epoch starts anew.</summary>
    public void Add(in StepReport step)
    {
        if (step.StepInEpoch == 1 && _images > 0)
        {
            (_reconstruction, _kl, _images) = (0, 0, 0);
            _start = _end;
        }

        _reconstruction += step.Reconstruction * step.Images;
        _kl += step.Kl * step.Images;
        _images += step.Images;
        _last = step;
        _end = clock.GetTimestamp();
    }

    /// <summary>The epoch so far.</summary>
    public EpochReport Report()
    {
        double n = Math.Max(1, _images), seconds = clock.GetElapsedTime(_start, _end).TotalSeconds;
        return new EpochReport(_last.Epoch, _last.Step, _images, (_reconstruction - _kl) / n, _reconstruction / n, _kl / n, seconds,
            seconds > 0 ? _images / seconds : 0);
    }
}
