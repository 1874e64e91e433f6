using Latent.Evaluation.Disentanglement;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class AttributePredictabilityTests
{
    [Fact]
    public void A_line_between_two_classes_is_the_known_one()
    {
        // ±1 with m examples each: b = 0, and w minimises ½w² + 2mC(1 - w)².
        const int m = 30;
        const double cost = 0.01;
        double[] x = [.. Enumerable.Range(0, 2 * m).Select(static i => i % 2 == 0 ? -1.0 : 1)];
        LinearClassifier classifier = LinearClassifier.Fit(x, [.. x.Select(static v => v > 0 ? 1 : 0)], 2, cost);
        (double w, double b) = Assert.Single(classifier.Lines);
        Assert.Equal(4 * m * cost / (1 + (4 * m * cost)), w, 1e-12);
        Assert.Equal(0, b, 1e-12);
        Assert.Equal([0, 1], new[] { classifier.Predict(-0.1), classifier.Predict(0.1) });
    }

    [Fact]
    public void Lines_of_many_classes_are_at_the_least_of_their_loss()
    {
        FactorTable table = FactorTables.Normal(300);
        LinearClassifier classifier = LinearClassifier.Fit(table.Code(0), table.Values(0), 4, 0.01);
        int[] counts = [.. Enumerable.Range(0, 4).Select(k => table.Values(0).ToArray().Count(v => v == k))];
        for (int k = 0; k < 4; k++)
        {
            (double w, double b) = classifier.Lines[k];
            double least = Loss(k, w, b);
            foreach ((double dw, double db) in new[] { (1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3), (1e-3, 1e-3), (-1e-3, 1e-3) })
                Assert.True(Loss(k, w + dw, b + db) > least);
        }

        double Loss(int k, double w, double b)
        {
            double sum = 0.5 * ((w * w) + (b * b));
            for (int i = 0; i < table.Count; i++)
            {
                bool own = table.Values(0)[i] == k;
                double slack = Math.Max(0, 1 - ((own ? 1 : -1) * ((w * table.Code(0)[i]) + b)));
                sum += (own ? 0.01 * table.Count / (4.0 * counts[k]) : 0.01) * slack * slack;
            }

            return sum;
        }
    }

    [Fact]
    public void Two_balanced_values_score_a_half_and_correlations_of_a_grid_one()
    {
        // Held-out examples by chance are right half the time, to five deviations of 0.5/√(2,000/3).
        Assert.Equal(0.5, FactorTables.Value(new AttributePredictability(), FactorTables.Grid([2, 2], copies: 500)), 0.1);
        Assert.Equal(1, FactorTables.Value(new AttributePredictability { IsContinuous = true }, FactorTables.Grid([5, 4, 3])), 1e-12);
    }

    [Fact]
    public void Correlations_of_sum_and_difference_leave_no_gap()
    {
        AttributePredictability metric = new() { IsContinuous = true };
        Assert.Equal(0, FactorTables.Value(metric, FactorTables.Grid([3, 3], static v => [v[0] + v[1], v[0] - v[1]])), 1e-12);
        Assert.InRange(FactorTables.Value(metric, FactorTables.Normal(3000, isNoise: true)), 0, 0.01);
    }

    [Fact]
    public void A_class_without_examples_to_learn_from_is_never_answered()
    {
        LinearClassifier classifier = LinearClassifier.Fit([0, 0.1, 2, 2.1], [0, 0, 2, 2], 3, 1);
        Assert.Equal([0, 2], new[] { classifier.Predict(0), classifier.Predict(2) });
        Assert.DoesNotContain(1, Enumerable.Range(-10, 30).Select(i => classifier.Predict(i / 5.0)));
    }
}
