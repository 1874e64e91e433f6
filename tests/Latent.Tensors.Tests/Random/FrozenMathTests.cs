using System.Runtime.Intrinsics;
using Latent.Tensors.Random;

namespace Latent.Tensors.Tests.Random;

/// <summary>
/// The samplers' own functions against the runtime's double precision: errors in units in the last place of the true value, over an even
/// sweep of the words that reach them.
/// </summary>
public class FrozenMathTests
{
    private const int Sweep = 1 << 20;

    [Fact]
    public void Single_precision_functions_are_accurate()
    {
        double log = 0, minusLog1m = 0, exp = 0, turn = 0;
        for (long i = 0; i < Sweep; i += 16)
        {
            uint[] words = [.. Enumerable.Range(0, 16).Select(j => (uint)(((i + j) << 12) + (j * 37)))];
            float[] u = Floats(RandomWords.Fine(Vector512.Create(words)));
            float[] ln = Floats(FrozenMath.Log(Vector512.Create(u)));
            float[] m = Floats(FrozenMath.MinusLog1m(Vector512.Create(u)));
            float[] x = [.. u.Select(v => -100 * v)];
            float[] e = Floats(FrozenMath.Exp(Vector512.Create(x)));
            (Vector512<float> cos, Vector512<float> sin) = FrozenMath.CosSinTurn(Vector512.Create(words));
            for (int j = 0; j < 16; j++)
            {
                log = Math.Max(log, Ulps(ln[j], Math.Log(u[j])));
                minusLog1m = Math.Max(minusLog1m, Ulps(m[j], -Math.Log(1 - (double)u[j])));
                exp = Math.Max(exp, Ulps(e[j], Math.Exp(x[j])));
                (double s, double c) = Math.SinCos(words[j] / 4294967296.0 * Math.Tau);
                turn = Math.Max(turn, Math.Max(Math.Abs(sin[j] - s), Math.Abs(cos[j] - c)));
            }
        }
        Assert.True(
            log < 2 && minusLog1m < 3 && exp < 1.5 && turn < 1.2e-7, $"log {log}, -log(1 - x) {minusLog1m}, exp {exp}, turn {turn}");
    }

    [Fact]
    public void Double_precision_functions_are_accurate()
    {
        double log = 0, exp = 0, turn = 0;
        for (long i = 0; i < Sweep; i += 8)
        {
            ulong[] words = [.. Enumerable.Range(0, 8).Select(j => ((ulong)(i + j) << 44) + (ulong)(j * 1237))];
            double[] u = Doubles(RandomWords.Open(Vector512.Create(words)));
            double[] ln = Doubles(FrozenMath.Log(Vector512.Create(u)));
            double[] x = [.. u.Select(v => -700 * v)];
            double[] e = Doubles(FrozenMath.Exp(Vector512.Create(x)));
            (Vector512<double> cos, Vector512<double> sin) = FrozenMath.CosSinTurn(Vector512.Create(words));
            for (int j = 0; j < 8; j++)
            {
                log = Math.Max(log, Math.Abs((ln[j] / Math.Log(u[j])) - 1));
                exp = Math.Max(exp, Math.Abs((e[j] / Math.Exp(x[j])) - 1));
                (double s, double c) = Math.SinCos((words[j] >> 11) / (double)(1L << 53) * Math.Tau);
                turn = Math.Max(turn, Math.Max(Math.Abs(sin[j] - s), Math.Abs(cos[j] - c)));
            }
        }
        Assert.True(log < 5e-16 && exp < 5e-16 && turn < 2e-15, $"log {log}, exp {exp}, turn {turn}");
    }

    [Fact]
    public void Uniforms_stay_inside_the_open_interval()
    {
        Vector512<uint> none = Vector512<uint>.Zero, all = Vector512<uint>.AllBitsSet;
        Assert.Equal((1 / 16777216f, 1 - (1 / 16777216f)), (RandomWords.Open(none)[0], RandomWords.Open(all)[0]));
        Assert.Equal((0.5f / 4294967296, 1 - (1 / 16777216f)), (RandomWords.Fine(none)[0], RandomWords.Fine(all)[0]));
        double least = 1.0 / (1L << 53);
        Assert.Equal((least, 1 - least), (RandomWords.Open(none.AsUInt64())[0], RandomWords.Open(all.AsUInt64())[0]));
    }

    [Fact]
    public void Double_precision_draws_are_single_precision_draws_with_more_digits()
    {
        RandomKey key = RandomKey.FromSeed(5);
        float[] single = new float[100_000];
        double[] wide = new double[single.Length];
        key.Uniform(single);
        key.Uniform(wide);
        Assert.InRange(Largest(), 0, Math.Pow(2, -24));
        key.Normal(single);
        key.Normal(wide);
        Assert.InRange(Largest(), 0, 1e-4); // near u = 1 the radius is a square root of few bits
        key.Exponential(single);
        key.Exponential(wide);
        Assert.InRange(Largest(), 0, 1e-4);

        double Largest() => single.Zip(wide, (s, w) => Math.Abs(s - w)).Max();
    }

    private static float[] Floats(Vector512<float> x)
    {
        float[] values = new float[16];
        x.CopyTo(values);
        return values;
    }

    private static double[] Doubles(Vector512<double> x)
    {
        double[] values = new double[8];
        x.CopyTo(values);
        return values;
    }

    private static double Ulps(float actual, double expected) =>
        Math.Abs(actual - expected) / Math.Max(Math.Abs(MathF.BitIncrement((float)expected) - (double)(float)expected), float.Epsilon);
}
