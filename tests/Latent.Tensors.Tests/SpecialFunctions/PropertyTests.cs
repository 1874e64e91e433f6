using System.Runtime.Intrinsics;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>
/// What holds between values: lanes do not know each other, odd functions are odd, monotonic ones do not fall, complements add up.
/// </summary>
public sealed class PropertyTests
{
    // Ordinary values, every branch's territory, and all the special ones.
    private static readonly float[] Mixed =
    [
        0.5f, -0.5f, 1f, -1f, 0f, -0f, 2.2f, -3.3f, 90f, -90f, 1e30f, -1e30f, 1e-30f, -1e-30f, float.Epsilon, -float.Epsilon,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e-40f, 88.7f, -103.5f, 40000f, 1e20f, 3.14159f, 0.05f, 0.999f, -0.999f, 5.5f, 30f, -7.25f, 0.85f,
    ];

    [Theory, MemberData(nameof(FunctionCase.Names), MemberType = typeof(FunctionCase))]
    public void A_lane_depends_on_itself_alone(string name)
    {
        FunctionCase function = FunctionCase.Of(name);
        // Lengths 0 to 257 at any position come down to this: x among any neighbours, in any lane, as alone.
        for (int turn = 0; turn < 97; turn++)
        {
            float[] x = [.. Enumerable.Range(0, 16).Select(i => Mixed[((i * 7) + (turn * 5)) % Mixed.Length] * (turn < Mixed.Length ? 1 : 1 + (turn * 0.01f)))];
            Vector512<float> single = function.Single(Vector512.Create(x));
            Vector512<double> @double = function.Double(Vector512.WidenLower(Vector512.Create(x)));
            for (int i = 0; i < 16; i++)
            {
                Assert.Equal(
                    BitConverter.SingleToInt32Bits(Alone(function.Single, x[i])),
                    BitConverter.SingleToInt32Bits(single.GetElement(i)));
                if (i < 8)
                    Assert.Equal(
                        BitConverter.DoubleToInt64Bits(function.Double(Vector512.Create((double)x[i])).ToScalar()),
                        BitConverter.DoubleToInt64Bits(@double.GetElement(i)));
            }
        }
    }

    [Fact]
    public void Odd_functions_are_odd_to_the_bit()
    {
        foreach (FunctionCase function in FunctionCase.All.Where(static f => f.Odd))
        {
            foreach (float x in Samples(-30, 30))
            {
                Assert.Equal(
                    BitConverter.SingleToInt32Bits(Alone(function.Single, x)),
                    BitConverter.SingleToInt32Bits(-Alone(function.Single, -x)));
                Assert.Equal(
                    function.Double(Vector512.Create((double)x)).ToScalar(),
                    -function.Double(Vector512.Create(-(double)x)).ToScalar());
            }
        }
    }

