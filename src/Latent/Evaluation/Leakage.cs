using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>How it is judged what codes tell of an attribute.</summary>
public sealed record LeakageOptions
{
    /// <summary>The column of classes y; null to leave the part out.</summary>
    public string? Attribute { get; set; }

    /// <summary>How many training examples the classifiers learn from; 0 for all.</summary>
    public int TrainingExamples { get; set; }

    /// <summary>Steps the perceptron is trained for, of 128 examples; the logistic regression is fitted to its optimum.</summary>
    public int ClassifierSteps { get; set; } = 3000;
}

/// <summary>What one classifier that was trained afterwards finds of an attribute in codes it has not seen.</summary>
/// <param name="Classifier">Which, in words.</param>
/// <param name="AreDraws">Whether codes are draws of q(z | x), which I(z; y) is about; else they are its means, which tell at least as much.</param>
/// <param name="Information">
/// A lower bound on I(z; y) in nats: the mean over held-out examples of log r(y | z) - log p̂(y), p̂ the frequencies among them. Below 0 where
/// the classifier does worse than these.
/// </param>
/// <param name="Accuracy">The share of examples given their own class.</param>
/// <param name="Auroc">The probability that of two examples of different class the right one is given the higher score, ½ for a tie; null but for
/// two classes.</param>
public sealed record LeakageScore(string Classifier, bool AreDraws, Estimate Information, Estimate Accuracy, double? Auroc);

/// <summary>What codes tell of an attribute.</summary>
/// <param name="Attribute">y.</param>
/// <param name="Data">What the classifiers were judged on.</param>
/// <param name="Examples">How many examples of it had a known y.</param>
/// <param name="TrainingExamples">How many they learned from.</param>
/// <param name="Entropy">H(y) in nats of the frequencies in that data, which no information exceeds.</param>
/// <param name="Majority">The share of the most frequent class: the accuracy of who knows nothing.</param>
/// <param name="Scores">One per classifier and kind of code.</param>
public sealed record LeakageResult(
    string Attribute, string Data, int Examples, int TrainingExamples, double Entropy, double Majority, IReadOnlyList<LeakageScore> Scores)
{
    /// <summary>The largest lower bound by draws: what was found of I(z; y).</summary>
    public Estimate Information => Scores.Where(static score => score.AreDraws).Select(static score => score.Information).MaxBy(static i => i.Value)!;
}

/// <summary>
/// Judges what codes tell of an attribute by classifiers that the model never saw: a logistic regression and a perceptron with two hidden
/// layers of 128 and 64 units, trained on codes of the training set, judged on codes of held-out data.
/// </summary>
/// <remarks>
/// I(z; y) = H(y) + E log r(y | z) + E KL(q(y | z) ‖ r(y | z)), so what a classifier r finds is a lower bound (D. Barber, F. Agakov, "The IM
/// algorithm", NeurIPS 2003); another might find more. A training that hid y from a classifier of its own is judged by others here. Codes of
/// several latent sites are taken together, and standardised.
/// </remarks>
public static class Leakage
{
    // So little that it only keeps the optimum in reach where a line tells the classes apart without a mistake.
    private const double Penalty = 1e-6;
    private const double Tolerance = 1e-6;
    private const int Steps = 500;

    /// <summary>Trains the classifiers and judges.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Held-out data, as the model sees it, with the attribute.</param>
    /// <param name="train">The training set, as the model sees it, with the attribute.</param>
    /// <param name="options">Which attribute, and how thoroughly.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="EvaluationNotDefinedException">No attribute is named, it is no column of classes, or is known for too few examples.</exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static LeakageResult Run(LatentModel model, IDataset data, IDataset train, LeakageOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        context.Cancellation.ThrowIfCancellationRequested();
        const string part = "Leakage";
        string attribute = options.Attribute ?? throw new EvaluationNotDefinedException(part, "no attribute is named (leakage.attribute, or --attribute)");
        int classes = Math.Max(ClassesOf(data), ClassesOf(train));
        (double[] Draws, double[] Means, int[] Labels) learned = Read(Chosen(), context.Part(0, 0.2)), judged = Read(data, context.Part(0.2, 0.3));
        int width = learned.Draws.Length / learned.Labels.Length;
        double[] frequencies = new double[classes];
        foreach (int label in judged.Labels) frequencies[label] += 1.0 / judged.Labels.Length;
        List<LeakageScore> scores = [];
        foreach (bool draws in new[] { true, false })
        {
            double[] x = draws ? learned.Draws : learned.Means, held = draws ? judged.Draws : judged.Means;
            (x, held) = Standardized(x, held, width);
            LogisticRegression line = LogisticRegression.Fit(
                LogisticData.Of(x, learned.Labels, width), classes, Penalty, Tolerance, Steps, context);
            scores.Add(Score("logistic regression", draws, line.LogProb(held), judged.Labels, frequencies));
            double from = draws ? 0.3 : 0.65;
            FeatureClassifier perceptron = FeatureClassifier.Train(
                x, learned.Labels, width, classes, options.ClassifierSteps, context.Part(from, from + 0.35));
            scores.Add(Score("perceptron", draws, perceptron.LogProbabilities(held, context), judged.Labels, frequencies));
        }

