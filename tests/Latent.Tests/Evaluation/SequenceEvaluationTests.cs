using Latent.Data;
using Latent.Data.Columns;
using Latent.Evaluation;
using Latent.Models;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

/// <summary>Piano rolls differ in length: the first example is short, and what is decoded without data is as long as the longest.</summary>
public sealed class SequenceEvaluationTests
{
    private const int Keys = 4, Longest = 7;

    private static readonly EvaluationOptions Small = new()
    {
        Likelihood = new ImportanceWeightedOptions { Samples = 5 },
        Continuity = new ContinuityOptions { Pairs = 3, Steps = 3, Halvings = 2 },
        Completeness = new CompletenessOptions { Samples = 20, Permutations = 19 },
    };

    [Fact]
    public void Sequences_are_evaluated_in_every_part_that_needs_no_classes()
    {
        IDataset data = Rolls("held out", 12, 1), train = Rolls("train", 20, 2);
        Vae model = Model(train);
        EvaluationReport report = ModelEvaluation.Run(model, data, train, Small, Conjugate.Context());
        Assert.NotNull(report.Continuity);
        Assert.NotNull(report.Completeness!.Neighbours);
        Assert.NotNull(report.Completeness.RoundTrip);
        MissingPart missing = Assert.Single(report.NotDefined);
        Assert.Equal(
            new MissingPart(EvaluationPart.SampleQuality, "held out has no column 'y' of classes to train a classifier by"), missing);
        Assert.Equal(report.ToJson(), ModelEvaluation.Run(model, data, train, Small, Conjugate.Context() with { Rows = 3 }).ToJson());
    }

    [Fact]
    public void Held_out_sequences_that_are_longer_leave_out_what_compares_numbers()
    {
        IDataset train = Rolls("train", 20, 2);
        EvaluationReport report = ModelEvaluation.Run(Model(train), Rolls("long", 12, 1, Longest + 2), train, Small, Conjugate.Context());
        Assert.NotNull(report.Continuity);
        Assert.Null(report.Completeness!.Neighbours);
        Assert.Contains("nearest neighbours in training data: long has no column 'x' of 28 numbers without missing values", report.Completeness.NotDefined);
    }

    [Fact]
    public void Values_of_short_sequences_end_in_zeros()
    {
        double[] values = EvaluationData.Values(Rolls("rolls", 12, 1), "x", [0, 1], Conjugate.Context());
        Assert.Equal(2 * Longest * Keys, values.Length);
        Assert.All(values[(2 * Keys)..(Longest * Keys)], static value => Assert.Equal(0, value));
        Assert.Contains(1.0, values[(Longest * Keys)..]);
    }

    private static Vae Model(IDataset data) => new(
        new VaeConfig { Latents = 2, Encoder = new RecurrentConfig { Hidden = 3 } }, data.Column("x"),
        ParameterScope.Initialize(RandomKey.FromSeed(1)));

    // The first is 2 steps long, the others up to the longest.
    private static IDataset Rolls(string name, int count, ulong seed, int longest = Longest)
    {
        Roll roll = new([.. Enumerable.Range(0, count).Select(i => i == 0 ? 2 : longest - (i % 3))], RandomKey.FromSeed(seed));
        return new ColumnDataset(name, roll, roll.LengthColumn());
    }

    private sealed class Roll(int[] lengths, RandomKey key) : SequenceColumn("x", [Keys], lengths, static column => column with { Levels = 2 })
    {
        protected override void Fill<T>(int row, Span<T> destination)
        {
            double[] numbers = new double[destination.Length];
            key.Split(row).Uniform(numbers);
            for (int i = 0; i < numbers.Length; i++) destination[i] = numbers[i] < 0.4 ? T.One : T.Zero;
        }
    }
}
