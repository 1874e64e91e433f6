using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Models;

namespace Latent.Evaluation;

/// <summary>How a model's own classifier is judged.</summary>
public sealed record ClassificationOptions
{
    /// <summary>How many examples, chosen at random by the key; 0 for all.</summary>
    public int Examples { get; set; }
}

/// <summary>How often a model's own classifier is right.</summary>
/// <param name="Data">What the data are called.</param>
/// <param name="Examples">How many examples, those of known class.</param>
/// <param name="Available">How many examples the data have.</param>
/// <param name="Label">The column predicted.</param>
/// <param name="Error">The share of examples given another class than their own, 0 to 1.</param>
/// <param name="LogLikelihood">log q(y | x) of the example's own class, in nats.</param>
public sealed record ClassificationResult(string Data, int Examples, int Available, string Label, Estimate Error, Estimate LogLikelihood)
{
    /// <summary>1 for every example given another class than its own, else 0.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> ErrorPerExample { get; init; } = [];
}

/// <summary>Counts how often q(y | x) of an <see cref="IClassifier"/> is highest for the class that an example has.</summary>
public static class ClassificationEvaluation
{
    /// <summary>Counts over the examples of known class.</summary>
    /// <param name="model">The model, a classifier.</param>
    /// <param name="data">The data, as the model sees it, with the column of classes.</param>
    /// <param name="options">How many examples.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="EvaluationNotDefinedException">The model is no classifier, or no class is known.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the last batch.</exception>
    public static ClassificationResult Run(LatentModel model, IDataset data, ClassificationOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        const string part = "Classification";
        if (model is not IClassifier { Label.Length: > 0 } classifier) throw new EvaluationNotDefinedException(part, "the model predicts no class");
        if (!data.Has(classifier.Label)) throw new EvaluationNotDefinedException(part, $"{data.Name} has no column '{classifier.Label}' of classes");
        int available = data.Count;
        data = EvaluationData.Subset(data, options.Examples, context, out _);
        RunningMoments errors = default, likelihood = default;
        List<double> perExample = [];
        EvaluationData.ForEach(data, data.Count, context.RowsFor(data), context, "noise", (batch, pass, _) =>
        {
            double[] logProb = classifier.ClassLogProb(pass, batch).ToDoubles(), truth = batch[classifier.Label].ToDoubles();
            double[]? known = batch.Mask(classifier.Label)?.ToDoubles();
            int classes = truth.Length / batch.Count;
            for (int i = 0; i < batch.Count; i++)
            {
                if (known is not null && known[i * (known.Length / batch.Count)] == 0) continue;
                int own = LargestOf(truth.AsSpan(i * classes, classes));
                ReadOnlySpan<double> row = logProb.AsSpan(i * classes, classes);
                double error = LargestOf(row) == own ? 0 : 1;
                errors.Add(error);
                perExample.Add(error);
                likelihood.Add(row[own]);
            }
        });
        if (errors.Count == 0) throw new EvaluationNotDefinedException(part, $"of no example of {data.Name} the class '{classifier.Label}' is known");
        return new ClassificationResult(data.Name, errors.Count, available, classifier.Label, errors.Estimate, likelihood.Estimate)
        {
            ErrorPerExample = perExample,
        };
    }

    /// <summary>The place of the largest number; of equal ones the first.</summary>
    internal static int LargestOf(ReadOnlySpan<double> values)
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest]) largest = i;
        }

        return largest;
    }
}
