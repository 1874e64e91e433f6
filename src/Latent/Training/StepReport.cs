namespace Latent.Training;

/// <summary>What one training step did; means over its batch, in nats per image.</summary>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="StepInEpoch">Number of the step within its epoch, from 1.</param>
/// <param name="Images">Images of the batch.</param>
/// <param name="Reconstruction">Mean of log p(x | z).</param>
/// <param name="Kl">Mean of KL(q(z | x) ‖ p(z)).</param>
public readonly record struct StepReport(long Step, int Epoch, int StepInEpoch, int Images, double Reconstruction, double Kl)
{
    /// <summary>The evidence lower bound: reconstruction - KL.</summary>
    public double Elbo => Reconstruction - Kl;
}
