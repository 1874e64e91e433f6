using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Models;
using Latent.Networks;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>Sequences of different lengths, as piano rolls are: x [steps, keys], 0 or 1, and their length.</summary>
public sealed class VaeSequenceTests
{
    private const int Keys = 88;

    private static readonly int[] Steps = [6, 3, 9, 1, 4];

    [Fact]
    public void The_bound_of_a_sequence_is_the_same_alone_and_beside_longer_ones()
    {
        ColumnDataset data = Rolls(withLength: true);
        Vae model = Model(data);
        double[] all = Bound(model, data, 0, 5);
        for (int row = 0; row < 5; row++)
        {
            double[] alone = Bound(model, data, row, 1);
            Assert.Equal((double[])[all[row], all[5 + row]], alone);
        }

        Assert.Equal(all, Bound(model, Rolls(withLength: false), 0, 5));
    }

    [Fact]
    public void Every_step_is_scored_once_and_none_past_the_end()
    {
        ColumnDataset data = Rolls(withLength: true);
        Vae model = Model(data);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Batch batch = data.Get([1, 2], pass);
        Assert.Equal([2, 9, Keys], batch["x"].Shape.Span.ToArray());
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior(2));
        double[] x = batch["x"].ToDoubles(), logits = ((Bernoulli)trace["x"].Prior).Logits.ToDoubles();
        double[] logP = trace["x"].LogP().ToDoubles();
        for (int row = 0; row < 4; row++)
        {
            int length = row % 2 == 0 ? 3 : 9;
            double expected = Enumerable.Range(0, length * Keys).Sum(
                i => (x[(row % 2 * 9 * Keys) + i] * logits[(row * 9 * Keys) + i]) - Math.Log(1 + Math.Exp(logits[(row * 9 * Keys) + i])));
            Assert.Equal(expected, logP[row], 1e-9);
        }
    }

    [Fact]
    public void Gradients_pass_through_lengths_and_masks()
    {
        ColumnDataset data = Rolls(withLength: true, keys: 2);
        Vae model = new(
            new VaeConfig { Latents = 2, Encoder = new RecurrentConfig { Hidden = 2, Bidirectional = true } }, data.Columns[0],
            ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64));
        VaeNetworkTests.GradientOf(model, new Elbo { Samples = 2 }, pass => data.Get([0, 1, 3], pass));
    }

    [Fact]
    public void Generated_sequences_are_as_long_as_the_longest()
    {
        Vae model = Model(Rolls(withLength: true));
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Assert.Equal([3, 9, Keys], model.Trace(pass, null, TraceMode.Generate(3))["x"].Value!.Shape.Span.ToArray());
    }

    [Fact]
    public void Networks_of_a_fixed_size_are_refused_for_them()
    {
        ColumnDataset data = Rolls(withLength: true);
        Assert.Contains(
            "holds sequences that differ in length, which the encoder's network does not take. Take 'recurrent', or cut",
            Assert.Throws<ArgumentException>(() => new Vae(new VaeConfig(), data.Columns[0], ParameterScope.Initialize(default))).Message,
            StringComparison.Ordinal);
        VaeConfig mixed = new() { Encoder = new RecurrentConfig(), Decoder = MlpConfig.Of(4) };
        Assert.Contains(
            "which the decoder's network does not take",
            Assert.Throws<ArgumentException>(() => new Vae(mixed, data.Columns[0], ParameterScope.Initialize(default))).Message, StringComparison.Ordinal);
    }

    // [samples, rows].
    private static double[] Bound(Vae model, ColumnDataset data, int first, int count)
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(4));
        ObjectiveTerms terms = new Elbo { Samples = 2 }.Evaluate(model, data.Get([.. Enumerable.Range(first, count)], pass), pass);
        return (terms.LogLikelihood - terms.Kl).ToDoubles();
    }

    private static Vae Model(ColumnDataset data) => new(
        new VaeConfig { Latents = 3, Encoder = new RecurrentConfig { Hidden = 7 } }, data.Columns[0],
        ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64));

    private static ColumnDataset Rolls(bool withLength, int keys = Keys)
    {
        Roll roll = new(keys);
        return withLength ? new ColumnDataset("rolls", roll, roll.LengthColumn()) : new ColumnDataset("rolls", roll);
    }

    /// <summary>Random notes.</summary>
    private sealed class Roll(int keys) : SequenceColumn("x", [keys], Steps, static column => column with { Levels = 2, Type = DType.Float64 })
    {
        protected override void Fill<T>(int row, Span<T> destination)
        {
            double[] numbers = new double[destination.Length];
            RandomKey.FromSeed(77).Split(row).Uniform(numbers);
            for (int i = 0; i < numbers.Length; i++) destination[i] = numbers[i] < 0.1 ? T.One : T.Zero;
        }
    }
}
