using Latent.Data;
using Latent.Distributions;
using Latent.Models;

namespace Latent.Evaluation;

/// <summary>How samples are judged.</summary>
public sealed record SampleQualityOptions
{
    /// <summary>How many samples, and how many examples of each data set they are compared with; held-out data may have fewer.</summary>
    public int Samples { get; set; } = 1000;

    /// <summary>How many training examples the classifier learns from.</summary>
    public int TrainingExamples { get; set; } = 10_000;

    /// <summary>Steps the classifier is trained for, of 128 examples.</summary>
    public int ClassifierSteps { get; set; } = 600;

    /// <summary>k: a manifold reaches around each example to its k-th neighbour; 3 in the paper.</summary>
    public int Neighbours { get; set; } = 3;

    /// <summary>The column of classes.</summary>
    public string Labels { get; set; } = "y";

    /// <summary>
    /// Whether samples are draws of p(x | z), not its means. Null for draws where the data has two levels, as that data is itself drawn, and
    /// means elsewhere, as pictures usually show.
    /// </summary>
    public bool? Draws { get; set; }
}

/// <summary>Some examples against held-out data, in features.</summary>
/// <param name="Examples">How many of each.</param>
/// <param name="FrechetDistance">
/// |m₁ - m₂|² + tr(S₁ + S₂ - 2(S₁S₂)^½) of the features' means and covariances, squared distance as usual. Too large by an amount that falls with
/// the number of examples, so only numbers of equally many compare.
/// </param>
/// <param name="Precision">The share of the examples within the manifold of held-out data, 0 to 1.</param>
/// <param name="Recall">The share of held-out data within the manifold of the examples, 0 to 1.</param>
public sealed record QualityScores(int Examples, double FrechetDistance, double Precision, double Recall);

/// <summary>How good samples are, as a classifier of the data sees them.</summary>
/// <param name="Output">The observed site.</param>
/// <param name="AreDraws">Whether samples are draws of p(x | z), not its means.</param>
/// <param name="Classifier">The classifier.</param>
/// <param name="Accuracy">Its accuracy on held-out data: what the features are worth.</param>
/// <param name="Samples">Samples of the model against held-out data.</param>
/// <param name="Real">
/// Training data that the classifier has not seen against held-out data, as many or, of a small training set, half of it: what a perfect model
/// would have.
/// </param>
public sealed record SampleQualityResult(
    string Output, bool AreDraws, string Classifier, double Accuracy, QualityScores Samples, QualityScores Real);

