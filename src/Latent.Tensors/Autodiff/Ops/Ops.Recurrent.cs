using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors;

/// <summary>What a recurrent layer gives.</summary>
/// <param name="Outputs">[T, B, H]: h after each step; zero past a sequence's end.</param>
/// <param name="Final">[B, H]: h after each sequence's last step.</param>
/// <param name="FinalCell">[B, H]: c after each sequence's last step, for an LSTM.</param>
public readonly record struct RecurrentResult(Tensor Outputs, Tensor Final, Tensor? FinalCell);

public static partial class Ops
{
    /// <summary>A gated recurrent unit over a sequence, with PyTorch's equations and order of gates (r, z, n).</summary>
    /// <param name="x">[T, B, in].</param>
    /// <param name="initial">[B, H], or null for zero.</param>
    /// <param name="weightInput">[3H, in].</param>
    /// <param name="weightHidden">[3H, H].</param>
    /// <param name="biasInput">[3H], or null.</param>
    /// <param name="biasHidden">[3H], or null.</param>
    /// <param name="lengths">Steps of each sequence, [B]; none means all T. A finished sequence keeps its state and outputs zero.</param>
    /// <param name="reverse">Runs each sequence from its own end; outputs stay at their steps.</param>
    /// <remarks>r = σ(W_r x + U_r h), z = σ(W_z x + U_z h), n = tanh(W_n x + r·(U_n h)), h′ = (1 - z)·n + z·h, biases understood (Cho et al. 2014).</remarks>
    /// <exception cref="ShapeException">Shapes or lengths do not fit; the message names them.</exception>
    public static RecurrentResult Gru(
        Tensor x, Tensor? initial, Tensor weightInput, Tensor weightHidden, Tensor? biasInput = null, Tensor? biasHidden = null,
        ReadOnlySpan<int> lengths = default, bool reverse = false) =>
        Run<GruCell>(x, initial, null, weightInput, weightHidden, biasInput, biasHidden, lengths, reverse);

    /// <summary>Long short-term memory over a sequence, with PyTorch's equations and order of gates (i, f, g, o).</summary>
    /// <param name="x">[T, B, in].</param>
    /// <param name="initial">h, [B, H], or null for zero.</param>
    /// <param name="initialCell">c, [B, H], or null for zero.</param>
    /// <param name="weightInput">[4H, in].</param>
    /// <param name="weightHidden">[4H, H].</param>
    /// <param name="biasInput">[4H], or null.</param>
    /// <param name="biasHidden">[4H], or null.</param>
    /// <param name="lengths">Steps of each sequence, [B]; none means all T. A finished sequence keeps its state and outputs zero.</param>
    /// <param name="reverse">Runs each sequence from its own end; outputs stay at their steps.</param>
    /// <remarks>c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′) (Hochreiter and Schmidhuber 1997; Gers et al. 2000).</remarks>
    /// <exception cref="ShapeException">Shapes or lengths do not fit; the message names them.</exception>
    public static RecurrentResult Lstm(
        Tensor x, Tensor? initial, Tensor? initialCell, Tensor weightInput, Tensor weightHidden, Tensor? biasInput = null,
        Tensor? biasHidden = null, ReadOnlySpan<int> lengths = default, bool reverse = false) =>
        Run<LstmCell>(x, initial, initialCell, weightInput, weightHidden, biasInput, biasHidden, lengths, reverse);

    /// <summary>One step of <see cref="Gru"/>: x [B, in] and h [B, H] to the next h.</summary>
    public static Tensor GruCell(
        Tensor x, Tensor state, Tensor weightInput, Tensor weightHidden, Tensor? biasInput = null, Tensor? biasHidden = null) =>
        Gru(OneStep("GruCell", x), state, weightInput, weightHidden, biasInput, biasHidden).Final;

    /// <summary>One step of <see cref="Lstm"/>: x [B, in], h and c [B, H] to the next h and c.</summary>
    public static (Tensor State, Tensor Cell) LstmCell(
        Tensor x, Tensor state, Tensor cell, Tensor weightInput, Tensor weightHidden, Tensor? biasInput = null, Tensor? biasHidden = null)
    {
        RecurrentResult result = Lstm(OneStep("LstmCell", x), state, cell, weightInput, weightHidden, biasInput, biasHidden);
        return (result.Final, result.FinalCell!);
    }

