using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels;

/// <summary>
/// What a device must be able to compute. Operands are buffers with offsets; shapes were checked and broadcasting resolved before.
/// A set holds no state but its workers.
/// </summary>
internal abstract partial class KernelSet
{
    public abstract string Name { get; }

    /// <summary>output[i] = map(operands[i]...).</summary>
    public abstract void Map<TMap>(in MapPlan plan) where TMap : IMap;

    /// <summary>output[o] (+)= scale · fold over the reduced axes of map(operands...).</summary>
    public abstract void Reduce<TMap, TFold>(in ReducePlan plan) where TMap : IMap where TFold : IFold;

    /// <summary>output (+)= op(a)·op(b), then the activation; see <see cref="MatMulPlan"/>.</summary>
    public abstract void MatMul(in MatMulPlan plan);

    /// <summary>One step of an optimiser over a flat arena.</summary>
    public abstract void Update<TRule>(in UpdatePlan plan) where TRule : IUpdateRule;
}