/// <summary>Fréchet distance, precision and recall of samples in the features of a small classifier that is trained on the spot.</summary>
/// <remarks>
/// <para>
/// M. Heusel et al., "GANs trained by a two time-scale update rule converge to a local Nash equilibrium", NeurIPS 2017, eq. 6. T. Kynkäänniemi
/// et al., "Improved precision and recall metric for assessing generative models", NeurIPS 2019, eqs. 1 and 2.
/// </para>
/// <para>
/// The features are of this data, not of ImageNet: numbers compare between models on the same data and key, and with nothing published.
/// Without labels nothing says which features matter, and there is no result.
/// </para>
/// </remarks>
public static class SampleQuality
{
    /// <summary>Trains the classifier and compares.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Held-out data, as the model sees it, with labels.</param>
    /// <param name="train">The training set, as the model sees it, with labels.</param>
    /// <param name="options">How many examples.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="EvaluationNotDefinedException">
    /// There are no labels, values are missing, or the model does not generate by itself; the message says which.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static SampleQualityResult Run(LatentModel model, IDataset data, IDataset train, SampleQualityOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Neighbours, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ClassifierSteps, nameof(options));
        const string part = "Sample quality";
        ModelCodes codes = ModelCodes.Read(model, data, context, out string? obstacle) ?? throw new EvaluationNotDefinedException(part, obstacle!);
        int classes = ClassesOf(part, codes, data, train, options.Labels);
        int count = Math.Min(options.Samples, Math.Min(data.Count, train.Count));
        if (count <= options.Neighbours)
            throw new EvaluationNotDefinedException(part, $"{count} examples have no {options.Neighbours} neighbours each");
        int width = codes.OutputWidth;
        int[] chosen = EvaluationData.Choose(train.Count, options.TrainingExamples, context.Key.Split("training examples"));
        // What the yardstick is made of, the classifier has not seen: it would tell the examples it knows by heart from others.
        int reserved = Math.Min(count, chosen.Length / 2);
        int[] trainRows = chosen[reserved..];
        int[] heldRows = EvaluationData.Choose(data.Count, count, context.Key.Split("held-out examples"));
        double[] known = EvaluationData.Values(train, codes.Output, trainRows, context), held = EvaluationData.Values(data, codes.Output, heldRows, context);
        FeatureClassifier classifier = FeatureClassifier.Train(
            known, LabelsOf(train, options.Labels, trainRows), width, classes, options.ClassifierSteps, context.Part(0, 0.7));
        bool draws = options.Draws ?? data.Column(codes.Output).Levels == 2;
        double[] generated = codes.Generate(count, means: !draws, context).Outputs;
        double[] reference = classifier.Features(held, context);
        context.Progress?.Report(0.8);
        double[] real = classifier.Features(EvaluationData.Values(train, codes.Output, chosen.AsSpan(0, reserved), context), context);
        QualityScores samples = Score(classifier.Features(generated, context), reference, options.Neighbours, context);
        context.Progress?.Report(0.9);
        SampleQualityResult result = new(
            codes.Output, draws,
            $"{width}-128-{FeatureClassifier.FeatureCount}-{classes} perceptron, {options.ClassifierSteps} steps on {trainRows.Length} examples",
            classifier.Accuracy(held, LabelsOf(data, options.Labels, heldRows), context), samples, Score(real, reference, options.Neighbours, context));
        context.Progress?.Report(1);
        return result;
    }

    /// <summary>Compares two sets of features.</summary>
    internal static QualityScores Score(double[] samples, double[] real, int k, EvaluationContext context)
    {
        const int width = FeatureClassifier.FeatureCount;
        int count = Math.Min(samples.Length, real.Length) / width;
        (samples, real) = (samples[..(count * width)], real[..(count * width)]);
        (double[] mean1, double[,] covariance1) = MomentsOf(samples, width);
        (double[] mean2, double[,] covariance2) = MomentsOf(real, width);
        return new QualityScores(
            count, Divergences.Wasserstein2Squared(mean1, covariance1, mean2, covariance2), ShareWithin(samples, real, width, k, context),
            ShareWithin(real, samples, width, k, context));
    }

    /// <summary>The share of points that lie within the k-th neighbour's distance of some point of a set, among that set (eq. 1 of the paper).</summary>
    internal static double ShareWithin(double[] points, double[] set, int width, int k, EvaluationContext context)
    {
        double[] radii = [.. NearestNeighbours.Find(set, set, width, k, areOne: true, context).Select(static nearest => nearest[^1].Distance)];
        int m = points.Length / width, within = 0;
        for (int i = 0; i < m; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<double> point = points.AsSpan(i * width, width);
            for (int j = 0; j < radii.Length; j++)
            {
                if (Geometry.Distance(point, set.AsSpan(j * width, width)) > radii[j]) continue;
                within++;
                break;
            }
        }

        return within / (double)m;
    }

    /// <summary>Mean and covariance, by n - 1, of rows.</summary>
    internal static (double[] Mean, double[,] Covariance) MomentsOf(double[] rows, int width)
    {
        int n = rows.Length / width;
        double[] mean = new double[width];
        for (int i = 0; i < rows.Length; i++)
            mean[i % width] += rows[i] / n;
        double[,] covariance = new double[width, width];
        double[] centred = new double[width];
        for (int i = 0; i < n; i++)
        {
            for (int a = 0; a < width; a++)
                centred[a] = rows[(i * width) + a] - mean[a];
            for (int a = 0; a < width; a++)
            {
                for (int b = 0; b <= a; b++)
                    covariance[a, b] += centred[a] * centred[b] / (n - 1);
            }
        }

        for (int a = 0; a < width; a++)
        {
            for (int b = 0; b < a; b++)
                covariance[b, a] = covariance[a, b];
        }

        return (mean, covariance);
    }

    private static int ClassesOf(string part, ModelCodes codes, IDataset data, IDataset train, string labels)
    {
        foreach (IDataset set in new[] { data, train })
        {
            if (!set.Has(labels) || set.Column(labels) is not { Shape.Rank: 0, Classes.Count: > 1 })
                throw new EvaluationNotDefinedException(part, $"{set.Name} has no column '{labels}' of classes to train a classifier by");
            if (!set.Has(codes.Output) || set.Column(codes.Output) is not { HasMissing: false } column || column.Shape.Count != codes.OutputWidth)
            {
                throw new EvaluationNotDefinedException(
                    part, $"{set.Name} has no column '{codes.Output}' of {codes.OutputWidth} numbers without missing values");
            }
        }

        return Math.Max(data.Column(labels).Classes.Count, train.Column(labels).Classes.Count);
    }

    private static int[] LabelsOf(IDataset data, string labels, int[] rows) => data.Select(rows).ReadIntegers(labels);
}
