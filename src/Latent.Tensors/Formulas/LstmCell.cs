using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000) in PyTorch's order of gates:
/// i = σ(s₀), f = σ(s₁), g = tanh(s₂), o = σ(s₃), c′ = f·c + i·g, h′ = o·tanh c′, for s = W_x·x + b_x + W_h·h + b_h. The state is (h, c).
/// </summary>
internal readonly struct LstmCell : IRecurrentCell
{
    public static string Name => "Lstm";

    public static int Gates => 4;

    public static int States => 2;

    // i, f, g, o.
    public static int Saved => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<N>(in UnitVector<N> projected, in UnitVector<N> recurrent, ref UnitVector<N> state, ref UnitVector<N> saved)
        where N : IReal<N>
    {
        N i = N.Sigmoid(projected[0] + recurrent[0]);
        N f = N.Sigmoid(projected[1] + recurrent[1]);
        N g = N.Tanh(projected[2] + recurrent[2]);
        N o = N.Sigmoid(projected[3] + recurrent[3]);
        N c = (f * state[1]) + (i * g);
        state[0] = o * N.Tanh(c);
        state[1] = c;
        saved[0] = i;
        saved[1] = f;
        saved[2] = g;
        saved[3] = o;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<N>(
        in UnitVector<N> saved, in UnitVector<N> before, in UnitVector<N> after,
        ref UnitVector<N> gradient, ref UnitVector<N> projected, ref UnitVector<N> recurrent)
        where N : IReal<N>
    {
        N one = N.Constant(1);
        N i = saved[0], f = saved[1], g = saved[2], o = saved[3];
        N t = N.Tanh(after[1]);
        N dc = gradient[1] + (gradient[0] * o * (one - (t * t)));
        projected[0] = dc * g * i * (one - i);
        projected[1] = dc * before[1] * f * (one - f);
        projected[2] = dc * i * (one - (g * g));
        projected[3] = gradient[0] * t * o * (one - o);
        for (int gate = 0; gate < 4; gate++) recurrent[gate] = projected[gate];
        // h reaches the step only through the recurrent product.
        gradient[0] = N.Constant(0);
        gradient[1] = dc * f;
    }
}
