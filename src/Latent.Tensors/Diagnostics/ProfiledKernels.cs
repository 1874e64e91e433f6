using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Diagnostics;

/// <summary>A kernel set that notes how long each call of another one takes, with the operations and bytes that no implementation avoids.</summary>
/// <param name="inner">Who computes.</param>
/// <param name="clock">The time in nanoseconds: of the wall, or of the processor.</param>
internal sealed partial class ProfiledKernels(KernelSet inner, Func<long> clock) : KernelSet
{
    private readonly Dictionary<string, KernelTime> _times = [];

    public override string Name => inner.Name;

    public IEnumerable<KernelTime> Times => _times.Values;

    public void Clear() => _times.Clear();

    public override void Map<TMap>(in MapPlan plan)
    {
        long start = clock();
        inner.Map<TMap>(plan);
        double bytes = (double)plan.DType.Size() * plan.Count;
        for (int k = 0; k < plan.Arity; k++)
        {
            bytes += Read(plan.Strides, plan.Sizes, plan.Rank, k) * plan.DType.Size();
        }

        Note(start, $"map {TypeName(typeof(TMap))} {Axes(plan.Sizes, plan.Rank)}", 0, bytes);
    }

    public override void Reduce<TMap, TFold>(in ReducePlan plan)
    {
        long start = clock();
        inner.Reduce<TMap, TFold>(plan);
        double bytes = (double)plan.DType.Size() * plan.KeptCount;
        for (int k = 0; k < plan.Arity; k++)
        {
            bytes += Read(plan.Strides, plan.Sizes, plan.Rank, k) * plan.DType.Size();
        }

        string axes = string.Join('x', Enumerable.Range(0, plan.Rank).Select(Axis(plan)));
        Note(start, $"{TypeName(typeof(TFold))} {TypeName(typeof(TMap))} {axes}", 0, bytes);
    }

    public override void MatMul(in MatMulPlan plan)
    {
        long start = clock();
        inner.MatMul(plan);
        string name = $"product {plan.M}x{plan.N}x{plan.K}{(plan.TransposeA ? " At" : "")}{(plan.TransposeB ? " Bt" : "")}" +
            $"{(plan.Activation == Activation.None ? "" : " " + plan.Activation)}{(plan.Batches > 1 ? $" times {plan.Batches}" : "")}";
        double elements = ((double)plan.M * plan.K) + ((double)plan.K * plan.N) + ((double)plan.M * plan.N);
        Note(start, name, 2.0 * plan.Batches * plan.M * plan.N * plan.K, plan.Batches * elements * plan.DType.Size());
    }

    public override void Update<TRule>(in UpdatePlan plan)
    {
        long start = clock();
        inner.Update<TRule>(plan);
        // The value and each state are read and written, the gradient is read.
        Note(start, $"update {TRule.Name} {plan.Count}", 0, (3.0 + (2 * TRule.States)) * plan.DType.Size() * plan.Count);
    }

    public override void Convolve(in ConvolutionPlan plan)
    {
        long start = clock();
        inner.Convolve(plan);
        ConvolutionGeometry g = plan.Geometry;
        string name = $"convolution to {plan.Result}, {g.InChannels}x{g.InHeight}x{g.InWidth} to {g.OutChannels}x{g.OutHeight}x{g.OutWidth}";
        Note(start, name, g.Operations, (double)(g.InLength + g.OutLength + g.WeightLength) * plan.DType.Size());
    }

    public override void SumChannels(in ChannelSumPlan plan)
    {
        long start = clock();
        inner.SumChannels(plan);
        double count = (double)plan.Batch * plan.Channels * plan.Pixels;
        Note(start, $"sum of channels {plan.Batch}x{plan.Channels}x{plan.Pixels}", 0, count * plan.DType.Size());
    }

    public override void RecurrentForward<TCell>(in RecurrentPlan plan)
    {
        long start = clock();
        inner.RecurrentForward<TCell>(plan);
        Note<TCell>(start, "forward", plan);
    }

    public override void RecurrentBackward<TCell>(in RecurrentPlan plan)
    {
        long start = clock();
        inner.RecurrentBackward<TCell>(plan);
        Note<TCell>(start, "backward", plan);
    }

    public override void Rows(in RowPlan plan)
    {
        long start = clock();
        inner.Rows(plan);
        double count = (double)plan.Outer * plan.Length * plan.Inner;
        double arrays = plan.Function == RowFunction.LogSumExp ? 1 : plan.HasGradient ? 3 : 2;
        Note(start, $"rows {plan.Function} {plan.Outer}x{plan.Length}x{plan.Inner}", 0, arrays * count * plan.DType.Size());
    }

