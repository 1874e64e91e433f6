namespace Latent.Tensors.Kernels.Reference;

internal sealed unsafe partial class ReferenceKernels
{
    public override void Copy(in CopyPlan plan)
    {
        int count = plan.Count;
        for (int i = 0; i < count; i++)
        {
            long output = 0, input = 0;
            int rest = i;
            for (int axis = plan.Rank - 1; axis >= 0; axis--)
            {
                (rest, int index) = Math.DivRem(rest, plan.Sizes[axis]);
                output += (long)index * plan.OutputStrides[axis];
                input += (long)index * plan.InputStrides[axis];
            }
            Put(plan.Output, output, plan.DType, Read(plan.Input, input, plan.DType), plan.Accumulate);
        }
    }

    public override void Gather(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        for (int o = 0; o < plan.Outer; o++)
            for (int k = 0; k < plan.Count; k++)
                for (int i = 0; i < plan.Inner; i++)
                {
                    double value = Read(plan.Input, At(o, indices[k], i, plan.Size, plan.Inner), plan.DType);
                    Put(plan.Output, At(o, k, i, plan.Count, plan.Inner), plan.DType, value, plan.Accumulate);
                }
    }

    public override void Scatter(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        for (int o = 0; o < plan.Outer; o++)
            for (int k = 0; k < plan.Count; k++)
                for (int i = 0; i < plan.Inner; i++)
                {
                    double value = Read(plan.Input, At(o, k, i, plan.Count, plan.Inner), plan.DType);
                    Put(plan.Output, At(o, indices[k], i, plan.Size, plan.Inner), plan.DType, value, true);
                }
    }

    public override void GatherAlong(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        for (int o = 0; o < plan.Outer; o++)
            for (int i = 0; i < plan.Inner; i++)
            {
                int at = (o * plan.Inner) + i;
                double value = Read(plan.Input, At(o, indices[at], i, plan.Size, plan.Inner), plan.DType);
                Put(plan.Output, at, plan.DType, value, plan.Accumulate);
            }
    }

    public override void ScatterAlong(in GatherPlan plan, ReadOnlySpan<int> indices)
    {
        for (int o = 0; o < plan.Outer; o++)
            for (int i = 0; i < plan.Inner; i++)
            {
                int at = (o * plan.Inner) + i;
                Put(plan.Output, At(o, indices[at], i, plan.Size, plan.Inner), plan.DType, Read(plan.Input, at, plan.DType), true);
            }
    }

    public override void Scan(in ScanPlan plan)
    {
        for (int o = 0; o < plan.Outer; o++)
            for (int i = 0; i < plan.Inner; i++)
            {
                double sum = 0;
                for (int step = 0; step < plan.Size; step++)
                {
                    long at = At(o, plan.Reverse ? plan.Size - 1 - step : step, i, plan.Size, plan.Inner);
                    double before = sum;
                    sum += Read(plan.Input, at, plan.DType);
                    Put(plan.Output, at, plan.DType, plan.Exclusive ? before : sum, plan.Accumulate);
                }
            }
    }

    public override void Triangle(in TrianglePlan plan)
    {
        for (int row = 0; row < plan.Batches * plan.Rows; row++)
        {
            (int first, int end) = plan.Kept(row % plan.Rows);
            for (int column = 0; column < plan.Columns; column++)
            {
                long at = ((long)row * plan.Columns) + column;
                Put(plan.Output, at, plan.DType, column >= first && column < end ? Read(plan.Input, at, plan.DType) : 0, plan.Accumulate);
            }
        }
    }

    private static long At(int outer, int middle, int inner, int size, int width) => ((((long)outer * size) + middle) * width) + inner;

    private static void Put(Operand output, long index, DType dtype, double value, bool accumulate) =>
        Write(output, index, dtype, accumulate ? Read(output, index, dtype) + value : value);
}
