using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Json;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>How codes are probed for classes.</summary>
public sealed record ProbeOptions
{
    /// <summary>How many training examples of a known class, chosen at random by the key; 0 for all.</summary>
    public int TrainingExamples { get; set; } = 5000;

    /// <summary>How many held-out examples of a known class, chosen at random by the key; 0 for all.</summary>
    public int Examples { get; set; }

    /// <summary>The share of the training examples that choose λ, and are then learned from, too.</summary>
    public double HeldOut { get; set; } = 0.2;

    /// <summary>The λ to choose from.</summary>
    public IReadOnlyList<double> Penalties { get; set; } = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1];

    /// <summary>How the numbers of a code are put on a scale.</summary>
    public ProbeScaling Scaling { get; set; }

    /// <summary>k of the k nearest neighbours; 0 for none.</summary>
    public int Neighbours { get; set; } = 5;

    /// <summary>How many training examples neighbours are looked for among, and for how many held-out ones.</summary>
    public int NeighbourExamples { get; set; } = 2000;

    /// <summary>The column of classes.</summary>
    public string Labels { get; set; } = "y";

    internal void ThrowIfWrong()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(TrainingExamples);
        ArgumentOutOfRangeException.ThrowIfNegative(Examples);
        ArgumentOutOfRangeException.ThrowIfNegative(HeldOut);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(HeldOut, 1);
        ArgumentOutOfRangeException.ThrowIfZero(Penalties.Count);
        foreach (double penalty in Penalties) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(penalty, nameof(Penalties));
        ArgumentOutOfRangeException.ThrowIfNegative(Neighbours);
        ArgumentOutOfRangeException.ThrowIfNegative(NeighbourExamples);
    }
}

/// <summary>How the numbers of a code are put on a scale before they are read.</summary>
[JsonConverter(typeof(KebabNames<ProbeScaling>))]
public enum ProbeScaling
{
    /// <summary>Each by its own mean and deviation: a number of small variance counts as much as another.</summary>
    Each,

    /// <summary>All by their common variance, so that they keep their proportions: for sparse codes, whose rare elements are large where they are not
    /// zero.</summary>
    Together,
}

/// <summary>What of the classes can be read off the codes.</summary>
/// <param name="Data">What the held-out data are called.</param>
/// <param name="Examples">How many held-out examples.</param>
/// <param name="Available">How many of a known class there are.</param>
/// <param name="TrainingExamples">How many examples the regression was fitted to.</param>
/// <param name="Width">How many numbers a code has.</param>
/// <param name="Classes">How many classes.</param>
/// <param name="Penalty">The λ chosen.</param>
/// <param name="Error">The share of held-out examples given another class than their own, 0 to 1.</param>
/// <param name="TrainingError">The same of the examples it was fitted to.</param>
/// <param name="LogLikelihood">log p(y | code) of held-out examples, in nats.</param>
/// <param name="Neighbours">The share of held-out examples given another class by their nearest neighbours; null if there are none.</param>
public sealed record ProbeResult(
    string Data, int Examples, int Available, int TrainingExamples, int Width, int Classes, double Penalty, Estimate Error, double TrainingError,
    Estimate LogLikelihood, NeighbourError? Neighbours);

/// <summary>What the nearest neighbours of codes say of their classes.</summary>
/// <param name="Count">k.</param>
/// <param name="Examples">How many held-out examples.</param>
/// <param name="TrainingExamples">Among how many.</param>
/// <param name="Error">The share given another class than their own, 0 to 1.</param>
public sealed record NeighbourError(int Count, int Examples, int TrainingExamples, Estimate Error);

