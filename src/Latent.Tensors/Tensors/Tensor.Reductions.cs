using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors;

public sealed partial class Tensor
{
    /// <summary>The sum over some axes, which are removed; over all of them if none is named. An empty sum is 0.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Sum(params ReadOnlySpan<int> axes) => ReduceOp.Sum("Sum", this, axes, keepAxes: false, mean: false);

    /// <summary>The mean over some axes, which are removed; over all of them if none is named.</summary>
    /// <exception cref="ShapeException">An axis does not exist or is named twice.</exception>
    public Tensor Mean(params ReadOnlySpan<int> axes) => ReduceOp.Sum("Mean", this, axes, keepAxes: false, mean: true);

    /// <summary>The largest element over some axes, which are removed; ties share the gradient; NaN wins.</summary>
    /// <exception cref="ShapeException">An axis does not exist, is named twice, or is empty.</exception>
    public Tensor Max(params ReadOnlySpan<int> axes) => ReduceOp.Extreme<MaxFold>("Max", this, axes, keepAxes: false);

    /// <summary>The smallest element over some axes, which are removed; ties share the gradient; NaN wins.</summary>
    /// <exception cref="ShapeException">An axis does not exist, is named twice, or is empty.</exception>
    public Tensor Min(params ReadOnlySpan<int> axes) => ReduceOp.Extreme<MinFold>("Min", this, axes, keepAxes: false);

    /// <summary>As <see cref="Sum"/>, leaving the summed axes with size 1, so that the result broadcasts against this tensor.</summary>
    public Tensor SumKeepingAxes(params ReadOnlySpan<int> axes) => ReduceOp.Sum("Sum", this, axes, keepAxes: true, mean: false);

    /// <summary>As <see cref="Mean"/>, leaving the axes with size 1, so that the result broadcasts against this tensor.</summary>
    public Tensor MeanKeepingAxes(params ReadOnlySpan<int> axes) => ReduceOp.Sum("Mean", this, axes, keepAxes: true, mean: true);

    /// <summary>As <see cref="Min"/>, leaving the axes with size 1, so that the result broadcasts against this tensor.</summary>
    public Tensor MinKeepingAxes(params ReadOnlySpan<int> axes) => ReduceOp.Extreme<MinFold>("Min", this, axes, keepAxes: true);

    /// <summary>As <see cref="Max"/>, leaving the axes with size 1, so that the result broadcasts against this tensor.</summary>
    public Tensor MaxKeepingAxes(params ReadOnlySpan<int> axes) => ReduceOp.Extreme<MaxFold>("Max", this, axes, keepAxes: true);
}
