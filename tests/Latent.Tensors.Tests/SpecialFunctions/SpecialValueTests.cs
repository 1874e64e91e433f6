using System.Runtime.Intrinsics;
using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>NaN, infinities, signed zeros and the ends of the range, as IEEE 754 and C's Annex F have them.</summary>
public sealed class SpecialValueTests
{
    private const float Inf = float.PositiveInfinity, Nan = float.NaN;

    private static readonly Dictionary<string, (float X, float Expected)[]> Rows = new(StringComparer.Ordinal)
    {
        ["exp"] =
        [
            (0f, 1f), (-0f, 1f), (Inf, Inf), (-Inf, 0f), (Nan, Nan), (88.8f, Inf),
            (-103.5f, float.Epsilon), (-104.5f, 0f),
        ],
        ["log"] =
        [
            (0f, -Inf), (-0f, -Inf), (1f, 0f), (Inf, Inf), (-1f, Nan), (-Inf, Nan),
            (Nan, Nan), (float.Epsilon, -103.27893f),
        ],
        ["log1p"] =
        [
            (0f, 0f), (-0f, -0f), (-1f, -Inf), (-1.5f, Nan), (Inf, Inf), (Nan, Nan),
            (1e-40f, 1e-40f), (float.MaxValue, 88.72284f),
        ],
        ["expm1"] =
        [
            (0f, 0f), (-0f, -0f), (Inf, Inf), (-Inf, -1f), (Nan, Nan), (-1e-40f, -1e-40f),
        ],
        ["tanh"] =
        [
            (0f, 0f), (-0f, -0f), (Inf, 1f), (-Inf, -1f), (Nan, Nan),
        ],
        ["sigmoid"] =
        [
            (0f, 0.5f), (Inf, 1f), (-Inf, 0f), (Nan, Nan), (-103f, 1.4e-45f),
        ],
        ["softplus"] =
        [
            (0f, 0.6931472f), (Inf, Inf), (-Inf, 0f), (Nan, Nan), (1e30f, 1e30f), (-103f, 1.4e-45f),
        ],
        ["sin"] =
        [
            (0f, 0f), (-0f, -0f), (Inf, Nan), (-Inf, Nan), (Nan, Nan),
        ],
        ["cos"] =
        [
            (0f, 1f), (-0f, 1f), (Inf, Nan), (Nan, Nan),
        ],
        ["erf"] = [(0f, 0f), (-0f, -0f), (Inf, 1f), (-Inf, -1f), (Nan, Nan), (5f, 1f)],
        ["erfc"] = [(0f, 1f), (-0f, 1f), (Inf, 0f), (-Inf, 2f), (Nan, Nan), (30f, 0f)],
        ["erfinv"] = [(0f, 0f), (-0f, -0f), (1f, Inf), (-1f, -Inf), (1.5f, Nan), (-Inf, Nan), (Nan, Nan)],
        ["normalquantile"] = [(0f, -Inf), (1f, Inf), (0.5f, 0f), (-0.1f, Nan), (1.1f, Nan), (Inf, Nan), (Nan, Nan)],
        ["normalcdf"] = [(0f, 0.5f), (-0f, 0.5f), (Inf, 1f), (-Inf, 0f), (Nan, Nan), (10f, 1f), (-40f, 0f)],
        ["lognormalcdf"] = [(Inf, -0f), (-Inf, -Inf), (Nan, Nan), (40f, -0f)],
        ["normalhazard"] = [(Inf, 0f), (-Inf, Inf), (Nan, Nan), (60f, 0f)],
        ["logexprel"] = [(0f, 0f), (-0f, 0f), (Inf, Inf), (-Inf, -Inf), (Nan, Nan)],
        ["logexprelslope"] = [(0f, 0.5f), (-0f, 0.5f), (Inf, 1f), (-Inf, 0f), (Nan, Nan)],
        ["logexprelcurvature"] = [(Inf, 0f), (-Inf, 0f), (Nan, Nan)],
        ["langevin"] = [(0f, 0f), (-0f, -0f), (Inf, 1f), (-Inf, -1f), (Nan, Nan)],
        ["loggamma"] = [(1f, 0f), (2f, 0f), (0f, Inf), (-0f, Inf), (-1f, Inf), (-100f, Inf), (Inf, Inf), (-Inf, Inf), (Nan, Nan), (-1e30f, Inf)],
        ["digamma"] = [(0f, -Inf), (-0f, Inf), (-1f, Nan), (-1e30f, Nan), (Inf, Inf), (-Inf, Nan), (Nan, Nan)],
        ["trigamma"] = [(0f, Inf), (-0f, Inf), (-1f, Inf), (Inf, 0f), (-Inf, Nan), (Nan, Nan)],
        ["tetragamma"] = [(0f, -Inf), (-0f, Inf), (-1f, Nan), (Inf, -0f), (-Inf, Nan), (Nan, Nan)],
    };

