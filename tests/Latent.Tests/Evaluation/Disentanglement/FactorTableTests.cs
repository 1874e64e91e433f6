using Latent.Evaluation.Disentanglement;
using Latent.Tensors;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class FactorTableTests
{
    [Fact]
    public void What_is_no_table_is_refused_with_the_place()
    {
        Assert.Equal("FactorTable: 3 numbers are no rows of codes of 2 elements.", Shape([1, 2, 3], 2, [], []));
        Assert.Equal("FactorTable: 2 codes and 1 factors need 2 values of factors [2, 1], not 3.", Shape([1, 2], 1, [0, 1, 0], [2]));
        Assert.StartsWith("FactorTable: at least two examples are needed, and there is 1.", Argument([1], 1, [0], [2]), StringComparison.Ordinal);
        Assert.StartsWith(
            "FactorTable: element 1 of the code of example 0 is NaN; codes are finite numbers.", Argument([1, double.NaN, 1, 2], 2, [0, 1], [2]), StringComparison.Ordinal);
        Assert.StartsWith("FactorTable: example 1 has value 2 of factor 'v0', which has 2 values, numbered from 0.", Argument([1, 2], 1, [0, 2], [2]), StringComparison.Ordinal);
        Assert.StartsWith(
            "FactorTable: all 2 examples have value 1 of factor 'v0': nothing can be told of it. Leave it out.", Argument([1, 2], 1, [1, 1], [2]), StringComparison.Ordinal);
        Assert.Equal(
            "FactorTable: 1 names are given for the 2 elements of a code.",
            Assert.Throws<ShapeException>(() => FactorTable.Of([1, 2, 3, 4], 2, [], [], ["z"])).Message);

        static string Shape(double[] codes, int width, int[] values, int[] sizes) =>
            Assert.Throws<ShapeException>(() => FactorTable.Of(codes, width, values, FactorTables.Factors(sizes))).Message;

        static string Argument(double[] codes, int width, int[] values, int[] sizes) =>
            Assert.Throws<ArgumentException>(() => FactorTable.Of(codes, width, values, FactorTables.Factors(sizes))).Message;
    }

    [Fact]
    public void Parts_are_all_rows_once_and_resamples_rows_with_replacement()
    {
        FactorTable table = FactorTable.Of([.. Enumerable.Range(0, 300).Select(static i => (double)i)], 1, [.. Enumerable.Range(0, 300).Select(static i => i % 3)], FactorTables.Factors([3]));
        (FactorTable train, FactorTable test) = table.Split(2.0 / 3, RandomKey.FromSeed(1));
        Assert.Equal((200, 100), (train.Count, test.Count));
        Assert.Equal(300, train.Code(0).ToArray().Concat(test.Code(0).ToArray()).Distinct().Count());
        FactorTable again = table.Rows(MetricContext.WithReplacement(300, RandomKey.FromSeed(1)));
        // 300·(1 - 1/e) different rows, 190, to five deviations of 5.
        Assert.InRange(again.Code(0).ToArray().Distinct().Count(), 165, 215);
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal((int)again.Code(0)[i] % 3, again.Values(0)[i]));
    }
}
