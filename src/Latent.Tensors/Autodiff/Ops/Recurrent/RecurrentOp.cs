using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// A recurrent layer over a sequence: states [S, T, B, H] from inputs [T, B, in]. The projections of all inputs are one product, the weight
/// gradients of all steps one product each; in between, one small product a step (back-propagation through time).
/// </summary>
internal static class RecurrentOp
{
    public static Tensor Apply<TCell>(
        Tensor x, Tensor initial, Tensor weightInput, Tensor weightHidden, Tensor? biasInput, Tensor? biasHidden, int[]? lengths)
        where TCell : IRecurrentCell
    {
        RecurrentInputs inputs = new(x, initial, weightInput, weightHidden, biasInput, biasHidden, lengths);
        OpScope scope = OpScope.Of(TCell.Name, inputs.All);
        Check<TCell>(inputs);
        int steps = x.Shape[0], batch = x.Shape[1], hidden = weightHidden.Shape[1];
        Tensor states = scope.New([TCell.States, steps, batch, hidden]);
        Tensor projected = scope.New([steps * batch, TCell.Gates * hidden]);
        Tensor extra = scope.New([steps * batch, (TCell.Saved - TCell.Gates) * hidden]);
        MatMulOp.Run(projected, x.ViewAt(0, [steps * batch, x.Shape[2]]), weightInput, false, true, accumulate: false, biasInput);
        RecurrentPlan plan = Plan(inputs, states, projected, extra);
        states.Device.Kernels.RecurrentForward<TCell>(plan);
        if (scope.Records) scope.Attach(new RecurrentNode<TCell>(inputs, projected, extra), states);
        return states;
    }

    internal static RecurrentPlan Plan(RecurrentInputs inputs, Tensor states, Tensor projected, Tensor extra)
    {
        RecurrentPlan plan = default;
        plan.Steps = states.Shape[1];
        plan.Batch = states.Shape[2];
        plan.Hidden = states.Shape[3];
        plan.DType = states.DType;
        plan.Lengths = inputs.Lengths;
        plan.Weight = inputs.WeightHidden.Operand;
        plan.Initial = inputs.Initial.Operand;
        plan.States = states.Operand;
        plan.Projected = projected.Operand;
        plan.Extra = extra.Operand;
        plan.HasBias = inputs.BiasHidden is not null;
        if (inputs.BiasHidden is { } bias) plan.Bias = bias.Operand;
        return plan;
    }

    private static void Check<TCell>(RecurrentInputs inputs) where TCell : IRecurrentCell
    {
        Tensor x = inputs.X;
        if (x.Shape.Rank != 3) Throw.BadShape(TCell.Name, $"x has shape {x.Shape}; expected [steps, batch, inputs].");
        if (inputs.WeightHidden.Shape.Rank != 2 || inputs.WeightHidden.Shape[0] != TCell.Gates * inputs.WeightHidden.Shape[1])
            Throw.BadShape(TCell.Name, $"the hidden weight has shape {inputs.WeightHidden.Shape}; expected [{TCell.Gates}·H, H].");
        int hidden = inputs.WeightHidden.Shape[1], width = TCell.Gates * hidden;
        Expect("the input weight", inputs.WeightInput, [width, x.Shape[2]]);
        Expect("the initial state", inputs.Initial, [TCell.States, x.Shape[1], hidden]);
        if (inputs.BiasInput is { } biasInput) Expect("the input bias", biasInput, [width]);
        if (inputs.BiasHidden is { } biasHidden) Expect("the hidden bias", biasHidden, [width]);
        if (x.Shape[0] == 0) Throw.BadShape(TCell.Name, $"x {x.Shape} has no steps.");
        if (inputs.Lengths is not { } lengths) return;
        if (lengths.Length != x.Shape[1]) Throw.BadShape(TCell.Name, $"{lengths.Length} lengths for a batch of {x.Shape[1]}.");
        for (int row = 0; row < lengths.Length; row++)
            if (lengths[row] < 0 || lengths[row] > x.Shape[0]) Throw.BadShape(TCell.Name, $"sequence {row} has length {lengths[row]}; x has {x.Shape[0]} steps.");

        static void Expect(string what, Tensor tensor, Shape shape)
        {
            if (tensor.Shape != shape) Throw.ShapeMismatch(TCell.Name, what, shape, tensor.Shape);
        }
    }
}

/// <summary>What a recurrent layer is computed from.</summary>
internal sealed record RecurrentInputs(
    Tensor X, Tensor Initial, Tensor WeightInput, Tensor WeightHidden, Tensor? BiasInput, Tensor? BiasHidden, int[]? Lengths)
{
    public Tensor[] All { get; } = [.. new[] { X, Initial, WeightInput, WeightHidden, BiasInput, BiasHidden }.OfType<Tensor>()];
}

internal sealed class RecurrentNode<TCell>(RecurrentInputs inputs, Tensor gates, Tensor extra) : Node where TCell : IRecurrentCell
{
    public override string Name => TCell.Name;

    public override int InputCount => inputs.All.Length;

    public override Tensor Input(int index) => inputs.All[index];

    public override void Backward(Tensor gradient, Backprop back)
    {
        if (back.CreatesGraph)
        {
            RecurrentDefinition<TCell>.Backward(inputs, gradient, back);
            return;
        }
        int steps = Output.Shape[1], batch = Output.Shape[2], hidden = Output.Shape[3], rows = steps * batch;
        Shape width = [rows, TCell.Gates * hidden];
        Tensor projected = back.Temporary(width, gradient.DType), recurrent = back.Temporary(width, gradient.DType);
        Tensor carry = back.Temporary(inputs.Initial.Shape, gradient.DType);
        RecurrentPlan plan = RecurrentOp.Plan(inputs, Output, gates, extra);
        plan.ProjectedGradient = projected.Operand;
        plan.Recurrent = recurrent.Operand;
        plan.Gradient = gradient.Operand;
        plan.InitialGradient = carry.Operand;
        Output.Device.Kernels.RecurrentBackward<TCell>(plan);

        Tensor flat = inputs.X.ViewAt(0, [rows, inputs.X.Shape[2]]);
        if (back.Needs(inputs.X))
        {
            Tensor target = back.Into(inputs.X, out bool add).ViewAt(0, flat.Shape);
            MatMulOp.Run(target, projected, inputs.WeightInput, false, false, add);
        }
        if (back.Needs(inputs.WeightInput)) MatMulOp.Run(back.Into(inputs.WeightInput, out bool add), projected, flat, true, false, add);
        if (back.Needs(inputs.WeightHidden))
        {
            // The state before step 0 is the initial one; before the others, the one after the step before.
            Tensor target = back.Into(inputs.WeightHidden, out bool add);
            Tensor first = recurrent.ViewAt(0, [batch, width[1]]);
            MatMulOp.Run(target, first, inputs.Initial.ViewAt(0, [batch, hidden]), true, false, add);
            if (steps > 1)
            {
                Tensor others = recurrent.ViewAt(batch * width[1], [rows - batch, width[1]]);
                MatMulOp.Run(target, others, Output.ViewAt(0, [rows - batch, hidden]), true, false, accumulate: true);
            }
        }
        if (inputs.BiasInput is { } biasInput) back.Add<IdentityMap>(biasInput, width, projected);
        if (inputs.BiasHidden is { } biasHidden) back.Add<IdentityMap>(biasHidden, width, recurrent);
        if (back.Needs(inputs.Initial)) back.Add(inputs.Initial, carry);
        back.Release(projected);
        back.Release(recurrent);
        back.Release(carry);
    }
}