    public static TheoryData<string> Functions => [.. Rows.Keys];

    [Theory, MemberData(nameof(Functions))]
    public void Values(string function)
    {
        foreach ((float x, float expected) in Rows[function])
            Check(function, x, expected);
    }

    private static void Check(string function, float x, float expected)
    {
        // In every lane, beside ordinary neighbours.
        for (int lane = 0; lane < Vector512<float>.Count; lane++)
        {
            Vector512<float> v = Vector512.Create(0.5f).WithElement(lane, x);
            float y = FunctionCase.Of(function).Single(v).GetElement(lane);
            Assert.True(
                float.IsNaN(expected) ? float.IsNaN(y) : BitConverter.SingleToInt32Bits(y) == BitConverter.SingleToInt32Bits(expected),
                $"{function}({x}) = {y}");
        }

        for (int lane = 0; lane < Vector512<double>.Count; lane++)
        {
            if (x != 0 && float.IsFinite(x) && expected != 0.5f)
                continue;
            Vector512<double> v = Vector512.Create(0.5).WithElement(lane, x);
            double y = FunctionCase.Of(function).Double(v).GetElement(lane);
            double wanted = function == "softplus" && x == 0 ? Math.Log(2) : expected;
            Assert.True(
                double.IsNaN(wanted) ? double.IsNaN(y) : BitConverter.DoubleToInt64Bits(y) == BitConverter.DoubleToInt64Bits(wanted),
                $"{function}({x}) = {y}");
        }
    }

    [Fact]
    public void Powers()
    {
        (float X, float Y, float Expected)[] rows =
        [
            (Nan, 0f, 1f), (Nan, -0f, 1f), (1f, Nan, 1f), (1f, Inf, 1f), (-1f, Inf, 1f), (-1f, -Inf, 1f), (Nan, 1f, Nan), (2f, Nan, Nan),
            (-8f, 3f, -512f), (-8f, 2f, 64f), (-8f, 0.5f, Nan), (-8f, 1f / 3, Nan),
            (2f, 10f, 1024f), (2f, -149f, float.Epsilon), (2f, -151f, 0f), (2f, 128f, Inf),
            (0f, 2f, 0f), (0f, -2f, Inf), (-0f, 3f, -0f), (-0f, -3f, -Inf),
            (-0f, 2f, 0f), (-0f, -2.5f, Inf), (0f, Inf, 0f), (0f, -Inf, Inf),
            (Inf, 2f, Inf), (Inf, -2f, 0f), (-Inf, 3f, -Inf), (-Inf, -3f, -0f),
            (-Inf, 2.5f, Inf), (0.5f, Inf, 0f), (0.5f, -Inf, Inf), (-2f, Inf, Inf), (3f, 1f, 3f),
            (-1f, 16777217f * 2, 1f), (-1f, 16777215f, -1f), (1e-40f, 1f, 1e-40f),
        ];
        foreach ((float x, float y, float expected) in rows)
        {
            float single = SpecialMath.Pow(x, y);
            Assert.True(
                float.IsNaN(expected) ? float.IsNaN(single) : BitConverter.SingleToInt32Bits(single) == BitConverter.SingleToInt32Bits(expected),
                $"{x}^{y} = {single}");
            double wide = SpecialMath.Pow(x, (double)y), known = Math.Pow(x, y);
            Assert.True(
                double.IsNaN(known) ? double.IsNaN(wide) : BitConverter.DoubleToInt64Bits(wide) == BitConverter.DoubleToInt64Bits(known),
                $"{x}^{y} = {wide}, not {known}");
        }
    }

    [Fact]
    public void Bessel_functions()
    {
        (double Order, double X, double Log, double Ratio)[] rows =
        [
            (0, 0, 0, 0), (1.5, 0, double.NegativeInfinity, 0),
            (3, double.PositiveInfinity, double.PositiveInfinity, 1), (100, double.PositiveInfinity, double.PositiveInfinity, 1),
            (-1, 1, double.NaN, double.NaN), (1, -1, double.NaN, double.NaN),
            (double.NaN, 1, double.NaN, double.NaN), (1, double.NaN, double.NaN, double.NaN),
        ];
        foreach ((double order, double x, double log, double ratio) in rows)
        {
            Assert.Equal(log, SpecialMath.LogBesselI(order, x));
            Assert.Equal(ratio, SpecialMath.BesselIRatio(order, x));
        }

        // Far arguments: ln I_v(x) -> x - ln(2πx)/2, the ratio -> 1.
        Assert.Equal(1e10 - (0.5 * Math.Log(2 * Math.PI * 1e10)), SpecialMath.LogBesselI(2, 1e10), 1e-5);
        Assert.Equal(1, SpecialMath.BesselIRatio(2, 1e10), 1e-9);
        Assert.True(double.IsFinite(SpecialMath.LogBesselI(2, 1e300)) && double.IsFinite(SpecialMath.LogBesselI(300, 1e-300)));
    }
}
