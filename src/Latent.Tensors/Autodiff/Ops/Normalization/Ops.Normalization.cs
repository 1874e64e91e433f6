using Latent.Tensors.Autodiff.Ops;

namespace Latent.Tensors;

/// <summary>What <see cref="Ops.BatchNorm"/> gives: the normalised batch, and its statistics for a running average.</summary>
/// <param name="Output">Of x's shape; gradients flow through it.</param>
/// <param name="Mean">[channels], the batch's mean; a constant.</param>
/// <param name="Variance">[channels], the batch's unbiased variance, with divisor n - 1, as PyTorch averages it; a constant.</param>
public readonly record struct BatchNormResult(Tensor Output, Tensor Mean, Tensor Variance);

public static partial class Ops
{
    /// <summary>
    /// (x - mean)/√(variance + ε)·gain + bias, with mean and variance (divisor n) over the trailing axes (Ba, Kiros and Hinton 2016, eq. 3).
    /// </summary>
    /// <param name="x">[..., normalised axes].</param>
    /// <param name="gain">Of the normalised axes' shape.</param>
    /// <param name="bias">Of the normalised axes' shape, or null.</param>
    /// <param name="epsilon">ε ≥ 0.</param>
    /// <exception cref="ShapeException">x does not end in the gain's shape, or the normalised axes are empty.</exception>
    public static Tensor LayerNorm(Tensor x, Tensor gain, Tensor? bias, double epsilon = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(gain);
        return LayerNormOp.Apply(x, gain.Shape, gain, bias, epsilon);
    }

    /// <summary>As <see cref="LayerNorm(Tensor, Tensor, Tensor?, double)"/>, without gain and bias.</summary>
    /// <param name="x">[..., normalised axes].</param>
    /// <param name="normalized">The shape of the normalised axes.</param>
    /// <param name="epsilon">ε ≥ 0.</param>
    /// <exception cref="ShapeException">x does not end in that shape, or it is empty.</exception>
    public static Tensor LayerNorm(Tensor x, Shape normalized, double epsilon = 1e-5) => LayerNormOp.Apply(x, normalized, null, null, epsilon);

    /// <summary>
    /// (x - mean)/√(variance + ε)·gain + bias, with mean and variance (divisor n) of each channel over the batch and all further axes
    /// (Ioffe and Szegedy 2015, algorithm 1): batch normalisation while training.
    /// </summary>
    /// <param name="x">[batch, channels] or [batch, channels, ...].</param>
    /// <param name="gain">[channels], or null for 1.</param>
    /// <param name="bias">[channels], or null for 0.</param>
    /// <param name="epsilon">ε ≥ 0.</param>
    /// <returns>The result, and the statistics that a layer averages outside of the tape.</returns>
    /// <exception cref="ShapeException">A channel has fewer than two numbers, or a parameter another width.</exception>
    public static BatchNormResult BatchNorm(Tensor x, Tensor? gain = null, Tensor? bias = null, double epsilon = 1e-5) =>
        BatchNormOp.Apply(x, gain, bias, epsilon);

    /// <summary>Batch normalisation with given statistics, for evaluation: each channel is scaled and shifted.</summary>
    /// <param name="x">[batch, channels] or [batch, channels, ...].</param>
    /// <param name="mean">[channels].</param>
    /// <param name="variance">[channels], not negative.</param>
    /// <param name="gain">[channels], or null for 1.</param>
    /// <param name="bias">[channels], or null for 0.</param>
    /// <param name="epsilon">ε ≥ 0.</param>
    /// <exception cref="ShapeException">A statistic or parameter is not one number per channel.</exception>
    public static Tensor BatchNormInference(
        Tensor x, Tensor mean, Tensor variance, Tensor? gain = null, Tensor? bias = null, double epsilon = 1e-5) =>
        BatchNormOp.Inference(x, mean, variance, gain, bias, epsilon);

    /// <summary>
    /// Each example's channels in groups, each group brought to mean 0 and variance 1, then scaled and shifted per channel (Wu and He 2018,
    /// eq. 1 and 7).
    /// </summary>
    /// <param name="x">[batch, channels] or [batch, channels, ...].</param>
    /// <param name="groups">The number of groups; divides the channels.</param>
    /// <param name="gain">[channels], or null for 1.</param>
    /// <param name="bias">[channels], or null for 0.</param>
    /// <param name="epsilon">ε ≥ 0.</param>
    /// <exception cref="ShapeException">The groups do not divide the channels, or a parameter has another width.</exception>
    public static Tensor GroupNorm(Tensor x, int groups, Tensor? gain = null, Tensor? bias = null, double epsilon = 1e-5)
    {
        const string name = "GroupNorm";
        ArgumentNullException.ThrowIfNull(x);
        int channels = NormalizationChecks.Channels(name, x);
        if (groups < 1 || channels % groups != 0) Throw.BadShape(name, $"{groups} groups do not divide the {channels} channels of x {x.Shape}.");
        NormalizationChecks.Parameter(name, "gain", gain, [channels]);
        NormalizationChecks.Parameter(name, "bias", bias, [channels]);
        int length = x.Shape.Slice(1, x.Shape.Rank).Count / groups;
        Tensor y = LayerNormOp.Apply(x.Reshape(x.Shape[0] * groups, length), [length], null, null, epsilon);
        // [batch, channels, rest], so that one number per channel broadcasts as [channels, 1].
        y = y.Reshape(x.Shape[0], channels, length * groups / channels);
        if (gain is not null) y *= gain.Reshape(channels, 1);
        if (bias is not null) y += bias.Reshape(channels, 1);
        return y.Reshape(x.Shape);
    }

    /// <summary>w = v·(gain / ‖v‖), the Euclidean norm of each slice along the first axis: a weight's length apart from its direction
    /// (Salimans and Kingma 2016, eq. 2).</summary>
    /// <param name="direction">v [out, ...]; no slice is 0.</param>
    /// <param name="gain">[out].</param>
    /// <returns>Of v's shape.</returns>
    /// <exception cref="ShapeException">The gain is not one number per slice.</exception>
    public static Tensor WeightNorm(Tensor direction, Tensor gain)
    {
        const string name = "WeightNorm";
        ArgumentNullException.ThrowIfNull(direction);
        ArgumentNullException.ThrowIfNull(gain);
        if (direction.Shape.Rank < 2)
            Throw.BadShape(name, $"direction {direction.Shape} has {direction.Shape.Rank} axes; it is [out, ...], as a weight.");
        NormalizationChecks.Parameter(name, "gain", gain, [direction.Shape[0]]);
        Tensor v = direction.Reshape(direction.Shape[0], direction.Shape.Without(0).Count);
        Tensor scale = gain / v.Square().Sum(1).Sqrt();
        return (v * scale.Reshape(scale.Shape[0], 1)).Reshape(direction.Shape);
    }
}
