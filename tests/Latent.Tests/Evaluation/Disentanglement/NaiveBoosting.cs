namespace Latent.Tests.Evaluation.Disentanglement;

/// <summary>Gradient boosting as its definition says it, every split tried on every value and every sum made anew.</summary>
internal static class NaiveBoosting
{
    public static (double[] Importances, int[] Predictions) Fit(double[][] x, int[] labels, int train, int classes, int stages, int depth, double rate)
    {
        int n = labels.Length;
        double[][] scores = [.. Enumerable.Range(0, classes).Select(k => Enumerable.Repeat(
            Math.Log(labels.Take(train).Count(l => l == k) / (double)train), n).ToArray())];
        double[] importances = new double[x.Length];
        for (int stage = 0; stage < stages; stage++)
        {
            double[][] p = [.. Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, n).Select(
                i => Math.Exp(scores[k][i]) / scores.Sum(of => Math.Exp(of[i]))).ToArray())];
            for (int k = 0; k < classes; k++)
            {
                double[] r = [.. Enumerable.Range(0, n).Select(i => (labels[i] == k ? 1 : 0) - p[k][i])];
                Grow([.. Enumerable.Range(0, n)], 0, k, r, p[k]);
            }
        }

        return ([.. importances.Select(i => i / importances.Sum())],
            [.. Enumerable.Range(train, n - train).Select(i => Enumerable.Range(0, classes).MaxBy(k => scores[k][i]))]);

        void Grow(int[] rows, int level, int k, double[] r, double[] p)
        {
            int[] known = [.. rows.Where(i => i < train)];
            var splits = new List<(double Gain, int Dimension, double At)>();
            for (int d = 0; d < x.Length && level < depth && known.Length > 1; d++)
            {
                foreach (double at in known.Select(i => x[d][i]).Distinct().Order().SkipLast(1))
                {
                    double[] below = [.. known.Where(i => x[d][i] <= at).Select(i => r[i])], above = [.. known.Where(i => x[d][i] > at).Select(i => r[i])];
                    splits.Add((Squares([.. known.Select(i => r[i])]) - Squares(below) - Squares(above), d, at));
                }
            }

            double best = splits.Count > 0 ? splits.Max(static s => s.Gain) : 0;
            if (!(best > 1e-7))
            {
                double value = rate * (classes - 1) / classes * known.Sum(i => r[i]) / known.Sum(i => p[i] * (1 - p[i]));
                foreach (int i in rows) scores[k][i] += value;
                return;
            }

            (double Gain, int Dimension, double At)[] equal = [.. splits.Where(s => s.Gain > best - 1e-8)];
            int[] dimensions = [.. equal.Select(static s => s.Dimension).Distinct()];
            foreach (int d in dimensions) importances[d] += best / dimensions.Length;
            // Halfway to the next value that any example has.
            (_, int dimension, double last) = equal[0];
            double place = (last + x[dimension].Take(train).Where(v => v > last).Min()) / 2;
            Grow([.. rows.Where(i => x[dimension][i] <= place)], level + 1, k, r, p);
            Grow([.. rows.Where(i => x[dimension][i] > place)], level + 1, k, r, p);
        }

        static double Squares(double[] values) => values.Sum(v => (v - values.Average()) * (v - values.Average()));
    }
}
