using Latent.Tensors.Autodiff.Ops;

namespace Latent.Tensors;

public sealed partial class Tensor
{
    /// <summary>
    /// log Σ eˣ over some axes, which are removed; over all of them if none is named. No overflow: the greatest element is taken out
    /// first. Of nothing but -∞, and of nothing at all, it is -∞, and the gradient there is 0; a +∞ gives +∞; NaN wins.
    /// </summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor LogSumExp(params ReadOnlySpan<int> axes) => LogSumExpOp.Apply(this, axes, keepAxes: false);

    /// <summary>As <see cref="LogSumExp"/>, leaving the axes with size 1, so that the result broadcasts against this tensor.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor LogSumExpKeepingAxes(params ReadOnlySpan<int> axes) => LogSumExpOp.Apply(this, axes, keepAxes: true);

    /// <summary>eˣ / Σ eˣ along an axis: positive, and 1 in sum. A row of nothing but -∞, or with a +∞, has no such numbers: NaN.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor Softmax(int axis = -1) => SoftmaxOp.Apply(this, axis, logarithm: false);

    /// <summary>
    /// x - log Σ eˣ along an axis: the logarithm of <see cref="Softmax(int)"/>, accurate where that underflows. -∞ stays -∞; a row of nothing
    /// but -∞, or with a +∞, gives NaN.
    /// </summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor LogSoftmax(int axis = -1) => SoftmaxOp.Apply(this, axis, logarithm: true);

    /// <summary><see cref="Softmax(int)"/> over several axes at once: positive, and 1 in sum over all of them.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Softmax(ReadOnlySpan<int> axes) => axes.Length == 1 ? Softmax(axes[0]) : LogSoftmax(axes).Exp();

    /// <summary><see cref="LogSoftmax(int)"/> over several axes at once.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor LogSoftmax(ReadOnlySpan<int> axes) => axes.Length == 1 ? LogSoftmax(axes[0]) : this - LogSumExpKeepingAxes(axes);
}
