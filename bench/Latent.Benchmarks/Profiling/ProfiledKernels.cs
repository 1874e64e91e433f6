using System.Diagnostics;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Benchmarks.Profiling;

/// <summary>Kernels that note how long each call takes, and what it would have to take at least.</summary>
internal sealed class ProfiledKernels(KernelSet inner) : KernelSet
{
    private readonly Dictionary<string, KernelTime> _times = [];

    public override string Name => inner.Name;

    public IEnumerable<KernelTime> Times => _times.Values;

    public void Clear() => _times.Clear();

    public override void Map<TMap>(in MapPlan plan)
    {
        long start = Stopwatch.GetTimestamp();
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
        long start = Stopwatch.GetTimestamp();
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
        long start = Stopwatch.GetTimestamp();
        inner.MatMul(plan);
        string name = $"product {plan.M}x{plan.N}x{plan.K}{(plan.TransposeA ? " At" : "")}{(plan.TransposeB ? " Bt" : "")}" +
            $"{(plan.Activation == Activation.None ? "" : " " + plan.Activation)}{(plan.Batches > 1 ? $" times {plan.Batches}" : "")}";
        double elements = ((double)plan.M * plan.K) + ((double)plan.K * plan.N) + ((double)plan.M * plan.N);
        Note(start, name, 2.0 * plan.Batches * plan.M * plan.N * plan.K, plan.Batches * elements * plan.DType.Size());
    }

    public override void Update<TRule>(in UpdatePlan plan)
    {
        long start = Stopwatch.GetTimestamp();
        inner.Update<TRule>(plan);
        Note(start, $"update {TRule.Name} {plan.Count}", 0, 7.0 * plan.DType.Size() * plan.Count);
    }

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

    private void Note(long start, string name, double operations, double bytes)
    {
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!_times.TryGetValue(name, out KernelTime? time))
        {
            _times[name] = time = new KernelTime(name, operations, bytes);
        }

        time.Seconds.Add(seconds);
    }
}

/// <summary>All calls of one kernel on one shape.</summary>
internal sealed record KernelTime(string Name, double Operations, double Bytes)
{
    public List<double> Seconds { get; } = [];
}
