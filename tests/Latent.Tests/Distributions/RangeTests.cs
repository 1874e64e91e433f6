using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>What is refused, what is missing, and what is far out.</summary>
public sealed class RangeTests
{
    public static TheoryData<string> Names => DistributionCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_outside_the_support_are_named(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        Distribution d = c.Make();
        foreach ((double[] value, string message) in c.Outside.Concat(Beyond(d)))
        {
            // Among good values, the bad one last.
            Tensor values = Tensor.From([.. c.Values[0], .. value], Shape.Create([2]).Concat(d.EventShape));
            ArgumentException refused = Assert.Throws<ArgumentException>(() => d.LogProb(values));
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bad_parameters_are_named(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        foreach ((double[][] theta, string message) in c.Invalid)
        {
            ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => c.Make(theta));
            Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Missing_elements_are_left_out(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        using Pass pass = Pass.Training();
        Tensor[] x = [.. c.Parameters.Select(p => pass.Track(p.Create()))];
        Distribution d = c.Create(x);
        int width = d.EventShape.Count;
        Shape two = Shape.Create([2]).Concat(d.EventShape);
        if (d is not ElementwiseDistribution scalar)
        {
            if (d is not Independent && !c.HasMarginals)
                Assert.Throws<NotSupportedException>(() => d.LogProb(Tensor.From(c.Values[0], d.EventShape), Tensor.Ones(d.EventShape, DType.Float64)));
            return;
        }

        // The first event whole, of the second only the first element (nothing of a scalar).
        double[] values = [.. c.Values[0], .. c.Values[0].Select((v, i) => width > 1 && i == 0 ? v : double.NaN)];
        double[] mask = [.. Enumerable.Repeat(1.0, width), .. Enumerable.Range(0, width).Select(i => width > 1 && i == 0 ? 1.0 : 0)];
        Tensor value = pass.Track(Tensor.From(values, two));
        Tensor masked = scalar.LogProb(value, Tensor.From(mask, two));
        double[] elements = scalar.ElementLogProb(Tensor.From(c.Values[0], d.EventShape)).BroadcastTo(d.EventShape).ToDoubles();
        Close.Check([elements.Sum(), width > 1 ? elements[0] : 0], masked.ToDoubles(), 1e-12, $"{name} with missing elements");
        if (!masked.IsTracked) return;
        Gradients gradients = pass.Backward(masked.Sum());
        double[] byValue = Differences.Of(gradients, value);
        Assert.All(byValue, static g => Assert.True(double.IsFinite(g)));
        for (int i = 0; i < mask.Length; i++)
            if (mask[i] == 0) Assert.Equal(0, byValue[i]);
        foreach (Tensor parameter in x)
            Assert.All(Differences.Of(gradients, parameter), static g => Assert.True(double.IsFinite(g)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (c.Parameters.Length == 0) return;
        // Parameters and values rounded first, so that only arithmetic differs.
        double[][] theta = [.. c.Theta.Select(Rounded)];
        foreach (double[] value in c.Values)
        {
            double[] x = Rounded(value);
            Distribution single = c.Make(theta, DType.Float32), full = c.Make(theta);
            Tensor score = single.LogProb(Tensor.From(x, full.EventShape).To(DType.Float32));
            Assert.Equal(DType.Float32, score.DType);
            Close.Check(full.LogProb(Tensor.From(x, full.EventShape)).Item(), score.Item(), c.Tolerance32, $"{name} in float32");
            if (c.HasSamples) Assert.Equal(DType.Float32, single.Sample(RandomKey.FromSeed(1)).DType);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Far_out_everything_stays_finite(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        foreach ((double[][] theta, double[] value) in c.Extremes)
        {
            double[][] rounded = [.. theta.Select(Rounded)];
            (double full, double[] _) = Score(c, rounded, Rounded(value), DType.Float64);
            (double single, double[] _) = Score(c, rounded, Rounded(value), DType.Float32);
            Close.Check(full, single, 10 * c.Tolerance32, $"{name} far out in float32");
            if (c.LogProb?.Invoke(Rounded(value), rounded) is { } defined && double.IsFinite(defined)) Close.Check(defined, full, 1e-8, $"{name} far out");
        }
    }

    private static (double LogProb, double[] Gradients) Score(DistributionCase c, double[][] theta, double[] value, DType dtype)
    {
        using Pass pass = Pass.Training();
        Tensor[] x = [.. c.Parameters.Select((p, k) => pass.Track(Tensor.From(theta[k], p.Shape).To(dtype)))];
        Distribution d = c.Create(x);
        Tensor tracked = pass.Track(Tensor.From(value, d.EventShape).To(dtype)), score = d.LogProb(tracked);
        string where = $"{c.Name} {dtype} at {string.Join("; ", theta.Select(static t => string.Join(' ', t)))}, value {string.Join(' ', value)}";
        Assert.True(double.IsFinite(score.Item()), $"{where}: log-probability {score.Item()}");
        if (!score.IsTracked) return (score.Item(), []);
        Gradients gradients = pass.Backward(score);
        double[] all = [.. x.Append(tracked).SelectMany(t => Differences.Of(gradients, t))];
        Assert.True(all.All(double.IsFinite), $"{where}: gradients {string.Join(' ', all)}");
        if (c.HasSamples)
        {
            double[] sample = d.Sample(RandomKey.FromSeed(1), [100]).ToDoubles();
            Assert.True(sample.All(static s => !double.IsNaN(s)), $"{where}: samples {string.Join(' ', sample.Take(10))}");
        }

        return (score.Item(), all);
    }

    private static double[] Rounded(double[] values) => [.. values.Select(static v => (double)(float)v)];

    // One value on each side of the support, not an integer where integers are asked for, not bound where elements are bound.
    private static IEnumerable<(double[] Value, string Message)> Beyond(Distribution d)
    {
        Support s = d.Support;
        int size = d.EventShape.Count;
        double[] Whole(double v) => [.. Enumerable.Repeat(v, size)];
        if (s.IsSameAs(Support.Simplex)) yield return (Whole(0.9 / d.EventShape[-1]), ": values must sum to 1");
        else if (s.IsSameAs(Support.Sphere)) yield return (Whole(0.1), ": values must have length 1");
        else if (s.IsSameAs(Support.OneHot)) yield return (Whole(1), ": values must be one 1 among zeros");
        else
        {
            if (double.IsFinite(s.Lower)) yield return (Whole(s.Lower - 1), $": the value {s.Lower - 1:G6} at [");
            if (double.IsFinite(s.Upper)) yield return (Whole(s.Upper + 0.25), $": the value {s.Upper + 0.25:G6} at [");
            if (s.IsSameAs(Support.NonNegativeIntegers)) yield return (Whole(1.5), ": the value 1.5 at [");
        }
    }
}
