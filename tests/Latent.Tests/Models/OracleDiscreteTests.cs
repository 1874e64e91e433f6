using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>Discrete latent variables against sums over all their values in plain arithmetic.</summary>
public sealed class OracleDiscreteTests
{
    private static readonly double[] PriorOfY = [0.36, 0.48, 0.16];

    // p(b | y) and q(b | x, y) for two bits each; the means of x for each (y, b).
    private static readonly double[] BitsOfP = [0.2, 0.7, 0.5, 0.9, 0.4, 0.1], BitsOfQ = [0.3, 0.6, 0.8, 0.2, 0.5, 0.4];
    private static readonly double[] QOfY = [0.5, 0.2, 0.3], Effects = [0.4, -1.1];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Two_variables_one_depending_on_the_other_are_summed_out(int samples)
    {
        double[] x = [0.7, -0.4, 2.0];
        TwoSites model = new();
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Batch batch = Batch.Of("x", pass.From(x, [3, 1]));
        ObjectiveTerms elbo = new Elbo { Samples = samples }.Evaluate(model, batch, pass);
        ObjectiveTerms weighted = new ImportanceWeighted { Samples = samples }.Evaluate(model, batch, pass);
        for (int row = 0; row < 3; row++)
        {
            double evidence = 0, bound = 0, fit = 0;
            foreach ((int y, int first, int second) in Values())
            {
                double p = PriorOfY[y] * Bit(BitsOfP[2 * y], first) * Bit(BitsOfP[(2 * y) + 1], second);
                double q = QOfY[y] * Bit(BitsOfQ[2 * y], first) * Bit(BitsOfQ[(2 * y) + 1], second);
                double likelihood = LogNormal(x[row], y + (first * Effects[0]) + (second * Effects[1]));
                evidence += p * Math.Exp(likelihood);
                bound += q * (likelihood + Math.Log(p / q));
                fit += q * likelihood;
            }

            Assert.Equal(Math.Log(evidence), weighted.Bound.DoubleSpan[row], 12);
            Assert.Equal(bound, elbo.Bound.DoubleSpan[row], 12);
            Assert.Equal(fit, elbo.LogLikelihood.DoubleSpan[row], 12);
            Assert.True(bound < Math.Log(evidence));
        }

        // The gradients are those of the sums: central differences of the exact loss.
        foreach (Objective objective in new Objective[] { new Elbo { Samples = samples }, new ImportanceWeighted { Samples = samples } })
        {
            Gradients gradients = pass.Backward(objective.Evaluate(model, batch, pass).Loss);
            foreach (Parameter parameter in model.Parameters)
            {
                double[] found = gradients.TryGet(parameter, out Tensor? g) ? g.ToDoubles() : new double[parameter.Shape.Count];
                for (int i = 0; i < found.Length; i++)
                    Assert.Equal((Loss(parameter, i, 1e-5) - Loss(parameter, i, -1e-5)) / 2e-5, found[i], 1e-8);
            }

            double Loss(Parameter parameter, int index, double step)
            {
                double[] values = parameter.Value.ToDoubles(), moved = [.. values];
                moved[index] += step;
                parameter.Set(Tensor.From(moved, parameter.Shape));
                using Pass evaluation = Pass.Evaluation(RandomKey.FromSeed(1));
                double loss = objective.Evaluate(model, Batch.Of("x", evaluation.From(x, [3, 1])), evaluation).Loss.Item();
                parameter.Set(Tensor.From(values, parameter.Shape));
                return loss;
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void At_the_posterior_a_class_and_a_code_below_it_give_the_log_likelihood_and_labels_the_joint(int samples)
    {
        // y, z | y ~ N(a_y, 1), x | z ~ N(z, s²): the posterior of z given y and x is normal, that of y a softmax; labels of rows 1 and 3.
        double[] means = [-2.0, 0.5, 3.0], x = [0.3, 1.9, -2.5, 0.1];
        const double variance = 0.4, gain = 1 / (1 + variance);
        double[] labels = [9, 9, 9, 0, 1, 0, 7, 7, 7, 0, 0, 1], mask = [0, 1, 0, 1];
        Lambda model = new(t =>
        {
            Tensor seen = t.Observed("x"), a = t.Pass.From(means, [3]);
            Tensor scores = t.Pass.From([.. PriorOfY.Select(static p => Math.Log(p))], [3])
                + Normal.FromLogScale(a, 0.5 * Math.Log(1 + variance)).ElementLogProb(seen);
            Tensor y = t.LatentOrObserved(
                "y", OneHotCategorical.FromProbs(t.Pass.From(PriorOfY, [3])), () => OneHotCategorical.FromLogits(scores), DiscreteSite.Enumerated);
            Tensor center = (y * a).SumKeepingAxes(-1);
            Tensor z = t.Latent(
                "z", Normal.FromLogScale(center, 0.0, 1),
                () => Normal.FromLogScale(center + (gain * (t.Tile(seen) - center)), 0.5 * Math.Log(variance * gain), 1));
            t.Observe("x", Normal.FromLogScale(z, 0.5 * Math.Log(variance), 1));
        });
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        Batch batch = Batch.Of("x", pass.From(x, [4, 1])).With("y", pass.From(labels, [4, 3]), pass.From(mask, [4]));
        ObjectiveTerms elbo = new Elbo { Samples = samples, Kl = KlEstimate.Sampled }.Evaluate(model, batch, pass);
        ObjectiveTerms weighted = new ImportanceWeighted { Samples = samples }.Evaluate(model, batch, pass);
        for (int row = 0; row < 4; row++)
        {
            double[] joint = [.. PriorOfY.Select((p, y) => Math.Log(p) + LogNormal(x[row], means[y], 1 + variance))];
            double expected = mask[row] == 1 ? joint[row == 1 ? 1 : 2] : Math.Log(joint.Sum(Math.Exp));
            Assert.Equal(expected, weighted.Bound.DoubleSpan[row], 1e-12);
            Assert.Equal(expected, elbo.Bound.DoubleSpan[row], 1e-12);
            for (int k = 0; k < samples; k++)
                Assert.Equal(expected, weighted.LogWeights!.DoubleSpan[(k * 4) + row], 1e-12);
        }
    }

    [Fact]
    public void A_variable_observed_in_the_whole_batch_is_a_likelihood()
    {
        using Pass pass = Pass.Evaluation();
        TwoSites model = new();
        Batch batch = Batch.Of("x", pass.From([0.7], [1, 1])).With("y", pass.From([0.0, 1, 0], [1, 3]));
        double evidence = Values().Where(static v => v.Y == 1).Sum(static v =>
            PriorOfY[1] * Bit(BitsOfP[2], v.First) * Bit(BitsOfP[3], v.Second)
            * Math.Exp(LogNormal(0.7, 1 + (v.First * Effects[0]) + (v.Second * Effects[1]))));
        Assert.Equal(Math.Log(evidence), new ImportanceWeighted { Samples = 1 }.Evaluate(model, batch, pass).Bound.Item(), 12);
    }

    private static IEnumerable<(int Y, int First, int Second)> Values() =>
        from y in Enumerable.Range(0, 3)
        from first in Enumerable.Range(0, 2)
        from second in Enumerable.Range(0, 2)
        select (y, first, second);

    private static double Bit(double p, int value) => value == 1 ? p : 1 - p;

    private static double LogNormal(double x, double mean, double variance = 1) =>
        (-0.5 * (x - mean) * (x - mean) / variance) - (0.5 * Math.Log(2 * Math.PI * variance));

    // y, then two bits that depend on it, all learned; x ~ N(y + effects of the bits, 1).
    private sealed class TwoSites : LatentModel
    {
        private readonly Parameter _prior;
        private readonly Parameter _q;
        private readonly Parameter _bitsOfP;
        private readonly Parameter _bitsOfQ;
        private readonly Parameter _effects;

        public TwoSites()
        {
            ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
            _prior = Make("prior", [.. PriorOfY.Select(static p => Math.Log(p))], [3]);
            _q = Make("q", [.. QOfY.Select(static p => Math.Log(p))], [3]);
            _bitsOfP = Make("bits of p", [.. BitsOfP.Select(Logit)], [3, 2]);
            _bitsOfQ = Make("bits of q", [.. BitsOfQ.Select(Logit)], [3, 2]);
            _effects = Make("effects", Effects, [2]);
            Parameters = scope.Parameters;

            Parameter Make(string name, double[] values, Shape shape)
            {
                Parameter parameter = scope.Parameter(name, shape, Initializer.Zeros);
                parameter.Set(Tensor.From(values, shape));
                return parameter;
            }

            static double Logit(double p) => Math.Log(p / (1 - p));
        }

        public override IReadOnlyList<Parameter> Parameters { get; }

        public override void Run(Trace t)
        {
            Tensor y = t.LatentOrObserved(
                "y", OneHotCategorical.FromLogits(t.Pass[_prior]),
                () => OneHotCategorical.FromLogits((0.0 * t.Observed("x")) + t.Pass[_q]), DiscreteSite.Enumerated);
            Tensor bits = t.Latent(
                "bits", Bernoulli.FromLogits(y.MatMul(t.Pass[_bitsOfP]), 1),
                () => Bernoulli.FromLogits(y.MatMul(t.Pass[_bitsOfQ]), 1), DiscreteSite.Enumerated);
            Tensor level = (t.Tile(y) * t.Pass.From([0.0, 1, 2], [3])).SumKeepingAxes(-1);
            t.Observe("x", Normal.FromLogScale(level + (bits * t.Pass[_effects]).SumKeepingAxes(-1), 0.0, 1));
        }
    }
}
