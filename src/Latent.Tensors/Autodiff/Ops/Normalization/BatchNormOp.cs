using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// y = x̂·gain + bias, x̂ = (x - mean)·r, r = 1/√(variance + ε), statistics per channel over batch and space (Ioffe and Szegedy 2015,
/// algorithm 1). With n numbers per channel: ∂bias = Σ g, ∂gain = Σ g·x̂, ∂x = gain·r·(g - ∂bias/n - x̂·∂gain/n).
/// </summary>
internal static class BatchNormOp
{
    private const string Name = "BatchNorm";

    public static BatchNormResult Apply(Tensor x, Tensor? gain, Tensor? bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        NormalizationChecks.Epsilon(Name, epsilon);
        int channels = NormalizationChecks.Channels(Name, x);
        int count = channels == 0 ? 0 : x.Shape.Count / channels;
        if (count < 2)
        {
            Throw.BadShape(Name, $"x {x.Shape} has {count} numbers per channel; a variance needs at least 2. " +
                "Use a larger batch, or BatchNormInference.");
        }
        NormalizationChecks.Parameter(Name, "gain", gain, [channels]);
        NormalizationChecks.Parameter(Name, "bias", bias, [channels]);
        // Everything per channel has the shape [C, 1, ...], which broadcasts against x.
        Shape column = ColumnOf(x.Shape);
        Tensor g = (gain ?? 1.0).Resolve(x.Pass, x.Device, x.DType), b = (bias ?? 0.0).Resolve(x.Pass, x.Device, x.DType);
        if (gain is not null) g = g.Reshape(column);
        if (bias is not null) b = b.Reshape(column);
        OpScope scope = OpScope.Of(Name, x, g, b);
        Tensor mean = scope.New(column), variance = scope.New(column), r = scope.New(column), y = scope.New(x.Shape);
        int reduced = ReducedAxes(x.Shape);
        ReduceOp.Fold<IdentityMap, SumFold>(mean, x.Shape, reduced, 1.0 / count, false, x);
        ReduceOp.Fold<SquaredDifferenceMap, SumFold>(variance, x.Shape, reduced, 1.0 / count, false, x, mean);
        Elementwise.Map<InverseDeviationMap>(r, variance, Tensor.Weak(epsilon).Resolve(scope.Pass, scope.Device, x.DType));
        Elementwise.Map<NormalMap>(y, x, mean, r, g, b);
        if (scope.Records) scope.Attach(new BatchNormNode(x, g, b, mean, r, epsilon, count), y);
        Tensor unbiased = scope.New(column);
        Elementwise.Map<BinaryValue<MultiplyOp>>(
            unbiased, variance, Tensor.Weak(count / (count - 1.0)).Resolve(scope.Pass, scope.Device, x.DType));
        return new(y, mean.ViewAt(0, [channels]), unbiased.ViewAt(0, [channels]));
    }

    public static Tensor Inference(Tensor x, Tensor mean, Tensor variance, Tensor? gain, Tensor? bias, double epsilon)
    {
        const string name = "BatchNormInference";
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        NormalizationChecks.Epsilon(name, epsilon);
        int channels = NormalizationChecks.Channels(name, x);
        NormalizationChecks.Parameter(name, "mean", mean, [channels]);
        NormalizationChecks.Parameter(name, "variance", variance, [channels]);
        NormalizationChecks.Parameter(name, "gain", gain, [channels]);
        NormalizationChecks.Parameter(name, "bias", bias, [channels]);
        Shape column = ColumnOf(x.Shape);
        Tensor scale = (gain ?? 1.0) / (variance + epsilon).Sqrt();
        Tensor offset = (bias ?? 0.0) - (mean * scale);
        return Elementwise.Apply<MultiplyAddOp>(x, scale.Reshape(column), offset.Reshape(column));
    }

    private static Shape ColumnOf(Shape shape)
    {
        Span<int> sizes = stackalloc int[shape.Rank - 1];
        sizes.Fill(1);
        sizes[0] = shape[1];
        return Shape.Create(sizes);
    }

    // All axes but the channels'.
    private static int ReducedAxes(Shape shape) => ((1 << shape.Rank) - 1) & ~2;

    private sealed class BatchNormNode(Tensor x, Tensor gain, Tensor bias, Tensor mean, Tensor r, double epsilon, int count) : Node
    {
        public override string Name => BatchNormOp.Name;