    public override void LayerNorm(in LayerNormPlan plan)
    {
        long start = clock();
        inner.LayerNorm(plan);
        Note(start, $"layer norm {plan.Rows}x{plan.Length}", 0, 2.0 * plan.Rows * plan.Length * plan.DType.Size());
    }

    public override void LayerNormGradient(in LayerNormGradientPlan plan)
    {
        long start = clock();
        inner.LayerNormGradient(plan);
        Note(start, $"layer norm gradient {plan.Rows}x{plan.Length}", 0, 3.0 * plan.Rows * plan.Length * plan.DType.Size());
    }

    public override void Pool(in PoolingPlan plan)
    {
        long start = clock();
        inner.Pool(plan);
        Note(start, $"pooling {plan.Map}", 0, 0);
    }

    public override void Copy(in CopyPlan plan)
    {
        long start = clock();
        inner.Copy(plan);
        Note(start, $"copy {Axes(plan.Sizes, plan.Rank)}", 0, 2.0 * plan.Count * plan.DType.Size());
    }

    public override void Gather(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        long start = clock();
        inner.Gather(plan, indices);
        Note(start, Selection("gather", plan), 0, 2.0 * plan.Outer * plan.Count * plan.Inner * plan.DType.Size());
    }

    public override void Scatter(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        long start = clock();
        inner.Scatter(plan, indices);
        Note(start, Selection("scatter", plan), 0, 2.0 * plan.Outer * plan.Count * plan.Inner * plan.DType.Size());
    }

    public override void GatherAlong(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        long start = clock();
        inner.GatherAlong(plan, indices);
        Note(start, Selection("gather along", plan), 0, 2.0 * plan.Outer * plan.Inner * plan.DType.Size());
    }

    public override void ScatterAlong(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        long start = clock();
        inner.ScatterAlong(plan, indices);
        Note(start, Selection("scatter along", plan), 0, 2.0 * plan.Outer * plan.Inner * plan.DType.Size());
    }

    public override void Scan(in ScanPlan plan)
    {
        long start = clock();
        inner.Scan(plan);
        double count = (double)plan.Outer * plan.Size * plan.Inner;
        Note(start, $"running sum {plan.Outer}x{plan.Size}x{plan.Inner}", 0, 2 * count * plan.DType.Size());
    }

    public override void Triangle(in TrianglePlan plan)
    {
        long start = clock();
        inner.Triangle(plan);
        double count = (double)plan.Batches * plan.Rows * plan.Columns;
        Note(start, $"triangle {plan.Batches}x{plan.Rows}x{plan.Columns}", 0, 2 * count * plan.DType.Size());
    }

    private static string Selection(string name, in GatherPlan plan) => $"{name} {plan.Outer}x{plan.Size}x{plan.Inner}, {plan.Count}";

    private static Func<int, string> Axis(ReducePlan plan) => axis => plan.IsReduced(axis) ? $"({plan.Sizes[axis]})" : $"{plan.Sizes[axis]}";

    private static string Axes(AxisSizes sizes, int rank) => string.Join('x', Enumerable.Range(0, rank).Select(axis => $"{sizes[axis]}"));

    // Elements an operand really has: axes along which it is broadcast do not count.
    private static double Read(Strides strides, AxisSizes sizes, int rank, int operand)
    {
        double count = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            count *= strides[operand, axis] == 0 ? 1 : sizes[axis];
        }

        return count;
    }

    private static string TypeName(Type type)
    {
        string name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(',', type.GetGenericArguments().Select(TypeName))}>" : name;
    }

    // The weights are read anew in each step: they are larger than the caches that a core has to itself.
    private void Note<TCell>(long start, string direction, in RecurrentPlan plan) where TCell : IRecurrentCell
    {
        double weight = (double)TCell.Gates * plan.Hidden * plan.Hidden;
        double rows = (double)plan.Steps * plan.Batch;
        double bytes = ((weight * plan.Steps) + (rows * plan.Hidden * ((2 * TCell.Saved) + TCell.States))) * plan.DType.Size();
        Note(start, $"{TCell.Name} {direction} {plan.Steps}x{plan.Batch}x{plan.Hidden}", 2 * rows * weight, bytes);
    }

    private void Note(long start, string name, double operations, double bytes)
    {
        double seconds = (clock() - start) * 1e-9;
        if (!_times.TryGetValue(name, out KernelTime? time))
        {
            _times[name] = time = new KernelTime(name, operations, bytes);
        }

        time.Seconds.Add(seconds);
    }
}