    [Theory]
    [InlineData("exp", -104f, 89f), InlineData("log", 1e-40f, 1e38f)]
    [InlineData("log1p", -0.999f, 1e38f), InlineData("expm1", -90f, 88f), InlineData("tanh", -12f, 12f)]
    [InlineData("sigmoid", -104f, 20f), InlineData("softplus", -104f, 100f)]
    [InlineData("erf", -4.5f, 4.5f), InlineData("erfinv", -1f, 1f), InlineData("normalquantile", 0f, 1f)]
    public void Rising_functions_do_not_fall_by_more_than_rounding(string name, float low, float high)
    {
        // Between neighbouring floats an error below one ulp may show as a fall by one unit; never by more, and never over eight neighbours
        // of a steep stretch.
        FunctionCase function = FunctionCase.Of(name);
        foreach (float x in Samples(low, high))
        {
            float y = Alone(function.Single, x), next = Alone(function.Single, BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x) + (x < 0 ? -1 : 1)));
            Assert.True(next >= MathF.BitDecrement(MathF.BitDecrement(y)), $"{name} falls at {x:R}: {y:R}, {next:R}");
        }
    }

    [Fact]
    public void Complements_add_up()
    {
        foreach (float x in Samples(-20, 20))
        {
            Assert.Equal(1, Alone(VectorMath.Sigmoid, x) + Alone(VectorMath.Sigmoid, -x), 1.2e-7);
            Assert.Equal(1, SpecialMath.Erf((double)x) + SpecialMath.Erfc((double)x), 4e-16);
            Assert.InRange(MathF.Abs((SpecialMath.Sin(x) * SpecialMath.Sin(x)) + (SpecialMath.Cos(x) * SpecialMath.Cos(x)) - 1), 0, 3e-7f);
            Assert.InRange(Math.Abs(SpecialMath.Softplus((double)x) - SpecialMath.Softplus(-(double)x) - x), 0, 1e-14);
        }
    }

    [Fact]
    public void SinCos_gives_the_bits_of_sin_and_cos()
    {
        for (int turn = 0; turn < 40; turn++)
        {
            Vector512<float> x = Vector512.Create([.. Enumerable.Range(0, 16).Select(i => Mixed[(i + turn) % Mixed.Length])]);
            Vector512<float> sin = VectorMath.SinCos(x, out Vector512<float> cos);
            Assert.Equal(VectorMath.Sin(x).AsInt32(), sin.AsInt32());
            Assert.Equal(VectorMath.Cos(x).AsInt32(), cos.AsInt32());
            Vector512<double> wide = Vector512.WidenLower(x), wideSin = VectorMath.SinCos(wide, out Vector512<double> wideCos);
            Assert.Equal(VectorMath.Sin(wide).AsInt64(), wideSin.AsInt64());
            Assert.Equal(VectorMath.Cos(wide).AsInt64(), wideCos.AsInt64());
        }
    }

    [Fact]
    public void The_gamma_family_obeys_its_recurrences()
    {
        foreach (float f in Samples(0.01f, 40))
        {
            double x = f;
            Near(SpecialMath.LogGamma(x) + Math.Log(x), SpecialMath.LogGamma(x + 1), 1 + Math.Abs(Math.Log(x)));
            Near(SpecialMath.Digamma(x) + (1 / x), SpecialMath.Digamma(x + 1), 1 + (1 / x));
            Near(SpecialMath.Trigamma(x) - (1 / (x * x)), SpecialMath.Trigamma(x + 1), 1 + (1 / (x * x)));
            Near(SpecialMath.Tetragamma(x) + (2 / (x * x * x)), SpecialMath.Tetragamma(x + 1), 1 + (2 / (x * x * x)));
        }

        static void Near(double a, double b, double size) => Assert.InRange(Math.Abs(a - b), 0, 1e-14 * (size + Math.Abs(b)));
    }

    [Fact]
    public void Inverses_invert()
    {
        foreach (float f in Samples(-5.5f, 5.5f))
        {
            double x = f, e = SpecialMath.Erf(x);
            // An error of half a unit in erf x is worth that over the slope in x.
            Assert.InRange(
                Math.Abs(SpecialMath.ErfInv(e) - x),
                0,
                1e-15 + (3e-16 * Math.Sqrt(Math.PI) / 2 * Math.Exp(x * x)) + (4e-16 * Math.Abs(x)));
            double p = 0.5 * SpecialMath.Erfc(-x / Math.Sqrt(2));
            if (x < 0)
                Assert.InRange(Math.Abs(SpecialMath.NormalQuantile(p) - x), 0, 4e-15 * (1 + Math.Abs(x)));
        }
    }

    [Theory]
    [InlineData(0), InlineData(0.5), InlineData(9), InlineData(24.9), InlineData(25), InlineData(63), InlineData(500)]
    public void The_Bessel_ratio_is_the_difference_of_logarithms(double order)
    {
        foreach (float f in Samples(0.01f, 2000))
        {
            double log = SpecialMath.LogBesselI(order, f), next = SpecialMath.LogBesselI(order + 1, f);
            Assert.InRange(Math.Abs(Math.Exp(next - log) - SpecialMath.BesselIRatio(order, f)), 0, 3e-15 * (1 + Math.Abs(log) + order + f));
        }

        // And half-integer orders are elementary: I_(1/2)(x) = √(2/(πx)) sinh x.
        foreach (float f in Samples(0.01f, 300))
        {
            double exact = f - Math.Log(2) + Math.Log(1 - Math.Exp(-2.0 * f)) + (0.5 * Math.Log(2 / (Math.PI * f)));
            Assert.InRange(Math.Abs(SpecialMath.LogBesselI(0.5, f) - exact), 0, 1e-13 * (1 + f));
        }
    }

    private static float Alone(Func<Vector512<float>, Vector512<float>> function, float x) => function(Vector512.Create(x)).ToScalar();

    private static IEnumerable<float> Samples(float low, float high) =>
        Enumerable.Range(0, 700).Select(i => low + ((high - low) * (i * 0.6180339887f % 1)));
}
