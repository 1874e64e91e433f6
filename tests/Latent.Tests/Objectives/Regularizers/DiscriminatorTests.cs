using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives.Regularizers;

/// <summary>
/// The total correlation by a discriminator, on codes whose aggregated posterior is N(0, A): z = L·x + 0.3·ε with x ~ N(0, 1) and L·Lᵀ = A - 0.09·1. The
/// known total correlation is ½(Σ log A_dd - log |A|) = 0.1707423892 (covariance of the 3-D example of the reference values).
/// </summary>
public sealed class DiscriminatorTests
{
    private const double Known = 0.1707423892, Noise = 0.3;

    private static readonly double[,] A = { { 1, 0.5, 0.2 }, { 0.5, 2, -0.3 }, { 0.2, -0.3, 0.7 } };

    private static readonly double[] Factor = Cholesky();

    [Fact]
    public void A_discriminator_that_can_learns_the_known_total_correlation()
    {
        // log q(z) - Σ log q(z_d) is a quadratic form and a constant, which is the total correlation itself: the discriminator has exactly that family.
        // Its estimates over 40 fresh batches of 1000 have the mean's standard error printed below; 5 of them reject a true value once in 10⁶.
        (Tensor weights, double[] estimates) = Train(Quadratic, permutes: true);
        double mean = estimates.Average(), error = Math.Sqrt(estimates.Sum(e => (e - mean) * (e - mean)) / (estimates.Length - 1) / estimates.Length);
        Assert.True(error < 0.004, $"the standard error is {error}: this would not see a difference of 0.02");
        Assert.True(Math.Abs(mean - Known) < 5 * error, $"{mean} ± {error} where {Known} is known");
        // The constant of the best discriminator is the total correlation, and so without noise of its own.
        Assert.Equal(Known, weights.ToDoubles()[0], 0.02);

        // What is shown codes instead of mixtures finds nothing to tell apart.
        (_, double[] broken) = Train(Quadratic, permutes: false);
        Assert.True(Math.Abs(broken.Average() - Known) > 0.1, $"the broken twin gives {broken.Average()}");
    }

