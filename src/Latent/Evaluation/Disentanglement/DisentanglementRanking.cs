using Latent.Data;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation.Disentanglement;

/// <summary>How the likeness of two elements is measured.</summary>
public enum LikenessKind
{
    /// <summary>The size of the coefficient in a lasso regression of one code's standardised elements on the other's, with penalty 0.1·|w|₁.</summary>
    Lasso,

    /// <summary>The size of Spearman's rank correlation.</summary>
    Spearman,
}

/// <summary>What a model makes of the examples that all models of a ranking are shown.</summary>
/// <param name="Name">The model.</param>
/// <param name="Codes">[n, d], row after row: the means of q.</param>
/// <param name="Width">d.</param>
/// <param name="Kl">KL(q ‖ p) of each element, mean over examples, in nats; null where it is not known, and all elements that vary count.</param>
public sealed record RankedCodes(string Name, IReadOnlyList<double> Codes, int Width, IReadOnlyList<double>? Kl = null)
{
    /// <summary>The codes of some examples of a data set, the same for every model with the same key: of all latent sites, one after the other.</summary>
    /// <param name="name">What the model is called.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">The data as the model sees it.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <param name="count">How many examples, chosen at random by the key; fewer if there are fewer.</param>
    /// <exception cref="ArgumentException">There are no examples, or the model names no latent variable.</exception>
    public static RankedCodes Of(string name, LatentModel model, IDataset data, EvaluationContext context, int count = 2000)
    {
        ArgumentNullException.ThrowIfNull(context);
        LatentCodes codes = LatentCodes.Encode(
            model, EvaluationData.Subset(data, count, context), context.Key, batchSize: context.RowsFor(data), device: context.Device,
            cancellation: context.Cancellation);
        bool isKnown = codes.Sites.All(static site => site.Kl.Count == site.Width);
        return new RankedCodes(name, codes.Flat(), codes.Sites.Sum(static site => site.Width), isKnown ? [.. codes.Sites.SelectMany(static s => s.Kl)] : null);
    }
}

/// <summary>A ranking of models without factors.</summary>
/// <param name="Scores">UDR of each model, in [0, 1].</param>
/// <param name="Pairs">UDR_ij of each pair, [i][j]; NaN for a model and itself.</param>
public sealed record RankingResult(IReadOnlyList<double> Scores, IReadOnlyList<IReadOnlyList<double>> Pairs)
{
    /// <summary>The median of the scores: how well models of this kind find the same elements.</summary>
    public double Median => DisentanglementRanking.Median(Scores);
}

/// <summary>
/// UDR, the unsupervised disentanglement ranking: models of one kind trained from different seeds that found the factors agree on them, element by
/// element; models that mix them each mix differently.
/// </summary>
/// <remarks>
/// <para>
/// With R(a, b) the likeness of element a of model i to element b of model j, UDR_ij = 1/(d_a + d_b)·[Σ_b max_a R(a, b)²/Σ_a R(a, b) +
/// Σ_a max_b R(a, b)²/Σ_b R(a, b)], over the d_a and d_b elements that say something: KL above 0.01 nats. A model's score is the median of its
/// UDR_ij over all others (S. Duan et al., "Unsupervised model selection for variational disentangled representation learning", ICLR 2020,
/// equations 2 and 3). Models that agree but for order, sign and scale, of uncorrelated elements, have 1, by lasso (1 - 0.1)²/(1 - 0.1) = 0.9.
/// </para>
/// <para>The lasso minimises 1/(2n)·|y - X·w|² + 0.1·|w|₁ by coordinate descent. Permutations, signs, shifts and scales of elements change nothing.</para>
/// </remarks>
public static class DisentanglementRanking
{
    private const double LassoPenalty = 0.1, LeastKl = 0.01;

    /// <summary>Ranks models.</summary>
    /// <param name="models">At least two, of the same examples in the same order.</param>
    /// <param name="kind">How elements are compared.</param>
    /// <param name="cancellation">Looked at between two models.</param>
    /// <exception cref="ArgumentException">There are fewer than two models, or their codes are not of the same examples.</exception>
    public static RankingResult Run(
        IReadOnlyList<RankedCodes> models, LikenessKind kind = LikenessKind.Lasso, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count < 2)
        {
            throw new ArgumentException(
                $"DisentanglementRanking: models are compared with one another; at least two are needed, and {models.Count} given.", nameof(models));
        }

        int n = CountOf(models[0]);
        double[][][] columns = new double[models.Count][][];
        for (int m = 0; m < models.Count; m++)
        {
            if (CountOf(models[m]) != n)
            {
                throw new ShapeException(
                    $"DisentanglementRanking: '{models[0].Name}' has codes of {n} examples and '{models[m].Name}' of {CountOf(models[m])}; all are shown "
                    + "the same.");
            }

            columns[m] = Informative(models[m], n, kind);
        }

