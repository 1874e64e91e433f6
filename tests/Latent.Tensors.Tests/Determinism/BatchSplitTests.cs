namespace Latent.Tensors.Tests.Determinism;

/// <summary>An example has the same bits alone as among others, whichever axis is the batch's.</summary>
public sealed class BatchSplitTests
{
    private static readonly Dictionary<string, Func<Tensor, int, Tensor>> s_functions = new(StringComparer.Ordinal)
    {
        ["sum"] = (x, axis) => x.Sum(axis),
        ["mean"] = (x, axis) => x.Mean(axis),
        ["max"] = (x, axis) => x.Max(axis),
        ["variance"] = (x, axis) => x.Variance(axis),
        ["logsumexp"] = (x, axis) => x.LogSumExp(axis),
        ["softmax"] = (x, axis) => x.Softmax(axis).Sum(axis),
        ["log-softmax"] = (x, axis) => x.LogSoftmax(axis).Sum(axis),
        ["cumulative sum"] = (x, axis) => x.CumulativeSum(axis).Max(axis),
    };

    public static TheoryData<string, int> Functions
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string name in s_functions.Keys)
                foreach (int length in new[] { 5, 50, 700, 20000 }) data.Add(name, length);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void One_example_has_the_bits_it_has_among_others(string name, int length)
    {
        const int batch = 5;
        float[] values = new float[length * batch];
        RandomKey.FromSeed(7).Normal(values);
        Tensor columns = Tensor.From(values, [length, batch]), rows = Tensor.From(values, [batch, length]);
        float[] byColumn = s_functions[name](columns, 0).ToArray(), byRow = s_functions[name](rows, 1).ToArray();
        for (int i = 0; i < batch; i++)
        {
            Assert.Equal(byColumn[i], s_functions[name](columns.Slice(1, i, 1), 0).ToArray()[0]);
            Assert.Equal(byRow[i], s_functions[name](rows.Rows(i, 1), 1).ToArray()[0]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    public void A_long_product_does_not_know_the_size_of_the_batch(int batch)
    {
        const int depth = 5000, outputs = 20, most = 300;
        float[] values = new float[(most + outputs) * depth];
        RandomKey.FromSeed(8).Normal(values);
        Tensor x = Tensor.From(values.AsSpan(0, most * depth), [most, depth]), w = Tensor.From(values.AsSpan(most * depth), [outputs, depth]);
        float[] all = Ops.Linear(x, w).ToArray();
        Assert.Equal(all[..(batch * outputs)], Ops.Linear(x.Rows(0, batch), w).ToArray());
    }
}
