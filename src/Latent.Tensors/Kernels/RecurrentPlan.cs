namespace Latent.Tensors.Kernels;

/// <summary>A recurrent layer over a sequence. Gates are blocks of H columns; a finished sequence keeps its state.</summary>
internal struct RecurrentPlan
{
    public int Steps;
    public int Batch;
    public int Hidden;
    public DType DType;

    /// <summary>[Batch] lengths, or null where every sequence has all steps.</summary>
    public int[]? Lengths;

    /// <summary>[Gates·H, H].</summary>
    public Operand Weight;

    /// <summary>[Gates·H], where <see cref="HasBias"/>.</summary>
    public Operand Bias;

    public bool HasBias;

    /// <summary>[States, Batch, H]: the state before the first step.</summary>
    public Operand Initial;

    /// <summary>[States, Steps, Batch, H]: the states after each step.</summary>
    public Operand States;

    /// <summary>
    /// [Steps, Batch, Gates·H]: projections of the inputs, in whose place the forward sweep leaves what it saves of each gate, so that it writes
    /// no memory that it has not just read.
    /// </summary>
    public Operand Projected;

    /// <summary>[Steps, Batch, (Saved - Gates)·H]: what else is saved.</summary>
    public Operand Extra;

    /// <summary>Backward: [Steps, Batch, Gates·H], the gradient by the projections of the inputs.</summary>
    public Operand ProjectedGradient;

    /// <summary>Backward: [Steps, Batch, Gates·H], the gradient by the projections of the state.</summary>
    public Operand Recurrent;

    /// <summary>Backward: [States, Steps, Batch, H], the gradient by the states.</summary>
    public Operand Gradient;

    /// <summary>Backward: [States, Batch, H], on return the gradient by the initial state.</summary>
    public Operand InitialGradient;
}