/// <summary>How well the classes of examples can be told from their codes: by a linear classifier, and by the nearest neighbours.</summary>
/// <remarks>
/// <para>
/// Codes are the means of q, standardised over the training examples (see <see cref="ProbeScaling"/>). A multinomial logistic regression is
/// fitted to its optimum for every λ on a part of them, the λ of the highest likelihood on the rest is taken, and the regression fitted again
/// to all. Where few training examples have a label (<see cref="FewLabels"/>), these are what there is: so the codes of a model that saw no labels
/// are M1 of Kingma et al. 2014. G. Alain, Y. Bengio, "Understanding intermediate layers using linear classifier probes", 2017.
/// </para>
/// <para>
/// The k nearest neighbours are by Euclidean distance of the standardised codes; of equally frequent classes that of the nearest one is taken.
/// </para>
/// </remarks>
public static class CodeProbe
{
    // Far below what a choice among classes could feel.
    private const double Tolerance = 1e-6, Roughly = 1e-4;
    private const int Steps = 1000;

    /// <summary>Encodes, fits and counts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Held-out data, as the model sees it, with labels.</param>
    /// <param name="train">The training set, as the model sees it, with labels.</param>
    /// <param name="options">How many examples.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="EvaluationNotDefinedException">There are no labels, or the model has no codes; the message says which.</exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static ProbeResult Run(LatentModel model, IDataset data, IDataset train, ProbeOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        options.ThrowIfWrong();
        const string part = "Probe";
        foreach (IDataset set in new[] { data, train })
        {
            if (!set.Has(options.Labels) || set.Column(options.Labels) is not { Shape.Rank: 0, Classes.Count: > 1 })
                throw new EvaluationNotDefinedException(part, $"{set.Name} has no column '{options.Labels}' of classes to tell apart");
        }

        ModelCodes codes = ModelCodes.Read(model, data, context, out string? obstacle) ?? throw new EvaluationNotDefinedException(part, obstacle!);
        if (codes.IsTold(options.Labels))
        {
            throw new EvaluationNotDefinedException(part,
                $"the encoder is told the class '{options.Labels}' itself, and its codes are of examples of a known class");
        }

