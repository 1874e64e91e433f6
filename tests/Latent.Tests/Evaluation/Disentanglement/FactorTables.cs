using Latent.Evaluation.Disentanglement;
using Latent.Tensors;

namespace Latent.Tests.Evaluation.Disentanglement;

/// <summary>Tables of codes and factors whose disentanglement is known.</summary>
internal static class FactorTables
{
    private const double Quartile = 0.6744897501960817;

    public static MetricContext Context(ulong seed = 1) => new(RandomKey.FromSeed(seed));

    /// <summary>The whole grid of factors, the last running fastest, with codes that are a function of them.</summary>
    public static FactorTable Grid(int[] sizes, Func<int[], double[]>? code = null, int copies = 1)
    {
        code ??= static v => [.. v.Select(static x => (double)x)];
        List<int> values = [];
        List<double> codes = [];
        int count = sizes.Aggregate(1, static (a, b) => a * b);
        for (int i = 0; i < count * copies; i++)
        {
            int[] v = new int[sizes.Length];
            int rest = i % count;
            for (int j = sizes.Length - 1; j >= 0; j--)
            {
                v[j] = rest % sizes[j];
                rest /= sizes[j];
            }

            values.AddRange(v);
            codes.AddRange(code(v));
        }

        return FactorTable.Of([.. codes], codes.Count / (count * copies), [.. values], Factors(sizes));
    }

    /// <summary>
    /// z ~ N(0, I) in four dimensions, the factors its quartiles, and codes Az. For any orthogonal A the codes are N(0, I): no data tells the model
    /// with A = I from one with any other (F. Locatello et al. 2019, theorem 1; here by the rotation of normal variables that its proof ends with).
    /// </summary>
    /// <param name="count">How many examples.</param>
    /// <param name="isRotated">A = I - ½·11ᵀ, every element of which is ±½; else the identity.</param>
    /// <param name="isNoise">Codes that have nothing to do with the factors.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="change">Last of all, a change of a code.</param>
    public static FactorTable Normal(
        int count, bool isRotated = false, bool isNoise = false, ulong seed = 5, Func<double[], double[]>? change = null)
    {
        const int width = 4;
        double[] z = new double[count * width], noise = new double[count * width];
        RandomKey.FromSeed(seed).For(RandomPurpose.DataGeneration).Normal(z);
        RandomKey.FromSeed(seed + 1000).For(RandomPurpose.DataGeneration).Normal(noise);
        int[] values = [.. z.Select(static x => x < -Quartile ? 0 : x < 0 ? 1 : x < Quartile ? 2 : 3)];
        List<double> codes = [];
        for (int i = 0; i < count; i++)
        {
            double[] row = (isNoise ? noise : z)[(i * width)..((i + 1) * width)];
            if (isRotated) row = [.. row.Select(x => x - (0.5 * row.Sum()))];
            codes.AddRange(change is null ? row : change(row));
        }

        return FactorTable.Of([.. codes], codes.Count / count, values, Factors([4, 4, 4, 4]));
    }

    public static IReadOnlyList<Factor> Factors(int[] sizes) => [.. sizes.Select(static (size, j) => new Factor($"v{j}", size))];

    public static double Value(DisentanglementMetric metric, FactorTable table, ulong seed = 1) => metric.Score(table, Context(seed) with { Resamples = 0 })[0].Value;
}
