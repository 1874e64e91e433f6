using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>How denoising is judged.</summary>
/// <param name="Noise">What spoils the examples; null where they are noisy already, and nobody knows them clean.</param>
public sealed record DenoisingOptions(Transform? Noise)
{
    /// <summary>How many examples, chosen at random by the key; 0 for all.</summary>
    public int Examples { get; init; }
}

/// <summary>Examples, spoiled ones, and what a model makes of these.</summary>
/// <param name="Column">What was spoiled.</param>
/// <param name="Clean">[rows, width], as the model sees them.</param>
/// <param name="Noisy">The same spoiled: what the encoder was given.</param>
/// <param name="Denoised">E[x | E_q[z | x̃]].</param>
public sealed record DenoisedExamples(string Column, double[] Clean, double[] Noisy, double[] Denoised);

/// <summary>How far spoiled and denoised examples are from the clean ones.</summary>
/// <param name="Data">What the data are called.</param>
/// <param name="Examples">How many examples.</param>
/// <param name="Available">How many examples the data have.</param>
/// <param name="NoisyError">(1/D) Σ (x̃ - x)² over the D numbers of an example, in the units the model sees.</param>
/// <param name="DenoisedError">The same of E[x | E_q[z | x̃]].</param>
/// <param name="Improvement">The noisy error less the denoised one, example by example: above 0 the model removes noise.</param>
/// <param name="LogLikelihood">log p(x | E_q[z | x̃]) of the clean example, its code that of the spoiled one, in nats per example.</param>
/// <param name="CleanLogLikelihood">log p(x | E_q[z | x]), the code that of the clean example: what the model could reach.</param>
public sealed record DenoisingResult(
    string Data, int Examples, int Available, Estimate NoisyError, Estimate DenoisedError, Estimate Improvement, Estimate LogLikelihood,
    Estimate CleanLogLikelihood)
{
    /// <summary>-10·log₁₀ of the noisy error in decibels, where values lie in [0, 1]; null elsewhere, and where there is no error.</summary>
    public Estimate? NoisyPsnr { get; init; }

    /// <summary>The same of the denoised error.</summary>
    public Estimate? DenoisedPsnr { get; init; }

    /// <summary>The denoised error of every example.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> DenoisedErrorPerExample { get; init; } = [];
}

/// <summary>Encodes spoiled examples and decodes their codes: any model so removes noise, a denoising one as it has learned to.</summary>
/// <remarks>
/// P. Vincent et al., "Stacked denoising autoencoders", JMLR 11, 2010, section 2.3. The noise of an example depends on the key and the example's number alone:
/// two models judged with one key are given the same spoiled examples.
/// </remarks>
public static class Denoising
{
    /// <summary>The kinds of noise, by the names of the command line.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["masking", "gaussian", "salt-and-pepper"];

    /// <summary>Noise of a kind for data: gaussian is cut to [0, 1] where values lie there; salt and pepper are the ends of what the data hold.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="amount">The probability of an element to be hit, or of gaussian noise the standard deviation.</param>
    /// <param name="data">The data, as the model sees it.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="ArgumentException">There is no such kind, the amount makes no sense, or the column takes no noise.</exception>
    public static Transform NoiseOf(string kind, double amount, IDataset data, string column = "x")
    {
        ArgumentNullException.ThrowIfNull(data);
        DataColumn described = data.Column(column);
        Transform noise = kind switch
        {
            "masking" => new MaskingNoise { Probability = amount },
            "gaussian" => new GaussianNoise { Scale = amount, Clip = described.Levels > 0 },
            "salt-and-pepper" => SaltAndPepper(amount, data, described),
            _ => throw new ArgumentException($"There is no noise '{kind}'; there are: {string.Join(", ", Kinds)}.", nameof(kind)),
        };
        noise.Column = column;
        _ = noise.Describe(described);
        return noise;
    }

    /// <summary>Measures how far spoiled and denoised examples are from the clean ones.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Clean data, as the model sees it.</param>
    /// <param name="options">The noise, which must be given, and how many examples.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="ArgumentException">There is no noise, or the data set is empty.</exception>
    /// <exception cref="EvaluationNotDefinedException">The model does not encode and decode.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the last batch.</exception>
    public static DenoisingResult Run(LatentModel model, IDataset data, DenoisingOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Noise is null)
            throw new ArgumentException("Denoising: without noise of its own nothing is known of the clean examples, and there is no error to measure.",
                nameof(options));
        int available = data.Count;
        // Numbers of the data set itself: an example's noise is the same whichever others are judged.
        int[] judged = EvaluationData.Rows(data, options.Examples, context);
        RunningMoments noisy = default, denoised = default, improvement = default, likelihood = default, clean = default;
        List<double> perExample = [];
        bool isUnit = false;
        int rows = context.RowsFor(data);
        for (int first = 0; first < judged.Length; first += rows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using Pass pass = context.Pass("noise");
            ReadOnlySpan<int> some = judged.AsSpan(first, Math.Min(rows, judged.Length - first));
            Piece piece = Piece.Of(model, data, some, options.Noise, pass, context);
            isUnit = piece.IsUnit;
            double[] scores = piece.Scores(piece.Codes), cleanScores = piece.Scores(piece.Encode(piece.Batch));
            for (int i = 0; i < some.Length; i++)
            {
                double before = piece.Error(piece.Noisy, i), after = piece.Error(piece.Denoised, i);
                noisy.Add(before);
                denoised.Add(after);
                improvement.Add(before - after);
                likelihood.Add(scores[i]);
                clean.Add(cleanScores[i]);
                perExample.Add(after);
            }

            context.Progress?.Report(Math.Min(1, (first + some.Length) / (double)judged.Length));
        }

