using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Evaluation;

/// <summary>What codes tell of an attribute, where it is known how much that is.</summary>
public sealed class LeakageTests
{
    private static readonly LeakageOptions Options = new() { Attribute = "y", ClassifierSteps = 400 };

    [Fact]
    public void Of_codes_with_normal_noise_the_classifiers_find_what_there_is()
    {
        // x = ±1 by y, z = x/2 + ε: I(z; y) = log 2 - E log(1 + e^(-z)) over z ~ N(½, 1), and log r(y | z) of the best classifier is linear in z. On
        // 4000 held-out examples the standard error is 0.007, so that 5 of them see a difference of a third of the value; a right one is
        // refused once in 10⁶.
        const double m = 0.5;
        double known = Math.Log(2) - Mean(z => Math.Log(1 + Math.Exp(-2 * m * (m + z))));
        LeakageResult result = Leakage.Run(Noisy(m), Data(4000, 1), Data(6000, 2), Options, Conjugate.Context());
        Assert.Equal(Math.Log(2), result.Entropy, 1e-3);
        Assert.Equal((4000, 6000, 4), (result.Examples, result.TrainingExamples, result.Scores.Count));
        foreach (LeakageScore score in result.Scores.Where(static s => s.AreDraws))
        {
            Estimate found = score.Information;
            Assert.True(Math.Abs(found.Value - known) < 5 * found.StandardError, $"{score.Classifier}: {found.Value} ± {found.StandardError}, known {known}");
            Assert.Equal(Phi(m), score.Accuracy.Value, 5 * score.Accuracy.StandardError);
            Assert.Equal(Phi(m * Math.Sqrt(2)), score.Auroc!.Value, 0.04);
        }

        // The means of q tell everything here; the information is about draws.
        Assert.All(result.Scores.Where(static s => !s.AreDraws), static score => Assert.True(score.Information.Value > 0.6 && score.Accuracy.Value == 1));
        Assert.True(result.Information.Value < 0.2);
    }

    [Fact]
    public void Of_codes_that_say_nothing_they_find_nothing()
    {
        // The broken twin of the test above: attributes of other examples.
        LeakageResult result = Leakage.Run(Noisy(0.5), Data(4000, 1, shuffled: true), Data(6000, 2, shuffled: true), Options, Conjugate.Context());
        Assert.All(result.Scores, static score => Assert.InRange(score.Information.Value, -0.05, 0.01));
        Assert.Equal(0.5, result.Scores[0].Auroc!.Value, 0.04);
    }

    [Fact]
    public void Of_a_sign_that_is_correlated_with_the_code_they_find_the_integral()
    {
        // (z, v) is a bivariate normal of correlation ½ and y the sign of v, so p(y = 1 | z) = Φ(z/√3): less than I(z; v) = 0.1438410362.
        const double rho = 0.5;
        double known = Math.Log(2) - Mean(z => Entropy(Phi(rho * z / Math.Sqrt(1 - (rho * rho)))));
        Assert.InRange(known, 0.08, 0.1438410362);
        LeakageResult result = Leakage.Run(Noisy(1, 1e-3), Signs(5000, 3), Signs(6000, 4), Options, Conjugate.Context());
        Assert.All(result.Scores, score => Assert.True(
            Math.Abs(score.Information.Value - known) < 5 * score.Information.StandardError, $"{score.Classifier}: {score.Information}, known {known}"));

        IDataset Signs(int count, ulong seed)
        {
            double[] normal = new double[2 * count];
            RandomKey.FromSeed(seed).For(RandomPurpose.DataGeneration).Normal(normal);
            double[] y = [.. Enumerable.Range(0, count).Select(i => (rho * normal[i]) + (Math.Sqrt(1 - (rho * rho)) * normal[count + i]) > 0 ? 1.0 : 0)];
            return Set(normal[..count], y);
        }
    }

