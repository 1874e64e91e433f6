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
            float y = Evaluate(function, v).GetElement(lane);
            Assert.True(float.IsNaN(expected) ? float.IsNaN(y) : BitConverter.SingleToInt32Bits(y) == BitConverter.SingleToInt32Bits(expected), $"{function}({x}) = {y}");
        }

        for (int lane = 0; lane < Vector512<double>.Count; lane++)
        {
            if (x != 0 && float.IsFinite(x) && expected != 0.5f)
                continue;
            Vector512<double> v = Vector512.Create(0.5).WithElement(lane, x);
            double y = Evaluate(function, v).GetElement(lane);
            double wanted = function == "softplus" && x == 0 ? Math.Log(2) : expected;
            Assert.True(double.IsNaN(wanted) ? double.IsNaN(y) : BitConverter.DoubleToInt64Bits(y) == BitConverter.DoubleToInt64Bits(wanted), $"{function}({x}) = {y}");
        }
    }

    private static Vector512<float> Evaluate(string function, Vector512<float> x) => function switch
    {
        "exp" => VectorMath.Exp(x),
        "log" => VectorMath.Log(x),
        "log1p" => VectorMath.Log1p(x),
        "expm1" => VectorMath.Expm1(x),
        "tanh" => VectorMath.Tanh(x),
        "sigmoid" => VectorMath.Sigmoid(x),
        "softplus" => VectorMath.Softplus(x),
        "sin" => VectorMath.Sin(x),
        "cos" => VectorMath.Cos(x),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    private static Vector512<double> Evaluate(string function, Vector512<double> x) => function switch
    {
        "exp" => VectorMath.Exp(x),
        "log" => VectorMath.Log(x),
        "log1p" => VectorMath.Log1p(x),
        "expm1" => VectorMath.Expm1(x),
        "tanh" => VectorMath.Tanh(x),
        "sigmoid" => VectorMath.Sigmoid(x),
        "softplus" => VectorMath.Softplus(x),
        "sin" => VectorMath.Sin(x),
        "cos" => VectorMath.Cos(x),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };
}
