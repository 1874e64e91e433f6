using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Judges a model that says what class an example is of (<see cref="IClassifier"/>) by the labels of held-out data.</summary>
public static class Classification
{
    /// <summary>Classifies the examples, none of whose labels the model sees.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Held-out data, as the model sees it, with labels.</param>
    /// <param name="options">How many examples.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="EvaluationNotDefinedException">The model is no classifier, or the data have no labels.</exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static ClassificationResult Run(LatentModel model, IDataset data, ClassificationOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        const string part = "Classification";
        if (model is not IClassifier { Label.Length: > 0 } classifier) throw new EvaluationNotDefinedException(part,
            "the model does not say what class an example is of");
        if (!data.Has(classifier.Label)) throw new EvaluationNotDefinedException(part, $"{data.Name} has no column '{classifier.Label}' of classes");
        int available = data.Count;
        data = EvaluationData.Subset(data, options.Examples, context);
        Counts? counts = null;
        EvaluationData.ForEach(data, data.Count, context.RowsFor(data), context, "noise", (batch, pass, _) =>
        {
            Tensor logProb = classifier.ClassLogProb(pass, batch);
            counts ??= new Counts(logProb.Shape[1]);
            counts.Add(logProb.ToDoubles(), batch[classifier.Label], batch.Mask(classifier.Label));
        });
        if (counts!.Examples == 0) throw new EvaluationNotDefinedException(part, $"of no example of {data.Name} is the class '{classifier.Label}' known");
        return counts.Result(data, classifier.Label) with { Available = available };
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

    // Rows are what examples are, columns what the model says.
    private sealed class Counts(int classes)
    {
        private readonly int[,] _table = new int[classes, classes];
        private readonly List<double> _errors = [];
        private readonly RunningMoments[] _logProb = new RunningMoments[classes];
        private RunningMoments _all;
        private int _unknown;

        public int Examples => _all.Count;

        public void Add(double[] logProb, Tensor labels, Tensor? mask)
        {
            double[] numbers = labels.ToDoubles(), known = mask?.ToDoubles() ?? [];
            bool areVectors = labels.Shape.Rank == 2;
            for (int i = 0; i < logProb.Length / classes; i++)
            {
                if (known.Length > 0 && known[known.Length == numbers.Length && areVectors ? i * classes : i] == 0)
                {
                    _unknown++;
                    continue;
                }

                int label = areVectors ? Array.IndexOf(numbers, 1, i * classes, classes) - (i * classes) : (int)numbers[i];
                ReadOnlySpan<double> row = logProb.AsSpan(i * classes, classes);
                int said = LargestOf(row);
                if (label < 0 || label >= classes)
                    throw new ArgumentException($"The class of an example is {numbers[i]}, and the model knows {classes}.", nameof(labels));
                if (!double.IsFinite(row[label]))
                    throw new EvaluationNotDefinedException("Classification", $"log q of the class of example {_all.Count + _unknown} is {row[label]}");
                _table[label, said]++;
                _errors.Add(said == label ? 0 : 1);
                _logProb[label].Add(row[label]);
                _all.Add(row[label]);
            }
        }

        public ClassificationResult Result(IDataset data, string label)
        {
            DataColumn column = data.Column(label);
            IReadOnlyList<string> names = column.Classes.Count == classes ? column.Classes : column.Elements.Count == classes ? column.Elements
                : [.. Enumerable.Range(0, classes).Select(static c => c.ToString(System.Globalization.CultureInfo.InvariantCulture))];
            ClassFigures[] figures = [.. Enumerable.Range(0, classes).Select(c => Of(c, names))];
            int right = Enumerable.Range(0, classes).Sum(c => _table[c, c]);
            return new ClassificationResult(data.Name, label, Examples, Share(right, Examples)!, Share(Examples - right, Examples)!, _all.Estimate, figures)
            {
                Unknown = _unknown,
                ErrorPerExample = _errors,
            };
        }

        private ClassFigures Of(int c, IReadOnlyList<string> names)
        {
            int examples = 0, said = 0, most = -1;
            for (int other = 0; other < classes; other++)
            {
                examples += _table[c, other];
                said += _table[other, c];
                if (other != c && _table[c, other] > 0 && (most < 0 || _table[c, other] > _table[c, most])) most = other;
            }

            return new ClassFigures(names[c], examples, Share(_table[c, c], examples), said, Share(_table[c, c], said),
                examples == 0 ? null : _logProb[c].Estimate, most < 0 ? null : names[most]);
        }

        // The standard error of a share, by n - 1, as that of any mean.
        private static Estimate? Share(int of, int all)
        {
            if (all == 0) return null;
            double share = of / (double)all;
            return new Estimate(share, all == 1 ? 0 : Math.Sqrt(share * (1 - share) / (all - 1)));
        }
    }
}