        int classes = Math.Max(data.Column(options.Labels).Classes.Count, train.Column(options.Labels).Classes.Count);
        (int[] rows, int[] labels) = Known(train, options.Labels, options.TrainingExamples, context.Key.Split("probe training"), out _);
        (int[] heldRows, int[] heldLabels) = Known(data, options.Labels, options.Examples, context.Key.Split("probe examples"), out int available);
        double[] x = codes.Encode(train, rows, context), held = codes.Encode(data, heldRows, context);
        context.Progress?.Report(0.3);
        Standardise(x, held, codes.Width, options.Scaling);
        double penalty = Choose(x, labels, codes.Width, classes, options, context.Part(0.3, 0.7));
        LogisticRegression fitted = LogisticRegression.Fit(LogisticData.Of(x, labels, codes.Width), classes, penalty, Tolerance, Steps, context);
        context.Progress?.Report(0.9);
        (Estimate error, Estimate likelihood) = Score(fitted.LogProb(held), heldLabels, classes);
        ProbeResult result = new(
            data.Name, heldRows.Length, available, rows.Length, codes.Width, classes, penalty, error,
            Score(fitted.LogProb(x), labels, classes).Error.Value, likelihood,
            NearestOf(x, labels, held, heldLabels, codes.Width, classes, options, context));
        context.Progress?.Report(1);
        return result;
    }

    // On the same cut for every λ; each fit starts from the one before, whose λ is the next larger.
    private static double Choose(double[] x, int[] labels, int width, int classes, ProbeOptions options, EvaluationContext context)
    {
        int n = labels.Length, rest = (int)(n * options.HeldOut);
        if (options.Penalties.Count == 1 || rest == 0 || rest == n) return options.Penalties.Max(); // nothing to choose, or to choose by
        LogisticData known = LogisticData.Of(x.AsSpan(rest * width), labels[rest..], width);
        double[] asked = x[..(rest * width)];
        int[] askedLabels = labels[..rest];
        double best = double.NegativeInfinity, chosen = options.Penalties[0];
        double[]? start = null;
        int done = 0;
        foreach (double penalty in options.Penalties.OrderDescending())
        {
            LogisticRegression fitted = LogisticRegression.Fit(known, classes, penalty, Roughly, Steps, context, start);
            double likelihood = Score(fitted.LogProb(asked), askedLabels, classes).LogLikelihood.Value;
            context.Progress?.Report(++done / (double)options.Penalties.Count);
            start = fitted.Parameters;
            if (likelihood > best) (best, chosen) = (likelihood, penalty);
        }

        return chosen;
    }

    private static void Standardise(double[] x, double[] held, int width, ProbeScaling scaling)
    {
        RunningMoments[] moments = new RunningMoments[width];
        for (int i = 0; i < x.Length; i++) moments[i % width].Add(x[i]);
        double common = 1 / Math.Sqrt(moments.Average(static m => m.Variance));
        for (int j = 0; j < width; j++)
        {
            // What never changes in training says nothing, whatever it is elsewhere.
            double mean = moments[j].Mean, deviation = Math.Sqrt(moments[j].Variance);
            double factor = deviation <= 1e-12 * Math.Max(1, Math.Abs(mean)) ? 0 : scaling == ProbeScaling.Each ? 1 / deviation : common;
            for (int i = j; i < x.Length; i += width) x[i] = (x[i] - mean) * factor;
            for (int i = j; i < held.Length; i += width) held[i] = (held[i] - mean) * factor;
        }
    }

    private static (Estimate Error, Estimate LogLikelihood) Score(double[] logProb, int[] labels, int classes)
    {
        RunningMoments errors = default, likelihood = default;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<double> row = logProb.AsSpan(i * classes, classes);
            errors.Add(Classification.LargestOf(row) == labels[i] ? 0 : 1);
            likelihood.Add(row[labels[i]]);
        }

        return (errors.Estimate, likelihood.Estimate);
    }

    private static NeighbourError? NearestOf(
        double[] x, int[] labels, double[] held, int[] heldLabels, int width, int classes, ProbeOptions options, EvaluationContext context)
    {
        int among = Math.Min(labels.Length, options.NeighbourExamples), asked = Math.Min(heldLabels.Length, options.NeighbourExamples);
        if (options.Neighbours == 0 || among <= options.Neighbours) return null;
        (int Index, double Distance)[][] found = NearestNeighbours.Find(
            held[..(asked * width)], x[..(among * width)], width, options.Neighbours, areOne: false, context);
        RunningMoments errors = default;
        double[] votes = new double[classes];
        for (int i = 0; i < asked; i++)
        {
            Array.Clear(votes);
            // The vote of the nearest decides where others are even.
            for (int j = 0; j < found[i].Length; j++) votes[labels[found[i][j].Index]] += j == 0 ? 1.5 : 1;
            errors.Add(Classification.LargestOf(votes) == heldLabels[i] ? 0 : 1);
        }

        return new NeighbourError(options.Neighbours, asked, among, errors.Estimate);
    }

    // Examples of a known class, and their classes.
    private static (int[] Rows, int[] Labels) Known(IDataset data, string column, int most, RandomKey key, out int available)
    {
        // An example that is repeated so that a training sees its label often is one example.
        double[] labels = data.ReadNumbers(column)[..data.DistinctOf()];
        int[] known = [.. Enumerable.Range(0, labels.Length).Where(i => !double.IsNaN(labels[i]))];
        if (known.Length == 0) throw new EvaluationNotDefinedException("Probe", $"no example of {data.Name} has a known '{column}'");
        available = known.Length;
        int[] rows = [.. EvaluationData.Choose(known.Length, most == 0 ? known.Length : Math.Min(most, known.Length), key).Select(i => known[i])];
        return (rows, [.. rows.Select(i => checked((int)labels[i]))]);
    }
}
