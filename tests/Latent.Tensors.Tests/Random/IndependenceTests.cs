namespace Latent.Tensors.Tests.Random;

/// <summary>
/// Correlations within and between streams, n = 10^6: |z| &lt;= 5 detects a correlation of 0.005 + 0.005. The twin mixes in 0.02 of the
/// other sequence.
/// </summary>
public class IndependenceTests
{
    private const int Count = 1_000_000;
    private const double UniformVariance = 1.0 / 12;

    private static readonly RandomKey Root = RandomKey.FromSeed(11);
    private static readonly RandomKey Key = Root.For(RandomPurpose.Reparameterization).At(100);

    public static TheoryData<string> Neighbours => [.. Others().Keys];

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void Neighbouring_streams_are_uncorrelated(string name)
    {
        float[] x = Centred(Key), y = Centred(Others()[name]);
        for (int lag = 0; lag < 5; lag++)
        {
            Assert.InRange(Statistics.CorrelationZ(x, y, lag, UniformVariance), -Statistics.MaxZ, Statistics.MaxZ);
            Assert.InRange(Statistics.CorrelationZ(y, x, lag, UniformVariance), -Statistics.MaxZ, Statistics.MaxZ);
        }
        float[] mixed = [.. x.Zip(y, (a, b) => (0.02f * a) + b)];
        Assert.True(Statistics.CorrelationZ(x, mixed, 0, UniformVariance) > Statistics.MaxZ, "correlation 0.02 passed for 0");
    }

    [Fact]
    public void Lagged_uniforms_are_uncorrelated()
    {
        float[] x = Centred(Key);
        foreach (int lag in new[] { 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 63, 64, 65, 128, 784, 4096, 16384 })
        {
            Assert.InRange(Statistics.CorrelationZ(x, x, lag, UniformVariance), -Statistics.MaxZ, Statistics.MaxZ);
        }
        float[] mixed = [.. x.Select((v, i) => i == 0 ? v : v + (0.02f * x[i - 1]))];
        Assert.True(Statistics.CorrelationZ(mixed, mixed, 1, UniformVariance) > Statistics.MaxZ, "correlation 0.02 passed for 0");
    }

    [Fact]
    public void The_normals_of_a_pair_share_neither_sign_nor_size()
    {
        // Box and Muller's pairs have one radius: squares and products would show a mistake in the angle.
        float[] x = new float[Count];
        Key.Normal(x);
        float[] squares = [.. x.Select(v => (v * v) - 1)];
        foreach (int lag in new[] { 1, 2, 3, 4, 5, 8, 16, 32, 64 })
        {
            Assert.InRange(Statistics.CorrelationZ(x, x, lag, 1), -Statistics.MaxZ, Statistics.MaxZ);
            Assert.InRange(Statistics.CorrelationZ(squares, squares, lag, 2), -Statistics.MaxZ, Statistics.MaxZ);
            Assert.InRange(Statistics.CorrelationZ(x, squares, lag, Math.Sqrt(2)), -Statistics.MaxZ, Statistics.MaxZ);
        }

        // Pairs with the radius of one and the angle of another word's few values: uncorrelated, but of correlated squares.
        float[] crude = [.. x];
        for (int i = 0; i < Count; i += 2)
        {
            crude[i + 1] = Math.Abs(crude[i]) * Math.Sign(crude[i + 1]);
        }
        float[] crudeSquares = [.. crude.Select(v => (v * v) - 1)];
        Assert.InRange(Statistics.CorrelationZ(crude, crude, 1, 1), -Statistics.MaxZ, Statistics.MaxZ);
        Assert.True(Statistics.CorrelationZ(crudeSquares, crudeSquares, 1, 2) > Statistics.MaxZ, "equal sizes passed for independent ones");
    }

    [Fact]
    public void Consecutive_uniforms_fill_the_cube()
    {
        // Triples in 16^3 cells, chi-square with 4095 degrees of freedom at n = 333 333: detects cells off by some 30 %.
        float[] u = new float[Count];
        Key.Uniform(u);
        Assert.True(Statistics.Fits(Cells(u)));
        for (int i = 2; i < Count; i += 30)
        {
            u[i] = u[i - 2];
        }
        Assert.False(Statistics.Fits(Cells(u)), "one repetition in ten triples passed");

        static long[] Cells(float[] u)
        {
            long[] counts = new long[4096];
            for (int i = 0; i + 2 < u.Length; i += 3)
            {
                counts[((int)(u[i] * 16) * 256) + ((int)(u[i + 1] * 16) * 16) + (int)(u[i + 2] * 16)]++;
            }
            return counts;
        }
    }

    private static Dictionary<string, RandomKey> Others() => new()
    {
        ["next step"] = Root.For(RandomPurpose.Reparameterization).At(101),
        ["next purpose"] = Root.For(RandomPurpose.Dropout).At(100),
        ["no step"] = Root.For(RandomPurpose.Reparameterization),
        ["next seed"] = RandomKey.FromSeed(12).For(RandomPurpose.Reparameterization).At(100),
        ["seed with another high word"] = RandomKey.FromSeed(11 + (1UL << 32)).For(RandomPurpose.Reparameterization).At(100),
        ["split by index"] = Key.Split(0),
        ["split by name"] = Key.Split("dropout"),
    };

    private static float[] Centred(RandomKey key)
    {
        float[] x = new float[Count];
        key.Uniform(x);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] -= 0.5f;
        }
        return x;
    }
}
