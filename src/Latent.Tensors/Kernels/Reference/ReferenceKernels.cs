using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Reference;

/// <summary>The living definition: scalar loops in double precision on the platform's own functions, rounded once at the end.</summary>
internal sealed unsafe partial class ReferenceKernels : KernelSet
{
    public override string Name => "reference";

    public override void Map<TMap>(in MapPlan plan)
    {
        for (int i = 0; i < plan.Count; i++)
        {
            Values values = default;
            for (int k = 0; k < TMap.Arity; k++) values[k] = Read(plan.Operands[k], Offset(plan.Sizes, plan.Strides, plan.Rank, k, i), plan.DType);
            Write(plan.Output, i, plan.DType, TMap.Apply<Scalar, Arguments>(new(values)).Value);
        }
    }

    public override void Reduce<TMap, TFold>(in ReducePlan plan)
    {
        int kept = plan.KeptCount, reduced = plan.ReducedCount;
        for (int o = 0; o < kept; o++)
        {
            Scalar folded = new(TFold.Identity);
            for (int r = 0; r < reduced; r++)
            {
                Values values = default;
                for (int k = 0; k < TMap.Arity; k++)
                {
                    long offset = Offset(plan, k, o, reduced: false) + Offset(plan, k, r, reduced: true);
                    values[k] = Read(plan.Operands[k], offset, plan.DType);
                }
                folded = TFold.Combine(folded, TMap.Apply<Scalar, Arguments>(new(values)));
            }
            double result = folded.Value * plan.Scale;
            if (plan.Accumulate) result += Read(plan.Output, o, plan.DType);
            Write(plan.Output, o, plan.DType, result);
        }
    }

    public override void Update<TRule>(in UpdatePlan plan)
    {
        UpdateSettings<Scalar> settings = default;
        for (int k = 0; k < UpdateSettings<Scalar>.Capacity; k++) settings[k] = new(plan.Settings[k]);
        for (int i = 0; i < plan.Count; i++)
        {
            Scalar value = new(Read(plan.Value, i, plan.DType)), gradient = new(Read(plan.Gradient, i, plan.DType));
            Scalar first = State(plan.First, 0, i, plan.DType), second = State(plan.Second, 1, i, plan.DType);
            Scalar third = State(plan.Third, 2, i, plan.DType);
            TRule.Step(settings, gradient, ref value, ref first, ref second, ref third);
            Write(plan.Value, i, plan.DType, value.Value);
            if (TRule.States > 0) Write(plan.First, i, plan.DType, first.Value);
            if (TRule.States > 1) Write(plan.Second, i, plan.DType, second.Value);
            if (TRule.States > 2) Write(plan.Third, i, plan.DType, third.Value);
        }

        static Scalar State(Operand state, int number, int i, DType dtype) => number < TRule.States ? new(Read(state, i, dtype)) : default;
    }

    internal static double Read(Operand operand, long index, DType dtype) =>
        dtype == DType.Float32 ? operand.Pointer<float>()[index] : operand.Pointer<double>()[index];

    internal static void Write(Operand operand, long index, DType dtype, double value)
    {
        if (dtype == DType.Float32) operand.Pointer<float>()[index] = (float)value;
        else operand.Pointer<double>()[index] = value;
    }

    private static long Offset(in AxisSizes sizes, in Strides strides, int rank, int k, int linear)
    {
        long offset = 0;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            offset += (long)(linear % sizes[axis]) * strides[k, axis];
            linear /= sizes[axis];
        }
        return offset;
    }

    private static long Offset(in ReducePlan plan, int k, int linear, bool reduced)
    {
        long offset = 0;
        for (int axis = plan.Rank - 1; axis >= 0; axis--)
        {
            if (plan.IsReduced(axis) != reduced) continue;
            offset += (long)(linear % plan.Sizes[axis]) * plan.Strides[k, axis];
            linear /= plan.Sizes[axis];
        }
        return offset;
    }

    [InlineArray(Operands.Capacity)]
    private struct Values
    {
        private double _first;
    }

    private readonly struct Arguments(Values values) : IArguments<Scalar>
    {
        private readonly Values _values = values;

        public Scalar Get(int operand) => new(_values[operand]);
    }
}
