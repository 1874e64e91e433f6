using Latent.Data;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>What every evaluation is given beside model, data and its own options.</summary>
/// <remarks>
/// Data noise and latent noise depend on the key and the number of an example alone, so no result depends on <see cref="Rows"/>, the device's
/// threads or what else is evaluated; and two models judged with one key are judged on the same binarised images.
/// </remarks>
/// <param name="Key">The randomness; keep it fixed to compare models.</param>
public sealed record EvaluationContext(RandomKey Key)
{
    /// <summary>
    /// How many rows (examples times samples) run through the model at once: memory and speed, never results. 0 picks about 2,000 for small
    /// examples and fewer for large ones.
    /// </summary>
    public int Rows { get; init; }

    /// <summary>Where to compute; the shared processor device by default.</summary>
    public Device? Device { get; init; }

    /// <summary>Looked at before each batch; <see cref="OperationCanceledException"/> is thrown then.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Told the share done, 0 to 1, after each batch.</summary>
    public IProgress<double>? Progress { get; init; }

    internal RandomKey DataKey => Key.Split("data");

    /// <summary>The same for a part of the work, from one share done to another.</summary>
    internal EvaluationContext Part(double from, double to) => Progress is null ? this : this with { Progress = new Share(Progress, from, to) };

    internal Pass Pass(string noise) => Tensors.Pass.Evaluation(Key.Split(noise), Device);

    /// <summary>Rows at once for this data.</summary>
    internal int RowsFor(IDataset data)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Rows);
        if (Rows > 0) return Rows;
        long width = 1;
        foreach (DataColumn column in data.Columns)
            width += column.Shape.Count;
        // What a network holds of an example is some multiple of the example; 2 M numbers of it are 8 MB, which caches still hold.
        return (int)Math.Clamp((1L << 21) / width, 16, 2048);
    }

    private sealed class Share(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + (value * (to - from)));
    }
}
