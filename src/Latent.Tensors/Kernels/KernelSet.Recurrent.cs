using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels;

internal abstract partial class KernelSet
{
    /// <summary>Runs a cell over a sequence whose input projections are given.</summary>
    public abstract void RecurrentForward<TCell>(in RecurrentPlan plan) where TCell : IRecurrentCell;

    /// <summary>Back-propagation through time: the gradients by both projections at each step and by the initial state.</summary>
    public abstract void RecurrentBackward<TCell>(in RecurrentPlan plan) where TCell : IRecurrentCell;
}
