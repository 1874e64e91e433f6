using System.Runtime.CompilerServices;

namespace Latent.Tensors.Formulas;

/// <summary>
/// The gated recurrent unit (Cho et al. 2014) as PyTorch has it, the reset gate applied after the recurrent product:
/// r = σ(p₀ + q₀), z = σ(p₁ + q₁), n = tanh(p₂ + r·q₂), h′ = (1 - z)·n + z·h, for p = W_x·x + b_x and q = W_h·h + b_h.
/// </summary>
internal readonly struct GruCell : IRecurrentCell
{
    public static string Name => "Gru";

    public static int Gates => 3;

    public static int States => 1;

    // r, z, n, q₂.
    public static int Saved => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<N>(in UnitVector<N> projected, in UnitVector<N> recurrent, ref UnitVector<N> state, ref UnitVector<N> saved)
        where N : IReal<N>
    {
        N r = N.Sigmoid(projected[0] + recurrent[0]);
        N z = N.Sigmoid(projected[1] + recurrent[1]);
        N n = N.Tanh(projected[2] + (r * recurrent[2]));
        state[0] = n + (z * (state[0] - n));
        saved[0] = r;
        saved[1] = z;
        saved[2] = n;
        saved[3] = recurrent[2];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<N>(
        in UnitVector<N> saved, in UnitVector<N> before, in UnitVector<N> after,
        ref UnitVector<N> gradient, ref UnitVector<N> projected, ref UnitVector<N> recurrent)
        where N : IReal<N>
    {
        N one = N.Constant(1);
        N r = saved[0], z = saved[1], n = saved[2], g = gradient[0];
        N dn = g * (one - z) * (one - (n * n));
        N dr = dn * saved[3] * r * (one - r);
        N dz = g * (before[0] - n) * z * (one - z);
        projected[0] = dr;
        projected[1] = dz;
        projected[2] = dn;
        recurrent[0] = dr;
        recurrent[1] = dz;
        recurrent[2] = dn * r;
        gradient[0] = g * z;
    }
}
