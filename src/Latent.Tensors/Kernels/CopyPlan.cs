namespace Latent.Tensors.Kernels;

/// <summary>
/// Moves numbers between two boxes of one shape: output[Σ i·OutputStrides] = input[Σ i·InputStrides] for every index i of the box.
/// Strides may be
/// negative (reversed axes), and 0 in the input (repeated axes); output elements are distinct. Concatenation, slices, padding,
/// permutations,
/// flips, repetitions and diagonals are this one plan.
/// </summary>
internal struct CopyPlan
{
    public Operand Output;
    public Operand Input;
    public AxisSizes Sizes;
    public AxisSizes OutputStrides;
    public AxisSizes InputStrides;
    public int Rank;
    public DType DType;

    /// <summary>Whether the numbers are added to the output's old content.</summary>
    public bool Accumulate;

    public readonly int Count
    {
        get
        {
            int count = 1;
            for (int axis = 0; axis < Rank; axis++) count *= Sizes[axis];
            return count;
        }
    }

    /// <summary>A plan without axes, from the first element of one operand to the first of the other.</summary>
    public static CopyPlan Create(Operand output, Operand input, DType dtype, bool accumulate = false)
    {
        CopyPlan plan = default;
        plan.Output = output;
        plan.Input = input;
        plan.DType = dtype;
        plan.Accumulate = accumulate;
        return plan;
    }

    /// <summary>
    /// Adds an axis inside the present ones. Axes of size 1 are dropped, and one that goes on where both strides of the last one repeat is
    /// merged with it, so that a plan has as few and as long axes as possible.
    /// </summary>
    public void AddAxis(int size, int outputStride, int inputStride)
    {
        if (size == 1) return;
        int last = Rank - 1;
        if (last >= 0
            && OutputStrides[last] == (long)outputStride * size
            && InputStrides[last] == (long)inputStride * size)
        {
            Sizes[last] *= size;
        }
        else
        {
            last = Rank++;
            Sizes[last] = size;
        }
        OutputStrides[last] = outputStride;
        InputStrides[last] = inputStride;
    }
}
