using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// Back-propagation through time in tensor operations: what the kernels are held against, and what is recorded when a gradient is to be
/// differentiated again. Runs the cell's own formulas on tensors.
/// </summary>
internal static class RecurrentDefinition<TCell> where TCell : IRecurrentCell
{
    public static void Backward(RecurrentInputs inputs, Tensor gradient, Backprop back)
    {
        int steps = inputs.X.Shape[0], hidden = inputs.WeightHidden.Shape[1];
        Tensor[] masks = [.. Enumerable.Range(0, steps).Select(t => Mask(inputs, t))];
        (UnitVector<Tensor>[] states, UnitVector<Tensor>[] saved) = Forward(inputs, masks);

        Tensor? weightInput = null, weightHidden = null, biasInput = null, biasHidden = null;
        Tensor[] x = new Tensor[steps];
        UnitVector<Tensor> carry = default;
        for (int t = steps - 1; t >= 0; t--)
        {
            UnitVector<Tensor> arriving = default, passed = default, projected = default, recurrent = default;
            for (int s = 0; s < TCell.States; s++)
            {
                arriving[s] = At(gradient, s, t);
                if (t < steps - 1) arriving[s] += carry[s];
                passed[s] = arriving[s];
            }
            TCell.Backward(saved[t], states[t], states[t + 1], ref passed, ref projected, ref recurrent);
            Tensor p = Masked(projected, masks[t], TCell.Gates), q = Masked(recurrent, masks[t], TCell.Gates);
            for (int s = 0; s < TCell.States; s++) carry[s] = masks[t].Where(passed[s], arriving[s]);
            carry[0] += q.MatMul(inputs.WeightHidden);
            x[t] = p.MatMul(inputs.WeightInput);
            weightInput = Plus(weightInput, p.MatMul(Step(inputs.X, t), Transpose.A));
            weightHidden = Plus(weightHidden, q.MatMul(states[t][0], Transpose.A));
            biasInput = Plus(biasInput, p.Sum(0));
            biasHidden = Plus(biasHidden, q.Sum(0));
        }
        back.Add(inputs.X, Latent.Tensors.Ops.Stack(x));
        back.Add(inputs.WeightInput, weightInput!);
        back.Add(inputs.WeightHidden, weightHidden!);
        if (inputs.BiasInput is { } bi) back.Add(bi, biasInput!);
        if (inputs.BiasHidden is { } bh) back.Add(bh, biasHidden!);
        back.Add(inputs.Initial, Latent.Tensors.Ops.Stack([.. Enumerable.Range(0, TCell.States).Select(s => carry[s])]));

        Tensor At(Tensor all, int s, int t) => all.Slice(0, s, 1).Slice(1, t, 1).Reshape(all.Shape[2], hidden);
    }

    /// <summary>The states before each step and after the last, and what each step saves.</summary>
    private static (UnitVector<Tensor>[] States, UnitVector<Tensor>[] Saved) Forward(RecurrentInputs inputs, Tensor[] masks)
    {
        int hidden = inputs.WeightHidden.Shape[1];
        UnitVector<Tensor>[] states = new UnitVector<Tensor>[masks.Length + 1], saved = new UnitVector<Tensor>[masks.Length];
        for (int s = 0; s < TCell.States; s++) states[0][s] = inputs.Initial.Rows(s, 1).Reshape(inputs.Initial.Shape[1], hidden);
        for (int t = 0; t < masks.Length; t++)
        {
            Tensor p = LinearOp.Apply(Step(inputs.X, t), inputs.WeightInput, inputs.BiasInput, Activation.None);
            Tensor q = LinearOp.Apply(states[t][0], inputs.WeightHidden, inputs.BiasHidden, Activation.None);
            UnitVector<Tensor> projected = default, recurrent = default, state = states[t];
            for (int g = 0; g < TCell.Gates; g++)
            {
                projected[g] = p.Slice(1, g * hidden, hidden);
                recurrent[g] = q.Slice(1, g * hidden, hidden);
            }
            TCell.Forward(projected, recurrent, ref state, ref saved[t]);
            for (int s = 0; s < TCell.States; s++) states[t + 1][s] = masks[t].Where(state[s], states[t][s]);
        }
        return (states, saved);
    }

    private static Tensor Step(Tensor x, int t) => x.Rows(t, 1).Reshape(x.Shape[1], x.Shape[2]);

    /// <summary>[B, 1]: 1 where the sequence has this step.</summary>
    private static Tensor Mask(RecurrentInputs inputs, int t)
    {
        int batch = inputs.X.Shape[1];
        double[] mask = [.. Enumerable.Range(0, batch).Select(row => inputs.Lengths is null || t < inputs.Lengths[row] ? 1.0 : 0.0)];
        return Tensor.From(mask, [batch, 1]).To(inputs.X.DType);
    }

    private static Tensor Masked(in UnitVector<Tensor> gates, Tensor mask, int count)
    {
        Tensor[] masked = new Tensor[count];
        for (int g = 0; g < count; g++) masked[g] = gates[g] * mask;
        return Latent.Tensors.Ops.Concat(masked, axis: 1);
    }

    private static Tensor Plus(Tensor? sum, Tensor term) => sum is null ? term : sum + term;
}
