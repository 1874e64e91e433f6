using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// C = op(A)·op(B) over the last two axes; leading axes are batches, equal or broadcast.
/// For C = A·B: ∂A = G·Bᵀ, ∂B = Aᵀ·G; for transposed operands the same with the roles exchanged.
/// </summary>
internal static class MatMulOp
{
    private const string Name = "MatMul";

    public static Tensor Apply(Tensor a, Tensor b, Transpose transpose)
    {
        OpScope scope = OpScope.Of(Name, a, b);
        if (a.Shape.Rank < 2 || b.Shape.Rank < 2)
            Throw.BadShape(Name, $"x {a.Shape} · w {b.Shape}: both need at least two axes. Reshape a vector to [1, n] or [n, 1].");
        bool ta = (transpose & Transpose.A) != 0, tb = (transpose & Transpose.B) != 0;
        int m = a.Shape[ta ? -1 : -2], k = a.Shape[ta ? -2 : -1], kb = b.Shape[tb ? -1 : -2], n = b.Shape[tb ? -2 : -1];
        if (k != kb)
        {
            Throw.BadShape(Name, $"inner dimensions differ: x {a.Shape}{(ta ? "ᵀ" : "")} · w {b.Shape}{(tb ? "ᵀ" : "")} ({k} vs {kb}). " +
                "Check the layer's width against the data, or the transposition.");
        }
        Shape batchA = a.Shape.Slice(0, a.Shape.Rank - 2), batchB = b.Shape.Slice(0, b.Shape.Rank - 2);
        if (!Shape.TryBroadcast(batchA, batchB, out Shape batch)) Throw.Broadcast($"{Name} (batch axes)", a.Shape, b.Shape);
        if (batchB.Count == 1 && !ta && batchA.Count > 1)
        {
            // One right-hand side for all: a single taller product.
            Tensor flat = Apply(a.Reshape(batch.Concat([m]).Count, k), b.Reshape(b.Shape.Slice(b.Shape.Rank - 2, b.Shape.Rank)), transpose);
            return flat.Reshape(batch.Concat([m, n]));
        }
        if ((batchA.Count != 1 && batchA.Count != batch.Count) || (batchB.Count != 1 && batchB.Count != batch.Count))
        {
            // Batches broadcast in both directions: repeat them, so that one stride describes each.
            return Apply(Expand(a, batch), Expand(b, batch), transpose);
        }
        Tensor c = scope.New(batch.Concat([m, n]));
        Run(c, a, b, ta, tb, accumulate: false);
        if (scope.Records) scope.Attach(new MatMulNode(a, b, ta, tb), c);
        return c;
    }

    /// <summary>c (+)= op(a)·op(b), for shapes that were checked; batches equal or 1.</summary>
    public static void Run(Tensor c, Tensor a, Tensor b, bool ta, bool tb, bool accumulate, Tensor? bias = null, Activation activation = Activation.None)
    {
        MatMulPlan plan = default;
        plan.A = a.Operand;
        plan.B = b.Operand;
        plan.C = c.Operand;
        plan.M = c.Shape[-2];
        plan.N = c.Shape[-1];
        plan.K = a.Shape[ta ? -2 : -1];
        plan.TransposeA = ta;
        plan.TransposeB = tb;
        plan.Accumulate = accumulate;
        int matrix = plan.M * plan.N;
        plan.Batches = matrix == 0 ? 0 : c.Shape.Count / matrix;
        plan.StrideA = a.Shape.Count == (long)plan.M * plan.K ? 0 : (long)plan.M * plan.K;
        plan.StrideB = b.Shape.Count == (long)plan.K * plan.N ? 0 : (long)plan.K * plan.N;
        plan.DType = c.DType;
        if (bias is not null)
        {
            plan.Bias = bias.Operand;
            plan.HasBias = true;
        }
        plan.Activation = activation;
        c.Device.Kernels.MatMul(plan);
    }

    private static Tensor Expand(Tensor x, Shape batch) => BroadcastOp.Apply(x, batch.Concat(x.Shape.Slice(x.Shape.Rank - 2, x.Shape.Rank)));

    private sealed class MatMulNode(Tensor a, Tensor b, bool ta, bool tb) : Node
    {
        public override string Name => MatMulOp.Name;

        public override int InputCount => 2;

        public override Tensor Input(int index) => index == 0 ? a : b;

        public override void Backward(Tensor gradient, Backprop back)
        {
            // op(A)·op(B) = C. For A untransposed ∂A = G·op(B)ᵀ; transposed ∂A = op(B)·Gᵀ; likewise ∂B = op(A)ᵀ·G or Gᵀ·op(A).
            if (ta) Product(back, a, b, gradient, tb, true);
            else Product(back, a, gradient, b, false, !tb);
            if (tb) Product(back, b, gradient, a, true, ta);
            else Product(back, b, a, gradient, !ta, false);
        }

        private static void Product(Backprop back, Tensor input, Tensor left, Tensor right, bool transposeLeft, bool transposeRight)
        {
            if (!back.Needs(input)) return;
            bool shared = input.Shape.Count < (long)Math.Max(Batches(left), Batches(right)) * input.Shape[-1] * input.Shape[-2];
            if (back.CreatesGraph || shared)
            {
                Transpose transpose = (transposeLeft ? Transpose.A : 0) | (transposeRight ? Transpose.B : 0);
                back.Add(input, Apply(left, right, transpose));
                return;
            }
            Tensor target = back.Into(input, out bool accumulate);
            Run(target, left, right, transposeLeft, transposeRight, accumulate);
        }

        private static int Batches(Tensor x) => x.Shape.Slice(0, x.Shape.Rank - 2).Count;
    }
}