        public override int InputCount => 3;

        public override Tensor Input(int index) => index switch
        {
            0 => x,
            1 => gain,
            _ => bias,
        };

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (back.CreatesGraph)
            {
                Define(gradient, back);
                return;
            }
            if (!back.Needs(x))
            {
                back.Add<IdentityMap>(bias, x.Shape, gradient);
                back.Add<ProductWithNormalMap>(gain, x.Shape, gradient, x, mean, r);
                return;
            }
            int reduced = ReducedAxes(x.Shape);
            Tensor ofGradient = back.Temporary(r.Shape, r.DType), ofProduct = back.Temporary(r.Shape, r.DType);
            ReduceOp.Fold<IdentityMap, SumFold>(ofGradient, x.Shape, reduced, 1.0 / count, false, gradient);
            ReduceOp.Fold<ProductWithNormalMap, SumFold>(ofProduct, x.Shape, reduced, 1.0 / count, false, gradient, x, mean, r);
            back.Add<InputSlopeMap>(x, x.Shape, gradient, x, mean, r, gain, ofGradient, ofProduct);
            Tensor n = Tensor.Weak(count).Resolve(x.Pass, x.Device, x.DType);
            back.Add<BinaryValue<MultiplyOp>>(bias, r.Shape, ofGradient, n);
            back.Add<BinaryValue<MultiplyOp>>(gain, r.Shape, ofProduct, n);
            back.Release(ofGradient);
            back.Release(ofProduct);
        }

        private void Define(Tensor gradient, Backprop back)
        {
            Span<int> axes = stackalloc int[Shape.MaxRank];
            ReadOnlySpan<int> reduced = ReduceOp.AxesOf(ReducedAxes(x.Shape), axes);
            Tensor centred = x - x.MeanKeepingAxes(reduced);
            Tensor deviation = 1.0 / (centred.Square().MeanKeepingAxes(reduced) + epsilon).Sqrt();
            Tensor normal = centred * deviation, product = gradient * normal;
            if (back.Needs(x))
                back.Add(x, gain * deviation * (gradient - gradient.MeanKeepingAxes(reduced) - (normal * product.MeanKeepingAxes(reduced))));
            back.Add(gain, product);
            back.Add(bias, gradient);
        }
    }

    private readonly struct SquaredDifferenceMap : IMap
    {
        public static int Arity => 2;

        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct => Square(args.Get(0) - args.Get(1));

        private static N Square<N>(N x) where N : IReal<N> => x * x;
    }

    /// <summary>1/√(variance + ε).</summary>
    private readonly struct InverseDeviationMap : IMap
    {
        public static int Arity => 2;

        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct => N.Constant(1) / N.Sqrt(args.Get(0) + args.Get(1));
    }

    /// <summary>(x - mean)·r·gain + bias.</summary>
    private readonly struct NormalMap : IMap
    {
        public static int Arity => 5;

        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct =>
            N.MulAdd((args.Get(0) - args.Get(1)) * args.Get(2), args.Get(3), args.Get(4));
    }

    /// <summary>g·x̂, from (g, x, mean, r).</summary>
    private readonly struct ProductWithNormalMap : IMap
    {
        public static int Arity => 4;

        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct =>
            args.Get(0) * ((args.Get(1) - args.Get(2)) * args.Get(3));
    }

    /// <summary>gain·r·(g - mean(g) - x̂·mean(g·x̂)), from (g, x, mean, r, gain, mean(g), mean(g·x̂)).</summary>
    private readonly struct InputSlopeMap : IMap
    {
        public static int Arity => 7;

        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct =>
            args.Get(4) * args.Get(3) * (args.Get(0) - args.Get(5) - ((args.Get(1) - args.Get(2)) * args.Get(3) * args.Get(6)));
    }

    /// <summary>y = a·b + c, rounded once.</summary>
    private readonly struct MultiplyAddOp : ITernary
    {
        public static string Name => "BatchNormInference";

        public static N Forward<N>(N a, N b, N c) where N : IReal<N> => N.MulAdd(a, b, c);

        public static N DerivativeA<N>(N a, N b, N c, N y) where N : IReal<N> => b;

        public static N DerivativeB<N>(N a, N b, N c, N y) where N : IReal<N> => a;

        public static N DerivativeC<N>(N a, N b, N c, N y) where N : IReal<N> => N.Constant(1);
    }
}
