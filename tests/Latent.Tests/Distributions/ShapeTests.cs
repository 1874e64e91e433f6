using Latent.Distributions;
using Latent.Tensors;
using Xunit.Sdk;

namespace Latent.Tests.Distributions;

/// <summary>Sample, batch and event shapes: a batch gives, element by element, what each element gives alone.</summary>
public sealed class ShapeTests
{
    public static TheoryData<string> Names => DistributionCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_is_its_elements(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        Shape @event = c.Make().EventShape;
        Assert.Equal("[]", c.Make().BatchShape.ToString());
        foreach (Shape[] batches in new Shape[][] { [[3], [3]], [[2, 1], [3]], [[3], [2, 1]], [[2, 3], []], [[], [2, 3]] })
        {
            if (c.Parameters.Length == 0) break;
            Tensor[] x = [.. c.Parameters.Select((p, k) => p.Create(batches[k % 2]))];
            Distribution d = c.Create(x);
            Shape full = c.Parameters.Length == 1 ? batches[0] : batches.Any(static b => b.Rank == 2) ? [2, 3] : [3];
            string what = $"{name}, parameters {string.Join(" and ", x.Select(static t => t.Shape))}";
            Assert.True(full == d.BatchShape, $"{what}: batch shape {d.BatchShape}, expected {full}");
            Assert.True(@event == d.EventShape, $"{what}: event shape {d.EventShape}, expected {@event}");
            Distribution[] alone = [.. Enumerable.Range(0, full.Count).Select(i => Alone(c, batches, full, i))];
            CheckBatch(c, d, alone, full, what);
            if (full.Rank == 0) continue;
            CheckEvents(c, d, full, what);
            if (full.Count > 1) Assert.ThrowsAny<XunitException>(() => CheckBatch(c, d, [.. alone.Reverse()], full, what));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_have_the_shape_samples_batch_event(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (!c.HasSamples) return;
        Distribution one = c.Make(), many = c.Create([.. c.Parameters.Select(static p => p.Create([2, 3]))]);
        Shape batch = c.Parameters.Length == 0 ? [] : [2, 3];
        foreach (Shape samples in new Shape[] { [], [4], [5, 1] })
        {
            Assert.Equal(samples.Concat(one.EventShape), one.Sample(RandomKey.FromSeed(1), samples).Shape);
            Tensor x = many.Sample(RandomKey.FromSeed(1), samples);
            Assert.Equal(samples.Concat(batch).Concat(one.EventShape), x.Shape);
            Assert.Equal(samples.Concat(batch), many.LogProb(x).Shape);
        }

        Assert.Equal(0, one.Sample(RandomKey.FromSeed(1), [0]).Shape.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_that_do_not_broadcast_are_refused(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        Distribution d = c.Create([.. c.Parameters.Select(static p => p.Create([2, 3]))]);
        double[] values = [.. Enumerable.Range(0, 4).SelectMany(_ => c.Values[0])];
        if (c.Parameters.Length > 0)
            Assert.Throws<ShapeException>(() => d.LogProb(Tensor.From(values, Shape.Create([4]).Concat(d.EventShape))));
        if (c.Parameters.Length < 2 || !c.Parameters.All(static p => p.Differentiable)) return;
        Assert.Throws<ShapeException>(() => c.Create([.. c.Parameters.Select(static (p, k) => p.Create([2 + (k % 2)]))]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Map_detach_and_unfold_change_nothing_but_what_they_say(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        Distribution d = c.Make();
        Assert.Same(d, d.Map(static (parameter, _) => parameter));
        Assert.Equal(c.Parameters.Length > 0, d.Parameters().Count > 0 && c.Parameters.Length > 0);
        double[] scores = Domain.Score(d)(c.Values);
        using Pass pass = Pass.Training();
        Distribution tracked = c.Create([.. c.Parameters.Select(p => pass.Track(p.Create()))]);
        Tensor value = Tensor.From(c.Values[0], d.EventShape);
        bool depends = c.Parameters.Length > 0 && tracked.Parameters().Any(static p => p.IsTracked);
        Assert.Equal(depends, c.Parameters.Length > 0);
        Assert.False(tracked.Detach().LogProb(value).IsTracked);
        if (c.HasSamples) Assert.False(tracked.Detach().Sample(RandomKey.FromSeed(1), [2]).IsTracked);
        Close.Check(scores, Domain.Score(d.Detach())(c.Values), 1e-12, $"{name} detached");
        // A copy of every parameter, so that nothing cached survives.
        Close.Check(scores, Domain.Score(d.Map(static (parameter, _) => parameter.Clone()))(c.Values), 1e-12, $"{name} copied");
        if (c.Parameters.Length == 0) return;
        Distribution rows = c.Create([.. c.Parameters.Select(static p => p.Create([6]))]), folded = rows.Unfold(6, [2, 3]);
        Assert.Equal("[2, 3]", folded.BatchShape.ToString());
        Assert.Equal(rows.LogProb(value).ToDoubles(), folded.LogProb(value).ToDoubles());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Draws_do_not_depend_on_the_cut_into_blocks_or_on_how_many_follow(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (!c.HasSamples || c.Parameters.Length == 0) return;
        int width = c.Make().EventShape.Count;
        double[] whole = Sample(0, 4, 3), head = Sample(0, 1, 3), tail = Sample(1, 3, 3), fewer = Sample(0, 4, 2);
        Assert.Equal(fewer, whole[..fewer.Length]);
        for (int k = 0; k < 3; k++)
        {
            double[] block = whole[(k * 4 * width)..((k + 1) * 4 * width)];
            Assert.Equal(block[..width], head[(k * width)..((k + 1) * width)]);
            Assert.Equal(block[width..], tail[(k * 3 * width)..((k + 1) * 3 * width)]);
        }

        double[] Sample(int first, int rows, int blocks)
        {
            Distribution d = c.Create([.. c.Parameters.Select(p => p.Create([rows], i => first + i))]);
            return d.Sample(new Draws(RandomKey.FromSeed(2), blocks, blocks, rows, first), [blocks]).ToDoubles();
        }
    }

    private static void CheckBatch(DistributionCase c, Distribution d, Distribution[] alone, Shape full, string what)
    {
        Tensor value = Tensor.From(c.Values[0], d.EventShape);
        Equal(full, static (x, v) => x.LogProb(v!), $"{what} log-probability");
        Equal(full, static (x, _) => x.Entropy(), $"{what} entropy");
        Equal(full.Concat(d.EventShape), static (x, _) => x.Mean, $"{what} mean");
        Equal(full.Concat(d.EventShape), static (x, _) => x.Variance, $"{what} variance");
        // Values of their own for each batch element, under a sample axis.
        Tensor each = Tensor.From(
            [.. Enumerable.Range(0, 2 * full.Count).SelectMany(i => c.Values[i % c.Values.Length])], Shape.Create([2]).Concat(full).Concat(d.EventShape));
        double[] expected = [.. Enumerable.Range(0, 2 * full.Count).Select(i => Domain.Score(alone[i % full.Count])([c.Values[i % c.Values.Length]])[0])];
        Tensor scores = d.LogProb(each);
        Assert.Equal(Shape.Create([2]).Concat(full), scores.Shape);
        Close.Check(expected, scores.ToDoubles(), 1e-12, $"{what} log-probability of a value each");

        void Equal(Shape shape, Func<Distribution, Tensor?, Tensor> quantity, string of)
        {
            if (DensityTests.Known(() => quantity(d, value)) is not { } batched) return;
            Assert.True(shape == quantity(d, value).Shape, $"{of}: shape {quantity(d, value).Shape}, expected {shape}");
            Close.Check([.. alone.SelectMany(x => quantity(x, value).ToDoubles())], batched, 1e-12, of);
        }
    }

    private static void CheckEvents(DistributionCase c, Distribution d, Shape full, string what)
    {
        for (int axes = 1; axes <= full.Rank; axes++)
        {
            Distribution joined = d.ToEvent(axes);
            Shape batch = full.Slice(0, full.Rank - axes);
            Assert.Equal(batch, joined.BatchShape);
            Assert.Equal(full.Slice(full.Rank - axes, full.Rank).Concat(d.EventShape), joined.EventShape);
            Tensor value = Tensor.From([.. Enumerable.Range(0, full.Count).SelectMany(i => c.Values[i % c.Values.Length])], full.Concat(d.EventShape));
            int group = full.Count / batch.Count;
            Tensor scores = joined.LogProb(value);
            Assert.Equal(batch, scores.Shape);
            Close.Check(Sums(d.LogProb(value).ToDoubles(), group), scores.ToDoubles(), 1e-12, $"{what}: ToEvent({axes})");
            if (DensityTests.Known(d.Entropy) is { } entropy)
                Close.Check(Sums(entropy, group), joined.Entropy().ToDoubles(), 1e-12, $"{what}: entropy of ToEvent({axes})");
            if (c.HasSamples) Assert.Equal(d.Sample(RandomKey.FromSeed(6), [2]).ToDoubles(), joined.Sample(RandomKey.FromSeed(6), [2]).ToDoubles());
        }

        Assert.Throws<ShapeException>(() => d.ToEvent(full.Rank + 1));
    }

    private static double[] Sums(double[] values, int group) => [.. values.Chunk(group).Select(static chunk => chunk.Sum())];

    private static Distribution Alone(DistributionCase c, Shape[] batches, Shape full, int at)
    {
        int row = full.Rank == 2 ? at / full[1] : 0, column = full.Rank > 0 ? at % full[-1] : 0;
        return c.Create([.. c.Parameters.Select((p, k) => p.Create([], _ => Number(batches[k % 2])))]);

        int Number(Shape batch) => batch.Rank switch
        {
            0 => 0,
            1 => column,
            _ => batch[1] == 1 ? row : (row * batch[1]) + column,
        };
    }
}