        return new DenoisingResult(data.Name, judged.Length, available, noisy.Estimate,
            denoised.Estimate, improvement.Estimate, likelihood.Estimate, clean.Estimate)
        {
            NoisyPsnr = isUnit ? Psnr(noisy.Estimate) : null,
            DenoisedPsnr = isUnit ? Psnr(denoised.Estimate) : null,
            DenoisedErrorPerExample = perExample,
        };
    }

    /// <summary>Some examples, spoiled, and denoised.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data, as the model sees it.</param>
    /// <param name="rows">Which examples; of sequences one at a time.</param>
    /// <param name="noise">What spoils them; null where they are noisy already.</param>
    /// <param name="context">Randomness and device.</param>
    /// <exception cref="EvaluationNotDefinedException">The model does not encode and decode.</exception>
    public static DenoisedExamples Examples(LatentModel model, IDataset data, ReadOnlySpan<int> rows, Transform? noise, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        List<double> clean = [], noisy = [], denoised = [];
        string column = "x";
        int atOnce = context.RowsFor(data);
        for (int first = 0; first < rows.Length; first += atOnce)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using Pass pass = context.Pass("noise");
            Piece piece = Piece.Of(model, data, rows.Slice(first, Math.Min(atOnce, rows.Length - first)), noise, pass, context);
            column = piece.Column;
            clean.AddRange(piece.Clean);
            noisy.AddRange(piece.Noisy);
            denoised.AddRange(piece.Denoised);
        }

        return new DenoisedExamples(column, [.. clean], [.. noisy], [.. denoised]);
    }

    // By the slope of the logarithm: the error of a mean is small against it.
    private static Estimate? Psnr(Estimate error) => error.Value > 0
        ? new Estimate(-10 * Math.Log10(error.Value), 10 / Math.Log(10) * error.StandardError / error.Value)
        : null;

    private static SaltAndPepper SaltAndPepper(double amount, IDataset data, DataColumn column)
    {
        const int atOnce = 1000;
        if (column.Levels > 0) return new SaltAndPepper { Probability = amount };
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        IDataset only = data.Only(column.Name);
        for (int first = 0; first < only.Count; first += atOnce)
        {
            using Pass pass = Pass.Evaluation();
            foreach (double value in only.Get(first, Math.Min(atOnce, only.Count - first), pass, default)[column.Name].ToDoubles())
            {
                if (double.IsFinite(value)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        return low <= high ? new SaltAndPepper { Probability = amount, Low = low, High = high } : new SaltAndPepper { Probability = amount };
    }

    // Some examples within one pass.
    private sealed class Piece
    {
        private readonly LatentModel _model;
        private readonly Pass _pass;
        private readonly double[]? _known;

        private Piece(LatentModel model, Pass pass, Batch batch, Batch spoiled, string column, bool isUnit)
        {
            (_model, _pass, Batch, Column, IsUnit) = (model, pass, batch, column, isUnit);
            Tensor x = batch[column];
            _known = batch.Mask(column) is { } mask && mask.Shape == x.Shape ? mask.ToDoubles() : null;
            Clean = x.ToDoubles();
            Noisy = spoiled[column].ToDoubles();
            Codes = Encode(spoiled);
            Tensor mean = model.Trace(pass, batch, TraceMode.Given(Codes))[column].Prior.Mean;
            Denoised = (mean.Shape == x.Shape ? mean : mean.BroadcastTo(x.Shape)).ToDoubles();
        }

        public string Column { get; }

        public bool IsUnit { get; }

        public Batch Batch { get; }

        public double[] Clean { get; }

        public double[] Noisy { get; }

        public double[] Denoised { get; }

        public Dictionary<string, Tensor> Codes { get; }

        public static Piece Of(LatentModel model, IDataset data, ReadOnlySpan<int> rows, Transform? noise, Pass pass, EvaluationContext context)
        {
            try
            {
                Batch batch = data.Get(rows, pass, context.DataKey);
                string column = noise?.Column ?? model.Trace(pass, batch, TraceMode.Reconstruct).ObservedSites.First().Name;
                Batch spoiled = noise is null
                    ? batch
                    : (noise.Into is null ? noise : noise with { Into = null }).Apply(batch, rows, pass, context.Key.Split("denoising"));
                return new Piece(model, pass, batch, spoiled, column, data.Column(column).Levels > 0);
            }
            catch (Exception error) when (error is KeyNotFoundException or (NotSupportedException and not EvaluationNotDefinedException))
            {
                throw new EvaluationNotDefinedException("Denoising", error.Message);
            }
        }

        public Dictionary<string, Tensor> Encode(Batch batch) => _model.Trace(_pass, batch, TraceMode.Encode).LatentSites
            .ToDictionary(static site => site.Name, static site => site.Value!, StringComparer.Ordinal);

        // What is observed stays in the batch and is scored, whatever the codes come from.
        public double[] Scores(Dictionary<string, Tensor> codes)
        {
            Trace trace = _model.Trace(_pass, Batch, TraceMode.Given(codes));
            return trace.LogLikelihood(trace[Column]).ToDoubles();
        }

        public double Error(double[] values, int example)
        {
            int width = Clean.Length / Batch.Count;
            double sum = 0, count = 0;
            for (int j = example * width; j < (example + 1) * width; j++)
            {
                if (_known is not null && _known[j] == 0) continue;
                sum += (values[j] - Clean[j]) * (values[j] - Clean[j]);
                count++;
            }

            return count == 0 ? 0 : sum / count;
        }
    }
}
