using System.Runtime.CompilerServices;
using Latent.Tensors;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>Adam: steps scaled by running moments of the gradient (Kingma and Ba 2015, algorithm 1).</summary>
/// <remarks>
/// m ← β₁m + (1 - β₁)g, v ← β₂v + (1 - β₂)g², w ← w - rate·(m/(1 - β₁ᵗ)) / (√(v/(1 - β₂ᵗ)) + ε).
/// All parameters are one flat arena, updated in one sweep.
/// </remarks>
public sealed class Adam
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <summary>Gathers the parameters into one arena; moments start at zero.</summary>
    /// <param name="parameters">What to learn; each parameter belongs to one optimiser.</param>
    /// <param name="rate">The step size.</param>
    /// <param name="beta1">Decay of the first moment, in [0, 1).</param>
    /// <param name="beta2">Decay of the second moment, in [0, 1).</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    public Adam(IReadOnlyList<Parameter> parameters, double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        if (beta1 is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(beta1), beta1, "Adam: beta1 is a decay in [0, 1).");
        if (beta2 is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(beta2), beta2, "Adam: beta2 is a decay in [0, 1).");
        Rate = rate;
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        Arena = new ParameterArena(parameters);
        FirstMoment = Tensor.Zeros([Arena.Count], Arena.Values.DType);
        SecondMoment = Tensor.Zeros([Arena.Count], Arena.Values.DType);
    }

    /// <summary>The step size; schedules change it between steps.</summary>
    public double Rate { get; set; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>The flat parameters.</summary>
    public ParameterArena Arena { get; }

    /// <summary>m, in the arena's layout.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>v, in the arena's layout.</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Moves every parameter one step against its gradient.</summary>
    public void Step(Gradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Steps++;
        Tensor gradient = gradients.Flat(Arena);
        UpdatePlan plan = default;
        plan.Value = Arena.Values.Operand;
        plan.Gradient = gradient.Operand;
        plan.First = FirstMoment.Operand;
        plan.Second = SecondMoment.Operand;
        plan.Count = Arena.Count;
        plan.DType = Arena.Values.DType;
        plan.Settings[0] = _beta1;
        plan.Settings[1] = 1 - _beta1;
        plan.Settings[2] = _beta2;
        plan.Settings[3] = 1 - _beta2;
        plan.Settings[4] = Rate / (1 - Power(_beta1, Steps));
        plan.Settings[5] = 1 / Math.Sqrt(1 - Power(_beta2, Steps));
        plan.Settings[6] = _epsilon;
        gradient.Device.Kernels.Update<Rule>(plan);
    }

    // By repeated squaring: the platform's own power differs in its last bit from machine to machine.
    private static double Power(double x, long exponent)
    {
        double result = 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
            if ((exponent & 1) != 0) result *= x;
        return result;
    }

    private readonly struct Rule : IUpdateRule
    {
        public static string Name => "Adam";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Step<N>(in UpdateSettings<N> s, N gradient, ref N value, ref N first, ref N second) where N : IReal<N>
        {
            first = N.MulAdd(s[0], first, s[1] * gradient);
            second = N.MulAdd(s[2], second, s[3] * (gradient * gradient));
            value -= s[4] * first / N.MulAdd(N.Sqrt(second), s[5], s[6]);
        }
    }
}