        double[][] pairs = new double[models.Count][];
        for (int i = 0; i < models.Count; i++)
        {
            double[][] gram = kind == LikenessKind.Lasso ? [.. columns[i].Select(x => columns[i].Select(y => Mean(x, y)).ToArray())] : [];
            pairs[i] = new double[models.Count];
            for (int j = 0; j < models.Count; j++)
            {
                cancellation.ThrowIfCancellationRequested();
                pairs[i][j] = i == j ? double.NaN : Agreement(columns[i], gram, columns[j], kind);
            }
        }

        return new RankingResult([.. pairs.Select(static row => Median(row.Where(static value => !double.IsNaN(value))))], pairs);
    }

    private static int CountOf(RankedCodes model)
    {
        if (model.Width < 1 || model.Codes.Count % model.Width != 0 || model.Codes.Count < 2 * model.Width)
        {
            throw new ShapeException(
                $"DisentanglementRanking: '{model.Name}' has {model.Codes.Count} numbers, which are not codes of {model.Width} elements of two examples "
                + "or more.");
        }

        if (model.Kl is { } kl && kl.Count != model.Width)
            throw new ShapeException($"DisentanglementRanking: '{model.Name}' has KL of {kl.Count} elements, and codes of {model.Width}.");
        return model.Codes.Count / model.Width;
    }

    // Elements that say something, each with mean 0 and mean square 1; of ranks for rank correlations.
    private static double[][] Informative(RankedCodes model, int n, LikenessKind kind)
    {
        List<double[]> kept = [];
        for (int d = 0; d < model.Width; d++)
        {
            if (model.Kl is { } kl && !(kl[d] > LeastKl)) continue;
            double[] z = new double[n];
            for (int i = 0; i < n; i++)
            {
                z[i] = model.Codes[(i * model.Width) + d];
                if (!double.IsFinite(z[i]))
                {
                    throw new ArgumentException(
                        $"DisentanglementRanking: element {d} of the code of example {i} by '{model.Name}' is not a finite number.", nameof(model));
                }
            }

            if (kind == LikenessKind.Spearman) z = Ranks(z);
            RunningMoments moments = RunningMoments.Of(z);
            if (!(moments.Variance > 0)) continue;
            double deviation = Math.Sqrt(moments.Variance * (n - 1) / n);
            for (int i = 0; i < n; i++) z[i] = (z[i] - moments.Mean) / deviation;
            kept.Add(z);
        }

        return [.. kept];
    }

    // Equal numbers share the mean of their places.
    private static double[] Ranks(double[] values)
    {
        double[] sorted = [.. values], ranks = new double[values.Length];
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(sorted, order);
        for (int first = 0; first < order.Length;)
        {
            int next = first + 1;
            while (next < order.Length && sorted[next] == sorted[first]) next++;
            for (int i = first; i < next; i++) ranks[order[i]] = (first + next - 1) / 2.0;
            first = next;
        }

        return ranks;
    }

    private static double Agreement(double[][] of, double[][] gram, double[][] with, LikenessKind kind)
    {
        if (of.Length == 0 || with.Length == 0) return 0;
        double[][] cross = [.. with.Select(y => of.Select(x => Mean(x, y)).ToArray())];
        // [b][a].
        double[][] likeness = kind == LikenessKind.Spearman
            ? [.. cross.Select(static row => row.Select(Math.Abs).ToArray())]
            : [.. cross.Select(row => Lasso(gram, row))];
        double sum = 0;
        foreach (double[] row in likeness) sum += Strength(row);
        for (int a = 0; a < of.Length; a++) sum += Strength([.. likeness.Select(row => row[a])]);
        return sum / (of.Length + with.Length);
    }

    private static double Strength(double[] likeness)
    {
        double most = likeness.Max(), all = likeness.Sum();
        return all > 0 ? most * most / all : 0;
    }

    private static double[] Lasso(double[][] gram, double[] target)
    {
        double[] w = new double[target.Length];
        for (int sweep = 0; sweep < 1000; sweep++)
        {
            double largest = 0;
            for (int a = 0; a < w.Length; a++)
            {
                double rest = target[a];
                for (int b = 0; b < w.Length; b++)
                {
                    if (b != a) rest -= gram[a][b] * w[b];
                }

                double next = Math.Sign(rest) * Math.Max(0, Math.Abs(rest) - LassoPenalty) / gram[a][a];
                largest = Math.Max(largest, Math.Abs(next - w[a]));
                w[a] = next;
            }

            if (largest < 1e-10) break;
        }

        return [.. w.Select(Math.Abs)];
    }

    private static double Mean(double[] x, double[] y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return sum / x.Length;
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
