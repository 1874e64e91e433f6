using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Tensors;
using Xunit.Abstractions;

namespace Latent.Tests.Objectives.Estimators;

/// <summary>
/// Models with draws that pass gradients and draws that do not, in both orders: each has its estimator, and the sum is exact. Level and
/// detection as in <see cref="PathEstimatorTests"/>.
/// </summary>
public sealed class MixedEstimatorTests(ITestOutputHelper output)
{
    private const int Passes = 1000, Rows = 20;

    private static readonly Exact.Axis Bit = Exact.Axis.Bits("y");

    public static TheoryData<bool, string> Cases
    {
        get
        {
            TheoryData<bool, string> cases = [];
            foreach (bool bitFirst in new[] { true, false })
            {
                foreach (string name in new[] { "elbo", "elbo sampled", "elbo sticking", "elbo leave-one-out", "iwae", "iwae leave-one-out", "piwae" })
                    cases.Add(bitFirst, name);
            }

            cases.Add(true, "iwae two paths");
            cases.Add(true, "piwae two paths");
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_mean_is_exact(bool bitFirst, string name)
    {
        Toy toy = bitFirst ? Toy.BitThenNormal() : Toy.NormalThenBit();
        ScoreFunction none = new(), leave = new(Baseline.LeaveOneOut);
        Objective objective = name switch
        {
            "elbo" => new Elbo { Score = none },
            "elbo sampled" => new Elbo { Score = none, Kl = KlEstimate.Sampled },
            "elbo sticking" => new Elbo { Score = none, Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding },
            "elbo leave-one-out" => new Elbo { Score = leave, Samples = 2, Kl = KlEstimate.Sampled },
            "iwae" => new ImportanceWeighted { Samples = 2, Score = none },
            "iwae leave-one-out" => new ImportanceWeighted { Samples = 2, Score = leave },
            "iwae two paths" => new ImportanceWeighted { Samples = 2, Score = leave, Path = PathEstimator.DoublyReparameterized },
            "piwae" => new PartiallyImportanceWeighted { Samples = 1, Groups = 2, Score = none },
            _ => new PartiallyImportanceWeighted { Samples = 1, Groups = 2, Score = none, Path = PathEstimator.DoublyReparameterized },
        };
        if (name == "piwae" && !bitFirst)
        {
            // q of the bit depends on the normal's draw.
            Assert.Contains("posteriors that depend on other draws", Assert.Throws<NotSupportedException>(
                () => new Sampled(toy, objective, toy.OfQ, 1)).Message, StringComparison.Ordinal);
            return;
        }

        bool elbo = objective is Elbo;
        Exact.Axis line = Exact.Axis.Line("z", 8, elbo ? 0.2 : 0.4);
        Exact.Axis[] grid = bitFirst ? [Bit, line] : [line, Bit];
        Dictionary<string, double[]> exact = elbo
            ? Exact.Expectation(toy, 1, static l => l.Sum(0), grid).Gradients
            : Exact.Expectation(toy, 2, Exact.LogMeanExp, grid).Gradients;
        if (objective is PartiallyImportanceWeighted)
        {
            Dictionary<string, double[]> single = Exact.Expectation(toy, 1, static l => l.Sum(0), grid).Gradients;
            foreach (Parameter parameter in toy.OfQ)
                exact[parameter.Name] = single[parameter.Name];
        }

        Sampled all = new(toy, objective, [.. toy.OfQ, .. toy.OfP], Passes, Rows);
        double deviation = all.Deviation(exact);
        output.WriteLine($"{name}, {(bitFirst ? "bit first" : "normal first")}: variance {all.Variance:G4}, mean off by {deviation:F1} standard errors");
        Assert.InRange(deviation, 0, 5);
    }

    [Theory]
    [InlineData("elbo", true)]
    [InlineData("elbo", false)]
    [InlineData("elbo sticking", true)]
    [InlineData("elbo sticking", false)]
    [InlineData("iwae", true)]
    [InlineData("iwae", false)]
    [InlineData("iwae two paths", true)]
    [InlineData("piwae", true)]
    public void An_enumerated_bit_beside_draws_has_the_exact_mean(string name, bool bitFirst)
    {
        Toy toy = bitFirst ? Toy.BitThenNormal(DiscreteSite.Enumerated) : Toy.NormalThenBit(DiscreteSite.Enumerated);
        Objective objective = name switch
        {
            "elbo" => new Elbo(),
            "elbo sticking" => new Elbo { Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding },
            "iwae" => new ImportanceWeighted { Samples = 2 },
            "iwae two paths" => new ImportanceWeighted { Samples = 2, Path = PathEstimator.DoublyReparameterized },
            _ => new PartiallyImportanceWeighted { Samples = 1, Groups = 2 },
        };
        // The bit is summed out of each weight; where it comes first, with a draw of z for each of its values.
        Exact.Noise noise = !bitFirst ? Exact.Noise.NormalFirst : name == "iwae two paths" ? Exact.Noise.OfTheirOwn : Exact.Noise.Shared;
        Exact.Axis line = Exact.Axis.Line("z", 8, 0.2);
        Dictionary<string, double[]> exact = objective is Elbo
            ? Exact.Expectation(toy, 1, static l => l.Sum(0), bitFirst ? [Bit, line] : [line, Bit]).Gradients
            : Exact.WithBitSummedOut(toy, noise, partially: name == "piwae");
        Sampled all = new(toy, objective, [.. toy.OfQ, .. toy.OfP], Passes, Rows);
        double deviation = all.Deviation(exact);
        output.WriteLine($"{name}, {(bitFirst ? "bit first" : "normal first")}: variance {all.Variance:G4}, mean off by {deviation:F1} standard errors");
        Assert.InRange(deviation, 0, 5);
    }

    /// <summary>What q(y | z) says of an observed y is a part of the reward of z's draw: without it the gradient is over 90 standard errors off.</summary>
    [Theory]
    [InlineData(KlEstimate.ClosedForm)]
    [InlineData(KlEstimate.Sampled)]
    public void Classification_by_a_discrete_latent_has_the_exact_mean(KlEstimate kl)
    {
        const double weight = 3;
        Toy toy = Toy.Labelled();
        Exact.Axis bit = Exact.Axis.Bits("z");
        Dictionary<string, double[]> exact = Exact.WithClassification(toy, weight, bit);
        Sampled all = new(
            toy, new Elbo { Score = new ScoreFunction(new RunningMean()), Kl = kl, ClassificationWeight = weight }, [.. toy.OfQ, .. toy.OfP], Passes, Rows);
        double deviation = all.Deviation(exact), without = all.Deviation(Exact.WithClassification(toy, 0, bit));
        output.WriteLine($"KL {kl}: off by {deviation:F1} standard errors, by {without:F1} from what it would be without the classification");
        Assert.InRange(deviation, 0, 5);
        Assert.True(without > 5);
    }

    /// <summary>What a baseline learns by is counted once, also where the loss is taken apart to drop the score.</summary>
    [Fact]
    public void A_baseline_learns_by_the_same_gradient_whatever_the_path_estimator()
    {
        Toy toy = Toy.NormalThenBit();
        InputBaseline baseline = new(ParameterScope.Initialize(RandomKey.FromSeed(4), DType.Float64) / "baseline", "x", 1, 3, "y");
        double[] plain = Learned(PathEstimator.Reparameterized), dropped = Learned(PathEstimator.StickingTheLanding);
        Assert.Contains(plain, static g => Math.Abs(g) > 0.1);
        Assert.All(plain.Zip(dropped), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Sampled all = new(
            toy, new Elbo { Score = new ScoreFunction(baseline), Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding },
            [.. toy.OfQ, .. toy.OfP], Passes, Rows);
        Assert.InRange(all.Deviation(Exact.Expectation(toy, 1, static l => l.Sum(0), Exact.Axis.Line("z", 8, 0.2), Bit).Gradients), 0, 5);

        double[] Learned(PathEstimator path)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(5));
            Gradients gradients = pass.Backward(new Elbo { Score = new ScoreFunction(baseline), Kl = KlEstimate.Sampled, Path = path }
                .Evaluate(toy.Model, toy.Rows(pass, 6), pass).Loss);
            return [.. baseline.Parameters.SelectMany(p => gradients[p].ToDoubles())];
        }
    }

    /// <summary>
    /// A straight-through draw passes the gradient of a relaxed one: that of the loss by the draw, by hand, and of the KL. A score beside it would
    /// count the same dependence twice.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_straight_through_draw_has_its_path_and_no_score(bool score)
    {
        Toy toy = Toy.StraightThrough();
        using Pass pass = Pass.Training(RandomKey.FromSeed(6));
        Elbo objective = new() { Score = score ? new ScoreFunction() : null };
        Trace trace = toy.Model.Trace(pass, toy.Rows(pass, 5), objective.Mode);
        double[] found = pass.Backward(objective.Evaluate(trace).Loss)[toy["q.z"]].ToDoubles();
        Tensor z = trace["z"].Value!, w = pass[toy["w"]].Detach();
        // d/dz of -log N(1.5; z·w, 1), at the draws.
        Tensor byDraw = -(1.5 - (z * w).SumKeepingAxes(-1)).Detach() * w;
        double[] expected = pass.Backward((byDraw * z).Sum() * (1.0 / 5) + trace["z"].Kl().Mean())[toy["q.z"]].ToDoubles();
        Assert.All(expected.Zip(found), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        double[] ofKl = pass.Backward(trace["z"].Kl().Mean())[toy["q.z"]].ToDoubles();
        Assert.True(Math.Abs(found[0] - ofKl[0]) > 0.01, "no gradient passes through the draw");
    }

    [Fact]
    public void A_straight_through_draw_has_no_second_path()
    {
        Toy toy = Toy.StraightThrough();
        using Pass pass = Pass.Training();
        foreach (Objective objective in new Objective[]
        {
            new ImportanceWeighted { Samples = 2, Path = PathEstimator.DoublyReparameterized }, new PartiallyImportanceWeighted(),
        })
        {
            Assert.Contains("site 'z' is drawn straight through from StraightThroughOneHotCategorical", Assert.Throws<NotSupportedException>(
                () => objective.Evaluate(toy.Model, toy.Rows(pass, 2), pass)).Message, StringComparison.Ordinal);
        }

        _ = new ImportanceWeighted { Samples = 2 }.Evaluate(toy.Model, toy.Rows(pass, 2), pass);
    }

    [Fact]
    public void A_score_that_forgets_the_normal_s_path_is_biased()
    {
        // log q(y | z) with z as a constant: the part of the score that passes through z to q's parameters is lost.
        Toy toy = Toy.NormalThenBit();
        Dictionary<string, double[]> exact =
            Exact.Expectation(toy, 1, static l => l.Sum(0), Exact.Axis.Line("z", 8, 0.2), Bit).Gradients;
        Sampled twin = new(toy, new ForgetfulTwin(), toy.OfQ, Passes, Rows);
        output.WriteLine($"the broken twin is {twin.Deviation(exact):F1} standard errors off");
        Assert.True(twin.Deviation(exact) > 5, "the test does not see a path that is cut");
    }

    private sealed class ForgetfulTwin : Objective
    {
        public override string Name => "twin";

        public override ObjectiveTerms Evaluate(Trace trace)
        {
            Tensor bound = trace.LogWeights(static site => site.LogQ());
            Tensor score = bound.Detach() * trace.Again(asConstants: true, frozen: false)["y"].LogQ();
            return new ObjectiveTerms(-(bound + score).Mean(), bound.Mean(0), []);
        }
    }
}
