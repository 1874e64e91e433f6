using System.Runtime.CompilerServices;
using Latent.Tensors;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>What can be said of a gradient before it is used: its norm, and how much of it lies beyond a limit.</summary>
/// <remarks>One reduction over each arena's flat gradient, in the kernels' fixed order: equal bits for any number of threads.</remarks>
internal static class GradientMeasures
{
    // A count of ones is exact in float32 up to 2^24.
    private const int CountedAtOnce = 1 << 23;

    /// <summary>√Σg² over all parameters, after the scaling; infinite or NaN only if an element is.</summary>
    public static double Norm(IReadOnlyList<ParameterArena> arenas, Gradients gradients, GradientScaling scaling)
    {
        if (scaling.Norm is { } known) return known;
        if (arenas.Count == 1) return Norm(gradients.Flat(arenas[0]), scaling);
        double squares = 0;
        foreach (ParameterArena arena in arenas)
        {
            double norm = Norm(gradients.Flat(arena), scaling);
            squares += norm * norm;
        }

        return Math.Sqrt(squares);
    }

    /// <summary>How many elements lie beyond ±limit after the scaling.</summary>
    public static long CountBeyond(IReadOnlyList<ParameterArena> arenas, Gradients gradients, GradientScaling scaling, double limit)
    {
        if (scaling.Limit <= limit) return 0;
        long count = 0;
        foreach (ParameterArena arena in arenas)
        {
            Tensor flat = gradients.Flat(arena);
            for (int start = 0; start < flat.Shape.Count; start += CountedAtOnce)
            {
                Tensor part = flat.ViewAt(start, [Math.Min(CountedAtOnce, flat.Shape.Count - start)]);
                count += (long)Reduce<BeyondMap>(part, scaling.Scale, limit);
            }
        }

        return count;
    }

    /// <summary>Throws with the first parameter whose gradient is not finite, and where.</summary>
    /// <exception cref="NonFiniteException">There is one.</exception>
    public static void ThrowIfNotFinite(IReadOnlyList<ParameterArena> arenas, Gradients gradients, string who)
    {
        foreach (ParameterArena arena in arenas)
        {
            foreach (Parameter parameter in arena.Parameters)
            {
                if (!gradients.TryGet(parameter, out Tensor? gradient)) continue;
                gradient.ThrowIfNotFinite($"{who}: the gradient of '{parameter.Name}'");
            }
        }
    }

    private static double Norm(Tensor flat, GradientScaling scaling)
    {
        bool single = flat.DType == DType.Float32;
        double sum = SumOfSquares(flat, scaling, 1);
        // Squares leave the range of a type long before the numbers do; then they are summed again, with all numbers shifted by a power
        // of two.
        if (double.IsFinite(sum) && sum >= Math.ScaleB(1, single ? -80 : -800)) return Math.Sqrt(sum);
        double shift = Math.ScaleB(1, (double.IsFinite(sum) ? 1 : -1) * (single ? 100 : 600));
        return Math.Sqrt(SumOfSquares(flat, scaling, shift)) / shift;
    }

    private static double SumOfSquares(Tensor flat, GradientScaling scaling, double shift) => scaling.IsNone && shift == 1
        ? Reduce<UnaryValue<SquareOp>>(flat)
        : Reduce<ClampedSquareMap>(flat, scaling.Scale * shift, scaling.Limit * shift);

    private static double Reduce<TMap>(Tensor flat, params ReadOnlySpan<double> constants) where TMap : IMap
    {
        Tensor sum = Tensor.Allocate(flat.Pass, flat.Device, default, flat.DType);
        ReducePlan plan = ReducePlan.Create(sum.Operand, flat.Shape, reducedAxes: 1, flat.DType);
        plan.Add(flat.Operand, flat.Shape);
        foreach (double constant in constants)
            plan.Add(Tensor.Weak(constant).Resolve(flat.Pass, flat.Device, flat.DType).Operand, default);
        plan.Finish();
        flat.Device.Kernels.Reduce<TMap, SumFold>(plan);
        return sum.Item();
    }

    /// <summary>clamp(s·g, -limit, limit)².</summary>
    private readonly struct ClampedSquareMap : IMap
    {
        public static int Arity => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct
        {
            N limit = args.Get(2), clamped = ClampOp.Forward(args.Get(1) * args.Get(0), -limit, limit);
            return clamped * clamped;
        }
    }

    /// <summary>1 where |s·g| &gt; limit, else 0.</summary>
    private readonly struct BeyondMap : IMap
    {
        public static int Arity => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static N Apply<N, TArguments>(in TArguments args)
            where N : IReal<N>
            where TArguments : struct, IArguments<N>, allows ref struct =>
            N.IfGreater(N.Abs(args.Get(1) * args.Get(0)), args.Get(2), N.Constant(1), N.Constant(0));
    }
}
