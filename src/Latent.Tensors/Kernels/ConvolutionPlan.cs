namespace Latent.Tensors.Kernels;

/// <summary>
/// The three arrays of a convolution y = conv(x, w). Each is computed from the other two by a map that is linear in both: the trilinear
/// form Σ y·conv(x, w), differentiated by one of its arguments.
/// </summary>
internal enum ConvolutionRole
{
    /// <summary>x [N, InChannels, InHeight, InWidth]; computed, it is the input gradient, that is the transposed convolution.</summary>
    Input,

    /// <summary>w [OutChannels, InChannels / G, KernelHeight, KernelWidth]; computed, it is the weight gradient.</summary>
    Weight,

    /// <summary>y [N, OutChannels, OutHeight, OutWidth]; computed, it is the convolution.</summary>
    Output,
}

/// <summary>One of the three maps of <see cref="ConvolutionGeometry"/>.</summary>
internal struct ConvolutionPlan
{
    public ConvolutionGeometry Geometry;

    /// <summary>Which of the three arrays is written; the other two are read.</summary>
    public ConvolutionRole Result;

    public Operand Input;
    public Operand Weight;
    public Operand Output;

    /// <summary>One number per channel of the result, where <see cref="HasBias"/>; for images only.</summary>
    public Operand Bias;

    public bool HasBias;

    /// <summary>Applied last; for images only.</summary>
    public Activation Activation;

    /// <summary>Whether the result is added to what is there; for weights only.</summary>
    public bool Accumulate;

    public DType DType;
}

/// <summary>sums[c] (+)= Σ values[n, c, i] over [Batch, Channels, Pixels]: the gradient of a bias.</summary>
internal struct ChannelSumPlan
{
    public Operand Values;
    public Operand Sums;
    public int Batch;
    public int Channels;
    public int Pixels;
    public bool Accumulate;
    public DType DType;
}