        double entropy = -frequencies.Where(static p => p > 0).Sum(static p => p * Math.Log(p));
        return new LeakageResult(attribute, data.Name, judged.Labels.Length, learned.Labels.Length, entropy, frequencies.Max(), scores);

        int ClassesOf(IDataset set) => set.Has(attribute) && set.Column(attribute) is { Classes.Count: > 1, Shape.Rank: 0 } column
            ? column.Classes.Count
            : throw new EvaluationNotDefinedException(
                part, $"{set.Name} has no column '{attribute}' of classes; it has: {string.Join(", ", set.Columns.Select(static c => c.Name))}");

        IDataset Chosen() => options.TrainingExamples == 0 || options.TrainingExamples >= train.Count
            ? train
            : train.Select(EvaluationData.Choose(train.Count, options.TrainingExamples, context.Key.Split("training examples")));

        (double[] Draws, double[] Means, int[] Labels) Read(IDataset set, EvaluationContext some)
        {
            List<double> drawn = [], means = [];
            List<int> labels = [];
            // Draws of training and held-out codes have noise of their own.
            EvaluationData.ForEach(set, set.Count, some.RowsFor(set), some, ReferenceEquals(set, data) ? "held-out codes" : "codes", (batch, pass, _) =>
            {
                double[] y = batch[attribute].ToDoubles();
                Add(drawn, model.Trace(pass, batch, TraceMode.Posterior()), y);
                Add(means, model.Trace(pass, batch, TraceMode.Encode), y);
                labels.AddRange(y.Where(static value => !double.IsNaN(value)).Select(static value => (int)value));
            });
            return labels.Count >= 10
                ? ([.. drawn], [.. means], [.. labels])
                : throw new EvaluationNotDefinedException(part, $"'{attribute}' is known for {labels.Count} examples of {set.Name}");
        }
    }

    /// <summary>The probability that of two examples of classes 1 and 0 the first has the higher score, half for a tie.</summary>
    internal static double AreaUnderCurve(ReadOnlySpan<double> scores, int[] labels)
    {
        double[] ordered = scores.ToArray();
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        Array.Sort(ordered, order);
        double ranks = 0;
        int ones = labels.Count(static label => label == 1);
        for (int first = 0; first < order.Length;)
        {
            int end = first;
            while (end < order.Length && ordered[end] == ordered[first]) end++;
            for (int i = first; i < end; i++)
            {
                if (labels[order[i]] == 1) ranks += (first + end + 1) / 2.0;
            }

            first = end;
        }

        return (ranks - (ones * (ones + 1.0) / 2)) / ((double)ones * (labels.Length - ones));
    }

    private static LeakageScore Score(string name, bool draws, double[] logProbabilities, int[] labels, double[] frequencies)
    {
        int classes = frequencies.Length;
        RunningMoments information = default, right = default;
        double[] scores = new double[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<double> row = logProbabilities.AsSpan(i * classes, classes);
            information.Add(row[labels[i]] - Math.Log(frequencies[labels[i]]));
            right.Add(Classification.LargestOf(row) == labels[i] ? 1 : 0);
            scores[i] = row[classes - 1] - row[0];
        }

        bool areTwo = classes == 2 && frequencies[0] > 0 && frequencies[1] > 0;
        return new LeakageScore(name, draws, information.Estimate, right.Estimate, areTwo ? AreaUnderCurve(scores, labels) : null);
    }

    private static void Add(List<double> codes, Trace trace, double[] y)
    {
        if (trace.LatentSites.FirstOrDefault(static site => site.IsEnumerated || site.Kind != SiteKind.Latent) is { } told)
        {
            throw new EvaluationNotDefinedException("Leakage",
                $"'{told.Name}' is gone through value by value, or given where it is known: codes of this model are those of a class, not of an example alone");
        }

        double[][] sites = [.. trace.LatentSites.Select(static site => site.Value!.ToDoubles())];
        for (int row = 0; row < y.Length; row++)
        {
            if (double.IsNaN(y[row])) continue;
            foreach (double[] site in sites)
            {
                int size = site.Length / y.Length;
                codes.AddRange(site.AsSpan(row * size, size));
            }
        }
    }

    private static (double[] Learned, double[] Held) Standardized(double[] learned, double[] held, int width)
    {
        double[] mean = new double[width], scale = new double[width];
        for (int d = 0; d < width; d++)
        {
            RunningMoments moments = default;
            for (int i = d; i < learned.Length; i += width) moments.Add(learned[i]);
            (mean[d], scale[d]) = (moments.Mean, moments.Variance > 0 ? 1 / Math.Sqrt(moments.Variance) : 1);
        }

        return (Apply(learned), Apply(held));

        double[] Apply(double[] codes) => [.. codes.Select((value, i) => (value - mean[i % width]) * scale[i % width])];
    }
}