    [Fact]
    public void Areas_under_curves_count_pairs() => Assert.Equal(
        // Pairs (1, 0): 0.9 over both, 0.5 over one and level with the other, 0.1 under both.
        (1 + 1 + 1 + 0.5) / 6, Leakage.AreaUnderCurve([0.9, 0.5, 0.1, 0.5, 0.4], [1, 1, 1, 0, 0]), 1e-12);

    [Fact]
    public void It_is_part_of_an_evaluation_where_an_attribute_is_named()
    {
        EvaluationOptions all = new() { Bound = new BoundOptions { Examples = 50 }, Parts = [EvaluationPart.Bound, EvaluationPart.Leakage] };
        EvaluationReport without = ModelEvaluation.Run(Noisy(0.5), Data(60, 1), Data(80, 2), all, Conjugate.Context());
        Assert.Null(without.Leakage);
        Assert.Equal([new MissingPart(EvaluationPart.Leakage, "no attribute is named (leakage.attribute, or --attribute)")], without.NotDefined);
        EvaluationReport with = ModelEvaluation.Run(
            Noisy(0.5), Data(60, 1), Data(80, 2), all with { Leakage = new LeakageOptions { Attribute = "y", ClassifierSteps = 5 } }, Conjugate.Context());
        Assert.NotNull(with.Leakage);
        Assert.Equal(with.ToJson(), EvaluationReport.Parse(with.ToJson()).ToJson());
        Assert.Contains("I(z; y), at least, by logistic regression", Latent.Runs.EvaluationTables.Figures(with).Select(static f => f.Name));
    }

    [Theory]
    [InlineData(null, "no attribute is named (leakage.attribute, or --attribute)")]
    [InlineData("sex", "classes has no column 'sex' of classes; it has: x, y")]
    [InlineData("x", "classes has no column 'x' of classes; it has: x, y")]
    public void What_it_cannot_judge_it_says(string? attribute, string reason) => Assert.Equal(
        reason,
        Assert.Throws<EvaluationNotDefinedException>(
            () => Leakage.Run(Noisy(0.5), Data(60, 1), Data(80, 2), Options with { Attribute = attribute }, Conjugate.Context())).Reason);

    private static Lambda Noisy(double slope, double noise = 1) => new(t =>
    {
        Tensor z = t.Latent("z", t.StandardNormal(1), () => Normal.FromScale(t.Observed("x") * slope, noise, eventAxes: 1));
        t.Observe("x", () => Normal.FromScale(z, 1.0, eventAxes: 1));
    });

    private static ColumnDataset Data(int count, ulong seed, bool shuffled = false)
    {
        double[] normal = new double[2 * count];
        RandomKey.FromSeed(seed).For(RandomPurpose.DataGeneration).Normal(normal);
        double[] x = [.. normal.Take(count).Select(static v => v > 0 ? 1.0 : -1)];
        return Set(x, [.. Enumerable.Range(0, count).Select(i => (shuffled ? normal[count + i] : normal[i]) > 0 ? 1.0 : 0)]);
    }

    private static ColumnDataset Set(double[] x, double[] y) => new(
        "classes",
        [
            new ValueColumn(new DataColumn("x", [1]) { Type = DType.Float64 }, x),
            new ValueColumn(new DataColumn("y", []) { Classes = ["no", "yes"] }, y),
        ]);

    // E f(z) over N(0, 1), by the trapezoidal rule, which is exact to rounding for what is as smooth.
    private static double Mean(Func<double, double> f)
    {
        double sum = 0;
        for (int i = -1000; i <= 1000; i++)
        {
            double z = i * 0.01;
            sum += 0.01 * Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI) * f(z);
        }

        return sum;
    }

    private static double Entropy(double p) => p is 0 or 1 ? 0 : -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));

    private static double Phi(double x)
    {
        using Pass pass = Pass.Evaluation();
        return pass.From([x], [1]).NormalCdf().ToDoubles()[0];
    }
}
