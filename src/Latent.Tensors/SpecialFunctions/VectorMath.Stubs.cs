#pragma warning disable MA0025 // The next change fills these in; until then the functions say so.
using System.Runtime.Intrinsics;
namespace Latent.Tensors.SpecialFunctions;
internal static partial class VectorMath
{
    public static Vector512<float> Erf(Vector512<float> x) => throw new NotImplementedException();
    public static Vector512<double> Erf(Vector512<double> x) => throw new NotImplementedException();
    public static Vector512<float> ErfInv(Vector512<float> x) => throw new NotImplementedException();
    public static Vector512<double> ErfInv(Vector512<double> x) => throw new NotImplementedException();
    public static Vector512<float> Pow(Vector512<float> x, Vector512<float> y) => throw new NotImplementedException();
    public static Vector512<double> Pow(Vector512<double> x, Vector512<double> y) => throw new NotImplementedException();
    public static Vector512<float> LogGamma(Vector512<float> x) => throw new NotImplementedException();
    public static Vector512<double> LogGamma(Vector512<double> x) => throw new NotImplementedException();
    public static Vector512<float> Digamma(Vector512<float> x) => throw new NotImplementedException();
    public static Vector512<double> Digamma(Vector512<double> x) => throw new NotImplementedException();
    public static Vector512<float> Trigamma(Vector512<float> x) => throw new NotImplementedException();
    public static Vector512<double> Trigamma(Vector512<double> x) => throw new NotImplementedException();
    public static Vector512<float> Tetragamma(Vector512<float> x) => throw new NotImplementedException();
    public static Vector512<double> Tetragamma(Vector512<double> x) => throw new NotImplementedException();
    public static Vector512<float> LogBesselI(Vector512<float> x, Vector512<float> y) => throw new NotImplementedException();
    public static Vector512<double> LogBesselI(Vector512<double> x, Vector512<double> y) => throw new NotImplementedException();
    public static Vector512<float> BesselIRatio(Vector512<float> x, Vector512<float> y) => throw new NotImplementedException();
    public static Vector512<double> BesselIRatio(Vector512<double> x, Vector512<double> y) => throw new NotImplementedException();
}