    private static Tensor OneStep(string op, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 2) Throw.BadShape(op, $"x has shape {x.Shape}; expected [batch, inputs].");
        return x.Unsqueeze(0);
    }

    private static RecurrentResult Run<TCell>(
        Tensor x, Tensor? initial, Tensor? initialCell, Tensor weightInput, Tensor weightHidden, Tensor? biasInput, Tensor? biasHidden,
        ReadOnlySpan<int> lengths, bool reverse)
        where TCell : IRecurrentCell
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weightInput);
        ArgumentNullException.ThrowIfNull(weightHidden);
        if (x.Shape.Rank != 3) Throw.BadShape(TCell.Name, $"x has shape {x.Shape}; expected [steps, batch, inputs].");
        int steps = x.Shape[0], batch = x.Shape[1], hidden = weightHidden.Shape[-1];
        int[]? ends = lengths.IsEmpty ? null : lengths.ToArray();
        int[]? order = reverse ? ReverseOrder(steps, batch, ends) : null;
        Tensor start = Initial<TCell>(OpScope.Of(TCell.Name, x, weightInput, weightHidden), [batch, hidden], initial, initialCell);
        Tensor states = RecurrentOp.Apply<TCell>(
            Reordered(x, order), start, weightInput, weightHidden, biasInput, biasHidden, ends);
        Tensor h = states.Rows(0, 1).Reshape(steps, batch, hidden);
        Tensor outputs = ends is null ? h : Present(h, ends).Where(h, 0.0);
        Tensor final = h.Rows(steps - 1, 1).Reshape(batch, hidden);
        Tensor? cell = TCell.States == 1 ? null : states.Rows(1, 1).Reshape(steps, batch, hidden).Rows(steps - 1, 1).Reshape(batch, hidden);
        return new(Reordered(outputs, order), final, cell);
    }

    private static Tensor Initial<TCell>(in OpScope scope, Shape shape, Tensor? initial, Tensor? cell) where TCell : IRecurrentCell
    {
        if (initial is null && cell is null) return Zeros(scope, [TCell.States, shape[0], shape[1]]);
        Tensor h = initial ?? Zeros(scope, shape);
        return TCell.States == 1 ? h.Unsqueeze(0) : Stack([h, cell ?? Zeros(scope, shape)]);
    }

    private static Tensor Zeros(in OpScope scope, Shape shape)
    {
        Tensor zeros = scope.New(shape);
        zeros.FillWith(0);
        return zeros;
    }

    // Step t of a reversed sequence of length n is its step n - 1 - t; steps past the end stay. The order is its own inverse.
    private static int[] ReverseOrder(int steps, int batch, int[]? lengths)
    {
        int[] order = new int[steps * batch];
        for (int t = 0; t < steps; t++)
            for (int row = 0; row < batch; row++)
            {
                int length = lengths is null ? steps : Math.Clamp(lengths[Math.Min(row, lengths.Length - 1)], 0, steps);
                order[(t * batch) + row] = ((t < length ? length - 1 - t : t) * batch) + row;
            }
        return order;
    }

    private static Tensor Reordered(Tensor x, int[]? order) =>
        order is null ? x : x.Reshape(order.Length, x.Shape[2]).Gather(0, order).Reshape(x.Shape);

    /// <summary>[T, B, 1]: 1 at the steps a sequence has, 0 past its end.</summary>
    private static Tensor Present(Tensor states, int[] lengths)
    {
        Tensor mask = Zeros(OpScope.Of("Present", states), [states.Shape[0], lengths.Length, 1]);
        if (mask.DType == DType.Float32) Mark(mask.Writable<float>(), lengths, 1f);
        else Mark(mask.Writable<double>(), lengths, 1.0);
        return mask;

        static void Mark<T>(Span<T> mask, int[] lengths, T one)
        {
            for (int row = 0; row < lengths.Length; row++)
                for (int t = 0; t < lengths[row]; t++) mask[(t * lengths.Length) + row] = one;
        }
    }
}
