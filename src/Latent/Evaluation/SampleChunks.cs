namespace Latent.Evaluation;

/// <summary>How examples times samples are cut to run through a model: some examples at once, and of them some samples at once.</summary>
/// <remarks>
/// The encoder runs once per chunk over its examples, so there are many samples in a chunk where many are asked for. Sample k of an example
/// is drawn from a stream of its own (<see cref="Models.TraceMode.PosteriorSamples"/>), so the cut changes nothing but speed and memory.
/// </remarks>
internal sealed record SampleChunks(int Examples, int Samples)
{
    public static SampleChunks For(int rows, int samples)
    {
        const int manySamples = 128;
        int examples = Math.Max(1, rows / Math.Min(samples, manySamples));
        return new SampleChunks(examples, Math.Clamp(rows / examples, 1, samples));
    }
}
