using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// Convolution, transposed convolution and the gradient of their weights: the three faces of one trilinear form
/// t(x, w, y) = Σ y·conv(x, w). Each computes one argument's coefficients from the other two arguments, ∂t/∂y = conv(x, w),
/// ∂t/∂x = convᵀ(y, w), ∂t/∂w; and so the derivative of each by one of its operands is the face of that operand, with the gradient
/// in the place of the result. The ops close under differentiation; derivatives of every order are convolutions.
/// </summary>
internal static class ConvolutionOp
{
    /// <summary>Computes the array of one role from the other two, in the order input, weight, output; then f(· + bias).</summary>
    public static Tensor Apply(
        string name, ConvolutionRole result, in ConvolutionGeometry geometry, Tensor first, Tensor second,
        Tensor? bias = null, Activation activation = Activation.None)
    {
        OpScope scope = bias is null ? OpScope.Of(name, first, second) : OpScope.Of(name, first, second, bias);
        Tensor y = scope.New(ShapeOf(geometry, result));
        Run(y, result, geometry, first, second, false, bias, activation);
        if (scope.Records) scope.Attach(new ConvolutionNode(name, result, geometry, first, second, bias, activation), y);
        return y;
    }

    private static Shape ShapeOf(in ConvolutionGeometry g, ConvolutionRole role) => role switch
    {
        ConvolutionRole.Input => [g.Batch, g.InChannels, g.InHeight, g.InWidth],
        ConvolutionRole.Weight => [g.OutChannels, g.GroupInChannels, g.Vertical.Kernel, g.Horizontal.Kernel],
        _ => [g.Batch, g.OutChannels, g.OutHeight, g.OutWidth],
    };

    private static ConvolutionRole FirstOf(ConvolutionRole result) =>
        result == ConvolutionRole.Input ? ConvolutionRole.Weight : ConvolutionRole.Input;

    private static ConvolutionRole SecondOf(ConvolutionRole result) =>
        result == ConvolutionRole.Output ? ConvolutionRole.Weight : ConvolutionRole.Output;

    private static void Run(
        Tensor target, ConvolutionRole result, in ConvolutionGeometry geometry, Tensor first, Tensor second, bool accumulate,
        Tensor? bias = null, Activation activation = Activation.None)
    {
        ConvolutionPlan plan = default;
        plan.Geometry = geometry;
        plan.Result = result;
        plan.DType = target.DType;
        plan.Accumulate = accumulate;
        plan.Activation = activation;
        plan.HasBias = bias is not null;
        if (bias is not null) plan.Bias = bias.Operand;
        Place(ref plan, result, target);
        Place(ref plan, FirstOf(result), first);
        Place(ref plan, SecondOf(result), second);
        target.Device.Kernels.Convolve(plan);
    }

    private static void Place(ref ConvolutionPlan plan, ConvolutionRole role, Tensor tensor)
    {
        switch (role)
        {
            case ConvolutionRole.Input: plan.Input = tensor.Operand; break;
            case ConvolutionRole.Weight: plan.Weight = tensor.Operand; break;
            default: plan.Output = tensor.Operand; break;
        }
    }

    private static void SumChannels(Tensor target, Tensor images, bool accumulate)
    {
        ChannelSumPlan plan = default;
        plan.Values = images.Operand;
        plan.Sums = target.Operand;
        plan.Batch = images.Shape[0];
        plan.Channels = images.Shape[1];
        plan.Pixels = images.Shape[2] * images.Shape[3];
        plan.Accumulate = accumulate;
        plan.DType = target.DType;
        target.Device.Kernels.SumChannels(plan);
    }

    private sealed class ConvolutionNode(
        string name, ConvolutionRole result, ConvolutionGeometry geometry, Tensor first, Tensor second, Tensor? bias, Activation activation) : Node
    {
        public override string Name => name;

        public override int InputCount => bias is null ? 2 : 3;

        public override Tensor Input(int index) => index switch
        {
            0 => first,
            1 => second,
            _ => bias!,
        };

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (back.CreatesGraph)
            {
                Tensor p = Activations.Backward(activation, gradient, Output);
                if (bias is not null && back.Needs(bias)) back.Add(bias, p.Sum(0, 2, 3));
                Derive(back, p, first, FirstOf(result), second, SecondOf(result));
                Derive(back, p, second, SecondOf(result), first, FirstOf(result));
                return;
            }
            Tensor product = gradient;
            if (activation != Activation.None)
            {
                product = back.Temporary(gradient.Shape, gradient.DType);
                Activations.BackwardInto(activation, product, gradient, Output);
            }
            if (bias is not null && back.Needs(bias)) SumChannels(back.Into(bias, out bool accumulate), product, accumulate);
            Derive(back, product, first, FirstOf(result), second, SecondOf(result));
            Derive(back, product, second, SecondOf(result), first, FirstOf(result));
            if (activation != Activation.None) back.Release(product);
        }

        /// <summary>The gradient by one operand: the map to its role from the gradient, in the place of the result, and the other operand.</summary>
        private void Derive(Backprop back, Tensor gradient, Tensor operand, ConvolutionRole role, Tensor other, ConvolutionRole otherRole)
        {
            if (!back.Needs(operand)) return;
            (Tensor a, Tensor b) = FirstOf(role) == otherRole ? (other, gradient) : (gradient, other);
            if (back.CreatesGraph)
            {
                back.Add(operand, Apply(NameOf(role), role, geometry, a, b));
                return;
            }
            Tensor target = back.Into(operand, out bool accumulate);
            if (!accumulate || role == ConvolutionRole.Weight)
            {
                Run(target, role, geometry, a, b, accumulate);
                return;
            }
            // Kernels write images once; a second contribution is added after.
            Tensor addend = back.Temporary(target.Shape, target.DType);
            Run(addend, role, geometry, a, b, false);
            Elementwise.MapInto<IdentityMap>(target, addend);
            back.Release(addend);
        }

        private static string NameOf(ConvolutionRole role) => role switch
        {
            ConvolutionRole.Input => "ConvolutionInputGradient",
            ConvolutionRole.Weight => "ConvolutionWeightGradient",
            _ => "Convolution",
        };
    }
}
