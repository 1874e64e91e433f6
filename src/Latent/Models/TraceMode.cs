using Latent.Tensors;

namespace Latent.Models;

/// <summary>Where the values of a model's latent variables come from, and what becomes of the observed ones.</summary>
public abstract class TraceMode
{
    private TraceMode()
    {
    }

    /// <summary>Latents are drawn from q, K samples per example, and scored under q and p; observed values are scored.</summary>
    /// <param name="samples">K, at least 1.</param>
    public static TraceMode Posterior(int samples = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        return new PosteriorMode(samples);
    }

    /// <summary>Some of the samples of a larger number, which so can be evaluated a part at a time: their noise is that of the whole.</summary>
    /// <param name="firstSample">The number of the first, from 0.</param>
    /// <param name="samples">How many of them, at least 1.</param>
    public static TraceMode PosteriorSamples(int firstSample, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        return new PosteriorMode(samples) { FirstSample = firstSample };
    }

    /// <summary>Latents are drawn from the prior, the posterior's code does not run; observed values are generated.</summary>
    /// <param name="rows">How many examples.</param>
    /// <param name="temperature">Of the priors: below 1 less varied, 1 the model.</param>
    /// <param name="means">Take the likelihoods' means instead of samples, as pictures usually show.</param>
    public static TraceMode Generate(int rows, double temperature = 1, bool means = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return new GenerateMode(rows, temperature, means);
    }

    /// <summary>
    /// The latents named take the values given, whatever the batch says of them; others are drawn from q if there is a batch, else from the
    /// prior. Observed values in the batch are scored, others generated. For traversals, interventions and replays.
    /// </summary>
    /// <param name="values">By name, [rows, ...].</param>
    /// <param name="means">Take the likelihoods' means instead of samples.</param>
    /// <param name="temperature">Of the priors that others are drawn from.</param>
    public static TraceMode Given(IReadOnlyDictionary<string, Tensor> values, bool means = true, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return values.Count > 0
            ? new GivenMode(values, means, temperature)
            : throw new ArgumentException("TraceMode.Given: no values are given; TraceMode.Generate draws all of them from the prior.");
    }

    /// <summary>
    /// Latents are the means of q (<see cref="Distributions.Distribution.Center"/>); likelihoods are not evaluated. For embeddings, which so are no
    /// random draws.
    /// </summary>
    public static TraceMode Encode { get; } = new EncodeMode();

    /// <summary>Latents are the means of q, observed values are scored: a deterministic autoencoder. Enumerated sites stay enumerated.</summary>
    public static TraceMode Reconstruct { get; } = new ReconstructMode();

    /// <summary>As the posterior with one sample, every value a leaf of the tape: for <see cref="ModelGraph"/>.</summary>
    internal sealed class ReadMode : TraceMode;

    /// <summary>The values of another trace of the same model and batch, drawn once more from it, or as constants.</summary>
    internal static TraceMode Replay(Trace source, bool asConstants) => new ReplayMode(source, asConstants);

    /// <summary>
    /// This mode for a trace that several read: gradients are not weighted on their way through draws, which would weight all readers' alike.
    /// </summary>
    internal TraceMode Shared => this is PosteriorMode { WeightsPaths: true } posterior
        ? new PosteriorMode(posterior.Samples) { FirstSample = posterior.FirstSample, NoiseOfTheirOwn = posterior.NoiseOfTheirOwn }
        : this;

    internal sealed class PosteriorMode(int samples) : TraceMode
    {
        public int Samples { get; } = samples;

        /// <summary>The number of the first sample, where these are some of more.</summary>
        public int FirstSample { get; init; }

        /// <summary>Whether gradients through pathwise draws can be weighted afterwards: <see cref="Site.PathFactor"/>.</summary>
        public bool WeightsPaths { get; init; }

        /// <summary>
        /// Whether the values of an enumerated site meet noise of their own. Estimators that take a bound's dependence on one draw alone need
        /// that, if the bound is not linear in what it sums over the values.
        /// </summary>
        public bool NoiseOfTheirOwn { get; init; }
    }

    internal sealed class ReplayMode(Trace source, bool asConstants) : TraceMode
    {
        public int Samples => source.Samples;

        public Tensor Value(string site) => asConstants ? source[site].Value!.Detach() : source[site].Value!;
    }

    internal sealed class GenerateMode(int rows, double temperature, bool means) : TraceMode
    {
        public int Rows { get; } = rows;

        public double Temperature { get; } = temperature;

        public bool Means { get; } = means;
    }

    internal sealed class GivenMode(IReadOnlyDictionary<string, Tensor> values, bool means, double temperature) : TraceMode
    {
        public double Temperature { get; } = temperature;

        public IReadOnlyDictionary<string, Tensor> Values { get; } = values;

        public bool Means { get; } = means;
    }

    internal sealed class EncodeMode : TraceMode;

    internal sealed class ReconstructMode : TraceMode;
}
