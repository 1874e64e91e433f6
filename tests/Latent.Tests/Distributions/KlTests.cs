using Latent.Distributions;
using Latent.Tensors;
using Xunit.Sdk;

namespace Latent.Tests.Distributions;

/// <summary>Every closed-form KL divergence against integrals, samples and differences.</summary>
public sealed class KlTests
{
    private const int Samples = 100_000;

    public static TheoryData<string> Names => KlCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Divergence_equals_its_integral(string name)
    {
        KlCase c = KlCases.Get(name);
        double actual = Kl.Divergence(c.MakeQ(), c.MakeP()).Item();
        Assert.True(c.Integrable || c.HasMonteCarlo || c.Expected is not null, $"{name}: nothing to compare with");
        if (c.Expected is { } published) Assert.Equal(published, actual, 1e-10);
        if (!c.Integrable) return;
        CheckIntegral(c, actual);
        foreach (double twin in Twins(c, actual, 1e-6 * Math.Max(1, Math.Abs(actual))))
            Assert.ThrowsAny<XunitException>(() => CheckIntegral(c, twin));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Divergence_equals_the_mean_over_samples(string name)
    {
        KlCase c = KlCases.Get(name);
        if (!c.HasMonteCarlo) return;
        double actual = Kl.Divergence(c.MakeQ(), c.MakeP()).Item();
        double error = CheckSamples(c, actual);
        foreach (double twin in Twins(c, actual, (20 * error) + 1e-6))
            Assert.ThrowsAny<XunitException>(() => CheckSamples(c, twin));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_equals_central_differences(string name)
    {
        KlCase c = KlCases.Get(name);
        CaseParameter[] all = [.. c.QParameters, .. c.PParameters];
        using Pass pass = Pass.Training();
        Tensor[] tracked = [.. all.Select(p => pass.Track(p.Create()))];
        Tensor kl = Divergence(c, tracked);
        Assert.Equal(0, kl.Shape.Rank);
        if (!kl.IsTracked) return;
        Gradients gradients = pass.Backward(kl);
        double[][] theta = [.. all.Select(static p => p.Values)];
        for (int k = 0; k < all.Length; k++)
        {
            if (!all[k].Differentiable) continue;
            double[] numeric = Differences.Gradient(all[k].Values, values =>
                Divergence(c, [.. all.Select((p, j) => j == k ? Tensor.From(values, p.Shape) : p.Create())]).Item());
            double[] analytic = Differences.Of(gradients, tracked[k]);
            Close.Check(numeric, analytic, c.GradientTolerance, $"{name} gradient by parameter {k}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Divergence_of_a_distribution_from_itself_is_zero(string name)
    {
        KlCase c = KlCases.Get(name);
        foreach (Distribution d in new[] { c.MakeQ(), c.MakeP() })
        {
            if (KlRegistry.Default.Find(d, d) is { } rule) Assert.Equal(0, rule.Divergence(d, d).Item(), 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Batches_broadcast(string name)
    {
        KlCase c = KlCases.Get(name);
        Shape[] batches = [[2, 1], [3], [2, 3], []];
        foreach (Shape first in batches)
        {
            foreach (Shape second in batches)
            {
                Shape full = Broadcast(c.QParameters.Length > 0 ? first : [], c.PParameters.Length > 0 ? second : []);
                Tensor actual = Kl.Divergence(
                    c.Q([.. c.QParameters.Select(p => p.Create(first))]), c.P([.. c.PParameters.Select(p => p.Create(second))]));
                Assert.Equal(full, actual.Shape);
                for (int i = 0; i < full.Count; i++)
                {
                    int row = full.Rank == 2 ? i / full[1] : 0, column = full.Rank > 0 ? i % full[-1] : 0;
                    double expected = Kl.Divergence(
                        c.Q([.. c.QParameters.Select(p => p.Create([], _ => Number(first, row, column)))]),
                        c.P([.. c.PParameters.Select(p => p.Create([], _ => Number(second, row, column)))])).Item();
                    Close.Check(expected, actual.ToDoubles()[i], 1e-12, $"{name}: batches {first} and {second}, element {i}");
                }
            }
        }

        static int Number(Shape batch, int row, int column) => batch.Rank switch
        {
            0 => 0,
            1 => column,
            _ => batch[1] == 1 ? row : (row * batch[1]) + column,
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees(string name)
    {
        KlCase c = KlCases.Get(name);
        if (c.QParameters.Length == 0) return;
        // Parameters rounded first, so that only arithmetic differs.
        Tensor[] rounded = [.. c.QParameters.Concat(c.PParameters).Select(static p => p.Create(DType.Float32))];
        Tensor single = Divergence(c, c.PParameters.Length > 0 ? rounded : [.. rounded.Select(static x => x.To(DType.Float64))]);
        double full = Divergence(c, [.. rounded.Select(static x => x.To(DType.Float64))]).Item();
        Close.Check(full, single.Item(), c.Tolerance32, $"{name} in float32");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Far_out_everything_stays_finite(string name)
    {
        KlCase c = KlCases.Get(name);
        CaseParameter[] all = [.. c.QParameters, .. c.PParameters];
        foreach ((double[][] q, double[][] p) in c.Extremes)
        {
            double[][] theta = [.. q, .. p];
            double[] values = [.. new[] { DType.Float64, DType.Float32 }.Select(dtype =>
            {
                using Pass pass = Pass.Training();
                Tensor[] tracked = [.. all.Select((x, k) => pass.Track(Tensor.From([.. theta[k].Select(static v => (float)v)], x.Shape).To(dtype)))];
                Tensor kl = Divergence(c, tracked);
                string where = $"{name} {dtype} at {string.Join("; ", theta.Select(static t => string.Join(' ', t)))}";
                Assert.True(double.IsFinite(kl.Item()), $"{where}: divergence {kl.Item()}");
                Gradients gradients = pass.Backward(kl);
                Assert.True(tracked.SelectMany(t => Differences.Of(gradients, t)).All(double.IsFinite), $"{where}: a gradient is not finite");
                return kl.Item();
            })];
            Close.Check(values[0], values[1], 10 * c.Tolerance32, $"{name} far out in float32");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Batches_that_do_not_broadcast_are_refused(string name)
    {
        KlCase c = KlCases.Get(name);
        if (c.QParameters.Length == 0 || c.PParameters.Length == 0) return;
        Distribution two = c.Q([.. c.QParameters.Select(static p => p.Create([2]))]), three = c.P([.. c.PParameters.Select(static p => p.Create([3]))]);
        Assert.Throws<ShapeException>(() => Kl.Divergence(two, three));
        // Taking a batch axis into the event of one of them leaves nothing to compare.
        Distribution alone = c.P([.. c.PParameters.Select(static p => p.Create([2]))]);
        Exception refused = Assert.ThrowsAny<Exception>(() => Kl.Divergence(two.ToEvent(1), alone));
        Assert.True(refused is ShapeException or KlNotKnownException, $"{name}: {refused}");
    }

    private static Shape Broadcast(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        return Shape.Create([.. Enumerable.Range(0, rank).Select(i => Math.Max(Size(a, i), Size(b, i)))]);

        int Size(Shape shape, int axis) => axis < rank - shape.Rank ? 1 : shape[axis - rank + shape.Rank];
    }

    private static Tensor Divergence(KlCase c, Tensor[] x) => Kl.Divergence(c.Q(x[..c.QParameters.Length]), c.P(x[c.QParameters.Length..]));

    // What broken implementations say: a constant ½·log 2π of one of the log-densities is forgotten, or the arguments are exchanged. The latter
    // differs by less than the check can see where q and p are much alike.
    private static IEnumerable<double> Twins(KlCase c, double actual, double visible)
    {
        yield return actual - (0.5 * Math.Log(2 * Math.PI));
        Distribution q = c.MakeQ(), p = c.MakeP();
        if (KlRegistry.Default.Find(p, q) is not { } exchanged) yield break;
        double value = exchanged.Divergence(p, q).Item();
        if (Math.Abs(value - actual) > visible) yield return value;
    }

    private static void CheckIntegral(KlCase c, double actual)
    {
        Distribution q = c.MakeQ(), p = c.MakeP();
        Domain domain = Domain.Of(q, c.Breaks, c.Centre)
            ?? throw new XunitException($"{c.Name}: events of shape {q.EventShape} have too many dimensions to integrate over; say Integrable = false.");
        Func<double[][], double[]> other = Domain.Score(p);
        Close.Check(domain.ExpectRatio(Domain.Score(q), other), actual, 1e-8, $"{c.Name} divergence");
    }

    // Level: 5 standard errors, 6e-7 two-sided. Returns the standard error.
    private static double CheckSamples(KlCase c, double actual)
    {
        using Pass pass = Pass.Evaluation();
        Distribution q = c.MakeQ(), p = c.MakeP();
        Tensor x = q.Sample(RandomKey.FromSeed(11), [Samples]);
        double[] ratio = (q.LogProb(x) - p.LogProb(x)).ToDoubles();
        double mean = ratio.Average(), error = Math.Sqrt(ratio.Average(r => (r - mean) * (r - mean)) / Samples);
        Assert.True(Math.Abs(mean - actual) <= (5 * error) + 1e-9, $"{c.Name}: closed form {actual:R}, by samples {mean:R} ± {error:R}");
        return error;
    }
}