    [Fact]
    public void A_configured_network_comes_near_the_known_total_correlation()
    {
        Lambda model = Model();
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(8), DType.Float64);
        Penalty penalty = new TotalCorrelationConfig { Hidden = [32, 32], Halves = true }.Make(
            new ObjectiveContext(model, 1, 1, scope / "objective") { Columns = [new DataColumn("x", [3]) { Type = DType.Float64 }] });
        Assert.Equal("objective.total-correlation.0.weight [32, 3]", $"{penalty.AdversaryParameters[0].Name} {penalty.AdversaryParameters[0].Shape}");
        Objective objective = new Regularized(new Elbo(), penalty.Times(1));
        Adam adam = new(penalty.AdversaryParameters, Schedule.Cosine(1e-2, 0, 400));
        for (int step = 0; step < 400; step++) Learn(objective, model, adam, step);
        double[] estimates = Estimates(objective, model, 20, out double accuracy);
        // As good as it has learned: a tenth of a nat would be missed by a network that had not.
        Assert.Equal(Known, estimates.Average(), 0.04);
        Assert.InRange(accuracy, 0.52, 0.7);
    }

    [Fact]
    public void The_gradient_passes_to_the_codes_and_the_discriminator_s_own_loss_is_its_formula()
    {
        CodeTable model = CodeTable.Small();
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(6), DType.Float64);
        Parameter weight = scope.Parameter("weight", [1], Initializer.Constant(0.7));
        TotalCorrelationByDiscriminator penalty = new((pass, z) => (z.Slice(1, 0, 1) * z.Slice(1, 1, 1) * pass[weight]).Reshape(z.Shape[0]), [weight]);
        using Pass pass = Pass.Training(RandomKey.FromSeed(5));
        Trace trace = model.Trace(pass, model.Batch(), TraceMode.Posterior(2));
        PenaltyTerms terms = penalty.Evaluate(trace);
        double[] z = trace["z"].Value!.ToDoubles();
        double[] products = [.. Enumerable.Range(0, 8).Select(i => 0.7 * z[2 * i] * z[(2 * i) + 1])];
        Assert.Equal(products.Average(), terms.Value.Item(), 1e-12);
        Gradients first = pass.Backward(terms.Value);
        Assert.False(first.TryGet(weight, out _), "the model's loss must leave the discriminator alone");
        Assert.True(first.TryGet(model.Parameters[0], out _));
        Gradients second = pass.Backward(terms.AdversaryLoss!);
        Assert.True(second.TryGet(weight, out _));
        Assert.False(second.TryGet(model.Parameters[0], out Tensor? reached) && reached.ToDoubles().Any(static g => g != 0));
        // A weight of 0 knows nothing.
        weight.Set(Tensor.From([0.0], [1]));
        using Pass other = Pass.Training(RandomKey.FromSeed(5));
        PenaltyTerms nothing = penalty.Evaluate(model.Trace(other, model.Batch(), TraceMode.Posterior(2)));
        Assert.Equal((0, Math.Log(2)), (nothing.Value.Item(), nothing.AdversaryLoss!.Item()));
    }

    [Fact]
    public void Mixtures_have_the_marginals_of_the_codes_and_are_not_the_codes()
    {
        Tensor? own = null, mixed = null;
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(6), DType.Float64);
        Parameter weight = scope.Parameter("weight", [1], Initializer.Constant(1));
        TotalCorrelationByDiscriminator penalty = new(
            (pass, z) =>
            {
                if (z.Shape[0] == 80) (own, mixed) = (z.Rows(0, 40).Clone(), z.Rows(40, 40).Clone());
                return (z.Sum(1) * pass[weight]).Reshape(z.Shape[0]);
            },
            [weight]);
        using Pass pass = Pass.Training(RandomKey.FromSeed(5));
        _ = penalty.Evaluate(Model().Trace(pass, Draw(pass, 40, 3), TraceMode.Posterior()));
        double[] a = own!.ToDoubles(), b = mixed!.ToDoubles();
        int together = 0;
        for (int d = 0; d < 3; d++)
        {
            double[] first = Column(a, d), second = Column(b, d);
            Assert.Equal(first.Order(), second.Order());
            together += Enumerable.Range(0, 40).Count(i => first[i] == second[i]);
        }

        // Three random orders of 40 leave three elements in their places on average.
        Assert.InRange(together, 0, 12);

        static double[] Column(double[] values, int d) => [.. Enumerable.Range(0, 40).Select(i => values[(i * 3) + d])];
    }

    [Fact]
    public void Halves_are_told_apart_and_one_example_cannot_be_cut()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(6), DType.Float64);
        Parameter weight = scope.Parameter("weight", [1], Initializer.Constant(1));
        TotalCorrelationByDiscriminator penalty = new((pass, z) => (z.Slice(1, 0, 1) * pass[weight]).Reshape(z.Shape[0]), [weight]) { Halves = true };
        using Pass pass = Pass.Training(RandomKey.FromSeed(5));
        Trace trace = Model().Trace(pass, Draw(pass, 5, 3), TraceMode.Posterior(2));
        double[] first = trace["z"].Value!.Slice(1, 0, 1).ToDoubles();
        // An order among the codes of the second half leaves the mean over them of what depends on one element alone.
        double expected = 0.5 * (new[] { 0, 1, 5, 6 }.Average(i => Softplus(-first[i])) + new[] { 2, 3, 4, 7, 8, 9 }.Average(i => Softplus(first[i])));
        Assert.Equal(expected, penalty.Evaluate(trace).AdversaryLoss!.Item(), 1e-12);
        Assert.Equal(
            "Penalty 'total-correlation': a batch of one example cannot be cut in halves.",
            Assert.Throws<ArgumentException>(() => penalty.Evaluate(Model().Trace(pass, Draw(pass, 1, 3), TraceMode.Posterior()))).Message);

        static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
    }

    private static (Tensor Weights, double[] Estimates) Train(Func<Pass, Parameter, Tensor, Tensor> discriminator, bool permutes)
    {
        Lambda model = Model();
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(6), DType.Float64);
        Parameter weights = scope.Parameter("weights", [7], Initializer.Zeros);
        Penalty penalty = new TotalCorrelationByDiscriminator((pass, z) => discriminator(pass, weights, z), [weights]);
        if (!permutes) penalty = new Unpermuted(pass => z => discriminator(pass, weights, z), [weights]);
        Objective objective = new Regularized(new Elbo(), penalty.Times(1));
        Adam adam = new([weights], Schedule.Cosine(0.05, 0, 300));
        for (int step = 0; step < 300; step++) Learn(objective, model, adam, step);
        return (weights.Value, Estimates(objective, model, 40, out _));
    }

    private static void Learn(Objective objective, Lambda model, Adam adam, int step)
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(7).At(step), step);
        adam.Step(pass.Backward(objective.Evaluate(model, Draw(pass, 500, step), pass).AdversaryLoss!));
    }

    private static double[] Estimates(Objective objective, Lambda model, int count, out double accuracy)
    {
        double[] estimates = new double[count];
        accuracy = 0;
        for (int i = 0; i < count; i++)
        {
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(70).At(i));
            ObjectiveTerms terms = objective.Evaluate(model, Draw(pass, 1000, 100_000 + i), pass);
            estimates[i] = terms.Measured("total-correlation");
            accuracy += terms.Measures.FirstOrDefault(static m => m.Name.EndsWith("accuracy", StringComparison.Ordinal))?.Value / count ?? 0;
        }

        return estimates;
    }

    private static Batch Draw(Pass pass, int count, int number) =>
        Batch.Of("x", pass.Normal([count, 3], RandomKey.FromSeed(9).Split("x").At(number), DType.Float64));

    private static Lambda Model() => new(static t =>
    {
        Tensor mixing = Tensor.From(Factor, [3, 3]);
        Tensor z = t.Latent("z", t.StandardNormal(3), () => Normal.FromScale(t.Observed("x").MatMul(mixing, Transpose.B), Noise, eventAxes: 1));
        t.Observe("x", () => Normal.FromScale(z, 1.0, eventAxes: 1));
    });

    // c + w·(z₁², z₂², z₃², z₁z₂, z₁z₃, z₂z₃).
    private static Tensor Quadratic(Pass pass, Parameter weights, Tensor z)
    {
        Tensor[] e = z.Split(1, 1, 1, 1);
        Tensor features = Ops.Concat([Tensor.Ones([z.Shape[0], 1], DType.Float64), e[0] * e[0], e[1] * e[1], e[2] * e[2], e[0] * e[1], e[0] * e[2], e[1] * e[2]], 1);
        return (features * pass[weights]).Sum(1);
    }

    // The lower triangle L with L·Lᵀ = A - noise².
    private static double[] Cholesky()
    {
        double[] l = new double[9];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = A[i, j] - (i == j ? Noise * Noise : 0);
                for (int k = 0; k < j; k++) sum -= l[(i * 3) + k] * l[(j * 3) + k];
                l[(i * 3) + j] = i == j ? Math.Sqrt(sum) : sum / l[(j * 3) + j];
            }
        }

        return l;
    }

    /// <summary>The broken twin: the codes stand where their mixtures should.</summary>
    private sealed class Unpermuted(Func<Pass, Func<Tensor, Tensor>> discriminator, IReadOnlyList<Parameter> parameters) : Penalty("total-correlation")
    {
        public override IReadOnlyList<Parameter> AdversaryParameters => parameters;

        public override PenaltyTerms Evaluate(Trace trace)
        {
            Tensor logits = discriminator(trace.Pass)(trace["z"].Value!);
            return new PenaltyTerms(logits.Mean()) { AdversaryLoss = 0.5 * ((-logits).Softplus().Mean() + logits.Softplus().Mean()) };
        }
    }
}
