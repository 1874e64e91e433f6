using Latent.Tensors;

namespace Latent.Probe;

/// <summary>
/// Work large enough to be cut: element-wise maps over several cells, sums over several groups and their tree along both kinds of axes,
/// softmax and layer norm of many rows, rows scattered into a table, products of many tiles and long ones; each with its gradient.
/// </summary>
public static class LargeBits
{
    /// <summary>All results one after the other.</summary>
    public static Tensor All(Device device)
    {
        List<Tensor> results = [];
        using Pass pass = Pass.Training(device: device);
        Add(Maps, [300, 400]);
        Add(Tails, [50_000]);
        Add(Columns, [40_000, 7]);
        Add(Middle, [3, 301, 67]);
        Add(Rows, [130, 257]);
        Add(Table, [37, 96]);
        Add(Product, [150, 200]);
        Add(LongBatch, [5000, 12]);
        return Ops.Concat([.. results]).Clone();

        void Add(Func<Tensor, Tensor[]> work, Shape shape)
        {
            float[] values = new float[shape.Count];
            RandomKey.FromSeed((ulong)results.Count).Normal(values);
            Tensor x = pass.Track(pass.From(values, shape));
            Tensor[] parts = work(x);
            Tensor loss = parts[0].Sum();
            for (int i = 1; i < parts.Length; i++) loss += parts[i].Sum();
            results.AddRange(parts.Select(part => part.Flatten()));
            results.Add(loss.Flatten());
            results.Add(pass.Backward(loss)[x].Flatten());
        }
    }

    // Fourteen full cells and a part; broadcast along both axes, whose gradients are sums of 300 and of 400.
    private static Tensor[] Maps(Tensor x)
    {
        Tensor row = x.Mean(0), column = x.Mean(1).Unsqueeze(1);
        Tensor y = (x * row) + (x / (column.Square() + 1.0));
        return [y, (x * 2.0).Tanh() * x.Softplus(), y.Relu().Square().Sum(0), (y - x).Abs().Sum(1)];
    }

    // Three groups and a part, of pieces of which the last ends within a vector.
    private static Tensor[] Tails(Tensor x) => [x.Sum(), x.Square().Mean(), x.Max(), x.Min(), x.LogSumExp(0), x.Slice(0, 3, 49_990).Variance(0)];

    // Rows of seven: 313 groups of 128 rows.
    private static Tensor[] Columns(Tensor x) => [x.Sum(0), x.Square().Sum(0), x.Max(0), x.Sum(1), (x * x.Mean(0)).Square().Mean(0)];

    // An axis in the middle, and the two around it.
    private static Tensor[] Middle(Tensor x) => [x.Sum(1), x.Square().Sum(0, 2), x.Mean(2), x.Variance(1)];

    private static Tensor[] Rows(Tensor x)
    {
        Tensor normal = Ops.LayerNorm(x, Tensor.Full([257], 1.5), Tensor.Full([257], 0.25));
        return [x.Softmax(-1).Square(), x.LogSoftmax(-1).Max(1), x.LogSumExp(1), normal.Square(), x.Softmax(0).Square()];
    }

    // 600 rows from a table of 37: each gradient row is a sum of many.
    private static Tensor[] Table(Tensor x)
    {
        int[] rows = [.. Enumerable.Range(0, 600).Select(i => i * i % 37)];
        Tensor taken = x.Gather(0, rows);
        return [(taken * taken.Square()).Sum(1), taken.CumulativeSum(0).Mean(0)];
    }

    private static Tensor[] Product(Tensor x) => [Ops.Linear(x, x, null, Activation.Tanh), x.MatMul(x, Transpose.A).Square().Sum(1)];

    // The weight's gradient is a sum over a batch long enough to be cut.
    private static Tensor[] LongBatch(Tensor x)
    {
        Tensor w = x.Slice(0, 0, 10);
        return [Ops.Linear(x, w, null, Activation.Sigmoid).Square().Sum(0), x.MatMul(x, Transpose.A)];
    }
}
