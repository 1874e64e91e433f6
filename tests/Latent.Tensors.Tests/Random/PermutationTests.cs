using Latent.Tensors.Random;

namespace Latent.Tensors.Tests.Random;

public class PermutationTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(3).For(RandomPurpose.Shuffling);

    [Fact]
    public void Short_permutations_are_bijections()
    {
        for (int n = 0; n <= 300; n++)
        {
            int[] table = new int[n], network = new int[n];
            Key.Permutation(n).Fill(table);
            Walk(n).CopyTo(network, 0);
            Assert.Equal(Enumerable.Range(0, n), table.Order());
            Assert.Equal(Enumerable.Range(0, n), network.Order());
        }
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    [InlineData(1_000_000)]
    public void Long_permutations_are_bijections_and_their_places_can_be_had_alone(int n)
    {
        Permutation permutation = Key.Permutation(n);
        long[] all = new long[n];
        permutation.Fill(all);
        for (int i = 0; i < n; i += 997)
        {
            Assert.Equal(all[i], permutation.At(i));
        }
        bool[] seen = new bool[n];
        foreach (long i in all)
        {
            Assert.False(seen[i]);
            seen[i] = true;
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_order_is_equally_likely(int n)
    {
        // Chi-square over the n! orders, 100 draws of each on average at n = 5: detects an order off by 60 %, and the twin.
        const int draws = 12_000;
        long[] counts = new long[Factorial(n)], wrong = new long[Factorial(n)], steps = new long[Factorial(n)];
        int[] order = new int[n];
        float[] u = new float[n];
        for (int draw = 0; draw < draws; draw++)
        {
            Key.Split(draw).Permutation(n).Fill(order);
            counts[Rank(order)]++;
            Key.At(draw).Permutation(n).Fill(order);
            steps[Rank(order)]++;

            // Exchanging every place with any other, the well-known mistake, does not make all orders equally likely.
            Key.Split(draw).Uniform(u);
            int[] biased = [.. Enumerable.Range(0, n)];
            for (int i = 0; i < n; i++)
            {
                int other = (int)(u[i] * n);
                (biased[i], biased[other]) = (biased[other], biased[i]);
            }
            wrong[Rank(biased)]++;
        }
        Assert.True(Statistics.Fits(counts));
        Assert.True(Statistics.Fits(steps));
        Assert.False(Statistics.Fits(wrong), "the biased shuffle passed");
    }

    [Fact]
    public void The_network_sends_places_anywhere()
    {
        // Images of neighbouring places and their differences over 20 000 keys, chi-square over 100 ranges: detects ranges off by 40 %.
        const int n = 100_000;
        long[] first = new long[100], difference = new long[100];
        for (int i = 0; i < 20_000; i++)
        {
            Permutation permutation = Key.Split(i).Permutation(n);
            long a = permutation.At(500), b = permutation.At(501);
            first[a / (n / 100)]++;
            difference[(b - a + n) % n / (n / 100)]++;
        }
        Assert.True(Statistics.Fits(first));
        Assert.True(Statistics.Fits(difference));

        // Within one permutation: correlation of place and image, z.
        int[] all = new int[n];
        Key.Permutation(n).Fill(all);
        Assert.InRange(CorrelationZ(all), -Statistics.MaxZ, Statistics.MaxZ);
        Array.Sort(all, 0, n / 20);
        Assert.True(Math.Abs(CorrelationZ([.. all.Take(n / 20), .. all.Skip(n / 20).Order()])) > Statistics.MaxZ, "a sorted order passed");

        static double CorrelationZ(int[] order)
        {
            double mean = (order.Length - 1) / 2.0, sum = 0, squares = 0;
            for (int i = 0; i < order.Length; i++)
            {
                sum += (i - mean) * (order[i] - mean);
                squares += (i - mean) * (i - mean);
            }
            return sum / squares * Math.Sqrt(order.Length - 1);
        }
    }

    [Fact]
    public void Lengths_keys_and_steps_give_different_orders()
    {
        int[] a = new int[1000], b = new int[1000];
        Key.Permutation(1000).Fill(a);
        foreach (Permutation other in new[] { Key.Permutation(1001), Key.At(0).Permutation(1000), Key.Split(0).Permutation(1000) })
        {
            other.Fill(b);
            Assert.InRange(a.Zip(b).Count(pair => pair.First == pair.Second), 0, 20); // one on average
        }
        Assert.NotEqual(Key.Permutation(100_000).At(5), Key.Permutation(100_001).At(5));
    }

    [Fact]
    public void What_is_outside_is_refused()
    {
        Permutation permutation = Key.Permutation(10);
        Assert.Equal(10, permutation.Length);
        Assert.Contains("0..9", Assert.Throws<ArgumentOutOfRangeException>(() => permutation.At(10)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation.At(-1));
        Assert.Contains(
            "places 8..10 reach beyond the 10 elements",
            Assert.Throws<ArgumentOutOfRangeException>(() => permutation.Fill(new int[3], 8)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Key.Permutation(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Key.Permutation(1L << 44));
        Assert.Throws<InvalidOperationException>(() => Key.Permutation(1L << 32).Fill(new int[3]));
        Key.Permutation(1L << 32).Fill(new long[3], (1L << 32) - 3);
    }

    private static unsafe int[] Walk(int n)
    {
        int[] order = new int[n];
        var network = new Feistel(Key.Stream(DrawKind.Permutation), n);
        fixed (int* p = order)
        {
            network.Fill(p, 0, n);
        }
        for (int i = 0; i < n; i++)
        {
            Assert.Equal(order[i], network.At(i));
        }
        return order;
    }

    private static int Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    // The number of an order among all orders.
    private static int Rank(int[] order)
    {
        int rank = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int smaller = 0;
            for (int j = i + 1; j < order.Length; j++)
            {
                smaller += order[j] < order[i] ? 1 : 0;
            }
            rank = (rank * (order.Length - i)) + smaller;
        }
        return rank;
    }
}
