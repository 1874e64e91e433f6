using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels.Reference;

internal sealed partial class ReferenceKernels
{
    public override void RecurrentForward<TCell>(in RecurrentPlan p)
    {
        int width = TCell.Gates * p.Hidden;
        for (int step = 0; step < p.Steps; step++)
            for (int row = 0; row < p.Batch; row++)
                for (int unit = 0; unit < p.Hidden; unit++)
                {
                    UnitVector<Scalar> state = default, saved = default, projected = default, recurrent = default;
                    for (int s = 0; s < TCell.States; s++) state[s] = new(Before(p, s, step, row, unit));
                    if (p.Lengths is null || step < p.Lengths[row])
                    {
                        for (int g = 0; g < TCell.Gates; g++)
                        {
                            int column = (g * p.Hidden) + unit;
                            double sum = p.HasBias ? Read(p.Bias, column, p.DType) : 0;
                            for (int k = 0; k < p.Hidden; k++)
                                sum += Read(p.Weight, ((long)column * p.Hidden) + k, p.DType) * Before(p, 0, step, row, k);
                            recurrent[g] = new(sum);
                            projected[g] = new(Read(p.Projected, (((long)step * p.Batch) + row) * width + column, p.DType));
                        }
                        TCell.Forward(projected, recurrent, ref state, ref saved);
                    }
                    for (int s = 0; s < TCell.States; s++) Write(p.States, StateAt(p, s, step, row, unit), p.DType, state[s].Value);
                    for (int k = 0; k < TCell.Saved; k++)
                    {
                        (Operand operand, long at) = SavedAt<TCell>(p, k, step, row, unit);
                        Write(operand, at, p.DType, saved[k].Value);
                    }
                }
    }

    public override void RecurrentBackward<TCell>(in RecurrentPlan p)
    {
        int width = TCell.Gates * p.Hidden;
        for (int step = p.Steps - 1; step >= 0; step--)
            for (int row = 0; row < p.Batch; row++)
            {
                long gates = (((long)step * p.Batch) + row) * width;
                for (int unit = 0; unit < p.Hidden; unit++)
                {
                    UnitVector<Scalar> gradient = default, projected = default, recurrent = default, saved = default, before = default, after = default;
                    for (int s = 0; s < TCell.States; s++)
                    {
                        double carry = step == p.Steps - 1 ? 0 : Read(p.InitialGradient, CarryAt(p, s, row, unit), p.DType);
                        gradient[s] = new(Read(p.Gradient, StateAt(p, s, step, row, unit), p.DType) + carry);
                        before[s] = new(Before(p, s, step, row, unit));
                        after[s] = new(Read(p.States, StateAt(p, s, step, row, unit), p.DType));
                    }
                    for (int k = 0; k < TCell.Saved; k++)
                    {
                        (Operand operand, long at) = SavedAt<TCell>(p, k, step, row, unit);
                        saved[k] = new(Read(operand, at, p.DType));
                    }
                    if (p.Lengths is null || step < p.Lengths[row])
                        TCell.Backward(saved, before, after, ref gradient, ref projected, ref recurrent);
                    for (int s = 0; s < TCell.States; s++) Write(p.InitialGradient, CarryAt(p, s, row, unit), p.DType, gradient[s].Value);
                    for (int g = 0; g < TCell.Gates; g++)
                    {
                        Write(p.ProjectedGradient, gates + (g * p.Hidden) + unit, p.DType, projected[g].Value);
                        Write(p.Recurrent, gates + (g * p.Hidden) + unit, p.DType, recurrent[g].Value);
                    }
                }
                for (int unit = 0; unit < p.Hidden; unit++)
                {
                    double sum = Read(p.InitialGradient, CarryAt(p, 0, row, unit), p.DType);
                    for (int column = 0; column < width; column++)
                        sum += Read(p.Recurrent, gates + column, p.DType) * Read(p.Weight, ((long)column * p.Hidden) + unit, p.DType);
                    Write(p.InitialGradient, CarryAt(p, 0, row, unit), p.DType, sum);
                }
            }
    }

    private static double Before(in RecurrentPlan p, int state, int step, int row, int unit) => step == 0
        ? Read(p.Initial, CarryAt(p, state, row, unit), p.DType)
        : Read(p.States, StateAt(p, state, step - 1, row, unit), p.DType);

    private static long CarryAt(in RecurrentPlan p, int state, int row, int unit) => (((long)state * p.Batch) + row) * p.Hidden + unit;

    private static long StateAt(in RecurrentPlan p, int state, int step, int row, int unit) =>
        ((((long)state * p.Steps) + step) * p.Batch + row) * p.Hidden + unit;

    // What is saved of a gate stands where its projection stood.
    private static (Operand Operand, long At) SavedAt<TCell>(in RecurrentPlan p, int k, int step, int row, int unit) where TCell : IRecurrentCell
    {
        long at = ((long)step * p.Batch) + row;
        return k < TCell.Gates
            ? (p.Projected, (((at * TCell.Gates) + k) * p.Hidden) + unit)
            : (p.Extra, (((at * (TCell.Saved - TCell.Gates)) + k - TCell.Gates) * p.Hidden) + unit);
    }
}
