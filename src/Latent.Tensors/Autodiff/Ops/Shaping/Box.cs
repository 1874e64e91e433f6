using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>A regular selection of a tensor's elements: per axis a first index, a step and a length. Steps may be negative.</summary>
internal readonly struct Box
{
    private readonly AxisSizes _starts;
    private readonly AxisSizes _steps;

    private Box(AxisSizes starts, AxisSizes steps, Shape lengths)
    {
        _starts = starts;
        _steps = steps;
        Lengths = lengths;
    }

    /// <summary>The shape of what is selected.</summary>
    public Shape Lengths { get; }

    /// <summary>Everything of a shape.</summary>
    public static Box Whole(Shape shape)
    {
        AxisSizes steps = default;
        for (int axis = 0; axis < shape.Rank; axis++) steps[axis] = 1;
        return new(default, steps, shape);
    }

    public int Start(int axis) => _starts[axis];

    /// <summary>This box with another range on one axis.</summary>
    public Box With(int axis, int start, int length, int step = 1)
    {
        AxisSizes starts = _starts, steps = _steps;
        starts[axis] = start;
        steps[axis] = step;
        return new(starts, steps, Lengths.With(axis, length));
    }

    /// <summary>Whether the box is one piece of memory of a tensor of that shape, and where it starts.</summary>
    public bool IsContiguous(Shape shape, out int offset)
    {
        offset = Offset(shape);
        // Outside the first partial axis all lengths are 1, inside it all axes are whole.
        bool inside = false;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (Lengths[axis] != 1 && _steps[axis] != 1) return false;
            if (inside && Lengths[axis] != shape[axis]) return false;
            inside |= Lengths[axis] != 1;
        }
        return true;
    }

    /// <summary>target[box] (+)= source, whose shape is the box's.</summary>
    public void Write(Tensor target, Tensor source, bool accumulate)
    {
        Operand whole = target.Operand;
        CopyPlan plan = CopyPlan.Create(new(whole.Buffer, whole.Offset + Offset(target.Shape)), source.Operand, target.DType, accumulate);
        AddAxes(ref plan, target.Shape, boxIsOutput: true, repeatInput: false);
        target.Device.Kernels.Copy(plan);
    }

    /// <summary>target (+)= source[box]; the target's shape is the box's.</summary>
    public void Read(Tensor target, Tensor source, bool accumulate)
    {
        Operand whole = source.Operand;
        CopyPlan plan = CopyPlan.Create(target.Operand, new(whole.Buffer, whole.Offset + Offset(source.Shape)), target.DType, accumulate);
        AddAxes(ref plan, source.Shape, boxIsOutput: false, repeatInput: false);
        target.Device.Kernels.Copy(plan);
    }

    /// <summary>target[box] = one number.</summary>
    public void Fill(Tensor target, Tensor number)
    {
        Operand whole = target.Operand;
        CopyPlan plan = CopyPlan.Create(new(whole.Buffer, whole.Offset + Offset(target.Shape)), number.Operand, target.DType);
        AddAxes(ref plan, target.Shape, boxIsOutput: true, repeatInput: true);
        target.Device.Kernels.Copy(plan);
    }

    /// <summary>Everything outside the box becomes one number; what is inside may be overwritten too.</summary>
    public void FillOutside(Tensor target, double value)
    {
        Tensor number = Tensor.Weak(value).Resolve(target.Pass, target.Device, target.DType);
        Shape shape = target.Shape;
        Box rest = Whole(shape);
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            int step = _steps[axis], length = Lengths[axis];
            if (length == 0 || (step is not (1 or -1) && length > 1))
            {
                rest.Fill(target, number);
                return;
            }
            // The slabs before and after the box on this axis, within the box on the axes done and whole on those to come.
            int first = step < 0 ? _starts[axis] - length + 1 : _starts[axis];
            if (first > 0) rest.With(axis, 0, first).Fill(target, number);
            int end = first + length;
            if (end < shape[axis]) rest.With(axis, end, shape[axis] - end).Fill(target, number);
            rest = rest.With(axis, first, length);
        }
    }

    private int Offset(Shape shape)
    {
        int offset = 0;
        for (int axis = 0; axis < shape.Rank; axis++) offset = (offset * shape[axis]) + _starts[axis];
        return offset;
    }

    private void AddAxes(ref CopyPlan plan, Shape whole, bool boxIsOutput, bool repeatInput)
    {
        Span<int> inWhole = stackalloc int[Shape.MaxRank];
        Span<int> inBox = stackalloc int[Shape.MaxRank];
        int wholeStride = 1, boxStride = 1;
        for (int axis = whole.Rank - 1; axis >= 0; axis--)
        {
            inWhole[axis] = wholeStride * _steps[axis];
            inBox[axis] = repeatInput ? 0 : boxStride;
            wholeStride *= whole[axis];
            boxStride *= Lengths[axis];
        }
        for (int axis = 0; axis < whole.Rank; axis++)
            plan.AddAxis(Lengths[axis], boxIsOutput ? inWhole[axis] : inBox[axis], boxIsOutput ? inBox[axis] : inWhole[axis]);
    }
}
