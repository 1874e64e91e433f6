using System.Runtime.CompilerServices;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>The fused activations by name: their derivatives, from the value alone.</summary>
internal static class Activations
{
    /// <summary>An unknown enumeration value is refused before any work.</summary>
    public static void Check(string op, Activation activation)
    {
        if (!Enum.IsDefined(activation)) throw new ArgumentOutOfRangeException(nameof(activation), $"{op}: there is no activation {(int)activation}.");
    }

    /// <summary>g·f′ by kernels: the operand order is (g, y).</summary>
    public static void BackwardInto(Activation activation, Tensor target, Tensor gradient, Tensor y)
    {
        switch (activation)
        {
            case Activation.Relu: Elementwise.Map<ProductFromValue<ReluSlope>>(target, gradient, y); break;
            case Activation.Tanh: Elementwise.Map<ProductFromValue<TanhSlope>>(target, gradient, y); break;
            case Activation.Sigmoid: Elementwise.Map<ProductFromValue<SigmoidSlope>>(target, gradient, y); break;
            case Activation.Softplus: Elementwise.Map<ProductFromValue<SoftplusSlope>>(target, gradient, y); break;
            default: Elementwise.Map<IdentityMap>(target, gradient); break;
        }
    }

    /// <summary>g·f′ in tensor operations.</summary>
    public static Tensor Backward(Activation activation, Tensor gradient, Tensor y) => activation switch
    {
        Activation.Relu => gradient * ReluSlope.Of(y),
        Activation.Tanh => gradient * TanhSlope.Of(y),
        Activation.Sigmoid => gradient * SigmoidSlope.Of(y),
        Activation.Softplus => gradient * SoftplusSlope.Of(y),
        _ => gradient,
    };

    /// <summary>A derivative as a function of the value alone.</summary>
    private interface ISlope
    {
        static abstract N Of<N>(N y) where N : IReal<N>;
    }

    private readonly struct ReluSlope : ISlope
    {
        public static N Of<N>(N y) where N : IReal<N> => N.IfGreater(y, N.Constant(0), N.Constant(1), N.Constant(0));
    }

    private readonly struct TanhSlope : ISlope
    {
        public static N Of<N>(N y) where N : IReal<N> => N.Constant(1) - (y * y);
    }

    private readonly struct SigmoidSlope : ISlope
    {
        public static N Of<N>(N y) where N : IReal<N> => y * (N.Constant(1) - y);
    }

    // sigmoid x = 1 - e^(-y) for y = log(1 + e^x).
    private readonly struct SoftplusSlope : ISlope
    {
        public static N Of<N>(N y) where N : IReal<N> => -N.Expm1(-y);
    }

    private readonly struct ProductFromValue<TSlope> : IMap where TSlope : ISlope
    {
        public static int Arity => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct =>
            args.Get(0) * TSlope.Of(args.Get(1));
    }
}
