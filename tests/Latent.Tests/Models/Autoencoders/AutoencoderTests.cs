using Latent.Data;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using Transform = Latent.Data.Transforms.Transform;

namespace Latent.Tests.Models.Autoencoders;

public sealed class AutoencoderTests
{
    private static readonly DataColumn s_column = new("x", [6]);

    private static readonly AutoencoderConfig s_config = new()
    {
        Latents = 3,
        Encoder = MlpConfig.Of(4) with { Activation = Activation.Tanh },
        Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = 1 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void The_k_largest_elements_of_every_row_are_kept_and_of_equal_ones_the_first(int k)
    {
        double[] values = [3, -1, 2, 2, 2, 0, /**/ -5, -4, -3, -2, -1, -0.5, /**/ 0.0, -0.0, 0, 0, 0, 0, /**/ 1e301, 1e300, -1e300, 0, 1e-300, -1e-300];
        using Pass pass = Pass.Evaluation();
        foreach (DType dtype in new[] { DType.Float64, DType.Float32 })
        {
            double[] mask = LargestElements.Mask(pass, pass.From(values, [4, 6]).To(dtype), k).ToDoubles();
            for (int row = 0; row < 4; row++)
            {
                double[] own = values[(6 * row)..((6 * row) + 6)];
                // Sorting by value, then by place, says the same; float32 rounds the smallest and largest numbers, not their order within a row.
                int[] expected =
                [
                    .. Enumerable.Range(0, 6).OrderByDescending(i => Rounded(own[i])).ThenBy(static i => i).Take(k).Order(),
                ];
                Assert.Equal(expected, Enumerable.Range(0, 6).Where(i => mask[(6 * row) + i] == 1));
                Assert.Equal(6 - expected.Length, mask.AsSpan(6 * row, 6).Count(0.0));
            }

            double Rounded(double value) => dtype == DType.Float32 ? (float)value : value;
        }
    }

    [Fact]
    public void Largest_elements_of_long_rows_are_those_of_a_sort()
    {
        // Values with many ties, and a width like that of Makhzani and Frey.
        double[] values = new double[20 * 1000];
        RandomKey.FromSeed(2).Normal(values);
        for (int i = 0; i < values.Length; i += 3) values[i] = Math.Round(values[i], 1);
        using Pass pass = Pass.Evaluation();
        double[] mask = LargestElements.Mask(pass, pass.From(values, [20, 1000]), 25).ToDoubles();
        for (int row = 0; row < 20; row++)
        {
            int[] expected = [.. Enumerable.Range(0, 1000).OrderByDescending(i => values[(1000 * row) + i]).ThenBy(static i => i).Take(25).Order()];
            Assert.Equal(expected, Enumerable.Range(0, 1000).Where(i => mask[(1000 * row) + i] == 1));
        }
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(3, 5)]
    [InlineData(6, 2)]
    [InlineData(100, 2)]
    public void A_k_sparse_code_may_begin_with_more_elements_and_ends_with_k(long step, int expected)
    {
        AutoencoderConfig config = s_config with { Latents = 8, Kept = 2, KeptSchedule = new LinearShape { From = 8, To = 1, Over = 7 } };
        using Pass training = Pass.Training(RandomKey.FromSeed(1), step), use = Pass.Evaluation(RandomKey.FromSeed(1), step: step);
        Assert.Equal((5 * expected, 5 * 2), (Count(training), Count(use)));

        int Count(Pass pass) => Make(config).Trace(pass, Batch.Of("x", pass.From(Values(5), [5, 6])), TraceMode.Encode)["z"].Value!.ToDoubles()
            .Count(static z => z != 0);
    }

    [Fact]
    public void A_k_sparse_code_keeps_k_elements_while_training_and_alpha_k_in_use_and_gradients_pass_through_those_kept()
    {
        AutoencoderConfig config = s_config with { Latents = 8, Kept = 2, KeptFactor = 1.8 };
        LatentModel model = Make(config), dense = Make(config with { Kept = null, KeptFactor = 1 });
        double[] x = Values(5);
        using Pass training = Pass.Training(RandomKey.FromSeed(1)), use = Pass.Evaluation(RandomKey.FromSeed(1));
        double[] all = Code(dense, use), kept = Code(model, training), used = Code(model, use);
        for (int row = 0; row < 5; row++)
        {
            // ⌊1.8·2⌋ = 3.
            foreach ((double[] code, int k) in new[] { (kept, 2), (used, 3) })
            {
                double[] own = all[(8 * row)..((8 * row) + 8)];
                double least = own.OrderDescending().ElementAt(k - 1);
                Assert.Equal(own.Select(value => value >= least ? value : 0), code[(8 * row)..((8 * row) + 8)]);
            }
        }

        // The gradient of a unit that is kept nowhere is zero, and those of the others are as by differences (in the model contract).
        Gradients gradients = training.Backward(new Reconstruction().Evaluate(model, Batch.Of("x", training.From(x, [5, 6])), training).Loss);
        double[] slope = gradients[Find(model, "encoder.mean.weight")].ToDoubles();
        for (int j = 0; j < 8; j++)
        {
            bool isKept = Enumerable.Range(0, 5).Any(row => kept[(8 * row) + j] != 0);
            Assert.Equal(isKept, slope.AsSpan(4 * j, 4).ContainsAnyExcept(0.0));
        }

        double[] Code(LatentModel of, Pass pass) => of.Trace(pass, Batch.Of("x", pass.From(x, [5, 6])), TraceMode.Encode)["z"].Value!.ToDoubles();
    }

    [Fact]
    public void Corruption_is_what_the_encoder_sees_while_training_and_the_decoder_is_judged_by_the_clean_example()
    {
        AutoencoderConfig config = s_config with { Corruption = [new MaskingNoise { Probability = 0.5 }, new GaussianNoise { Scale = 0.1 }] };
        LatentModel noisy = Make(config), plain = Make(s_config);
        double[] x = Values(4);
        Batch Of(Pass pass) => Batch.Of("x", pass.From(x, [4, 6]));
        // In use nothing is added.
        using (Pass pass = Pass.Evaluation(RandomKey.FromSeed(3)))
            Assert.Equal(Loss(plain, pass, Of(pass)), Loss(noisy, pass, Of(pass)));
        using Pass first = Pass.Training(RandomKey.FromSeed(3)), second = Pass.Training(RandomKey.FromSeed(4)), again = Pass.Training(RandomKey.FromSeed(3));
        double loss = Loss(noisy, first, Of(first));
        Assert.NotEqual(Loss(plain, first, Of(first)), loss);
        Assert.NotEqual(loss, Loss(noisy, second, Of(second)));
        Assert.Equal(loss, Loss(noisy, again, Of(again)));
        // By hand: the plain model's code of the spoiled copy, and the plain model's likelihood of the clean example given that code.
        Tensor spoiled = Spoil(config.Corruption, first, first.From(x, [4, 6]));
        Tensor code = plain.Trace(first, Batch.Of("x", spoiled), TraceMode.Encode)["z"].Value!;
        Trace given = plain.Trace(first, Of(first), TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = code }));
        Assert.Equal(-given.LogLikelihood(given["x"]).Mean().Item(), loss, 1e-12);
        Assert.Contains(0.0, Spoil([config.Corruption[0]], first, first.From(x, [4, 6])).ToDoubles());
    }

    [Fact]
    public void A_vae_takes_the_same_corruption()
    {
        VaeConfig config = new() { Latents = 2, Encoder = MlpConfig.Of(4), Likelihood = new GaussianLikelihood(), Corruption = [new MaskingNoise { Probability = 0.5 }] };
        LatentModel noisy = Make(config), plain = Make(config with { Corruption = [] });
        double[] x = Values(4);
        using Pass training = Pass.Training(RandomKey.FromSeed(3)), use = Pass.Evaluation(RandomKey.FromSeed(3));
        Assert.Equal(Elbo(plain, use), Elbo(noisy, use));
        // E_q[log p(x | z)] - KL with q of the spoiled copy: the KL is the plain model's there, to the bit.
        Tensor spoiled = Spoil(config.Corruption, training, training.From(x, [4, 6]));
        Trace trace = noisy.Trace(training, Batch.Of("x", training.From(x, [4, 6])), TraceMode.Posterior());
        Trace there = plain.Trace(training, Batch.Of("x", spoiled), TraceMode.Posterior());
        Assert.Equal(there.Kl(there["z"]).ToDoubles(), trace.Kl(trace["z"]).ToDoubles());
        Assert.Equal(there["z"].Value!.ToDoubles(), trace["z"].Value!.ToDoubles());
        Assert.Equal(x, trace["x"].Value!.ToDoubles());

        double Elbo(LatentModel of, Pass pass) => new Elbo().Evaluate(of, Batch.Of("x", pass.From(x, [4, 6])), pass).Loss.Item();
    }

    [Fact]
    public void Missing_values_are_closed_before_they_are_spoiled()
    {
        DataColumn column = s_column with { HasMissing = true };
        LatentModel model = Make(s_config with { Corruption = [new GaussianNoise { Scale = 0.1 }] }, column);
        double[] x = Values(3), mask = [.. Enumerable.Repeat(1.0, 18)];
        (x[4], mask[4]) = (double.NaN, 0);
        using Pass pass = Pass.Training(RandomKey.FromSeed(3));
        Batch batch = Batch.Of("x", pass.From(x, [3, 6])).With("x", pass.From(x, [3, 6]), pass.From(mask, [3, 6]));
        Assert.True(double.IsFinite(new Reconstruction().Evaluate(model, batch, pass).Loss.Item()));
    }

    [Fact]
    public void Tied_weights_are_one_parameter_whose_gradient_is_that_of_both_uses()
    {
        LatentModel model = Make(s_config with { TiedWeights = true });
        Assert.Equal(
            ["encoder.0.weight", "encoder.0.bias", "encoder.mean.weight", "encoder.mean.bias", "decoder.0.bias", "decoder.mean.bias"],
            model.Parameters.Select(static parameter => parameter.Name));
        double[] x = Values(3);
        VaeNetworkTests.GradientOf(model, new Reconstruction(), pass => Batch.Of("x", pass.From(x, [3, 6])));

        // A model of its own weights that are set to the transposes says the same; and its two gradients are the two halves.
        LatentModel free = Make(s_config);
        foreach (Parameter parameter in model.Parameters) Find(free, parameter.Name).Set(parameter.Value);
        Find(free, "decoder.0.weight").Set(Find(model, "encoder.mean.weight").Value.SwapAxes());
        Find(free, "decoder.mean.weight").Set(Find(model, "encoder.0.weight").Value.SwapAxes());
        using Pass pass = Pass.Training(RandomKey.FromSeed(1));
        Tensor tiedLoss = new Reconstruction().Evaluate(model, Batch.Of("x", pass.From(x, [3, 6])), pass).Loss;
        Tensor freeLoss = new Reconstruction().Evaluate(free, Batch.Of("x", pass.From(x, [3, 6])), pass).Loss;
        Assert.Equal(tiedLoss.Item(), freeLoss.Item(), 1e-12);
        Gradients tied = pass.Backward(tiedLoss), apart = pass.Backward(freeLoss);
        double[] sum = (apart[Find(free, "encoder.0.weight")] + apart[Find(free, "decoder.mean.weight")].SwapAxes()).ToDoubles();
        double[] actual = tied[Find(model, "encoder.0.weight")].ToDoubles();
        for (int i = 0; i < sum.Length; i++) Assert.Equal(sum[i], actual[i], 1e-12);
    }

    [Fact]
    public void It_is_the_vae_of_a_point_posterior()
    {
        LatentModel own = Make(s_config);
        LatentModel vae = Make(new VaeConfig { Latents = 3, Encoder = s_config.Encoder, Likelihood = s_config.Likelihood, Posterior = new DeltaPosterior() });
        Assert.Equal(vae.Parameters.Select(static p => p.Name), own.Parameters.Select(static p => p.Name));
        using Pass pass = Pass.Evaluation();
        double[] x = Values(3);
        Assert.Equal(Loss(vae, pass, Batch.Of("x", pass.From(x, [3, 6]))), Loss(own, pass, Batch.Of("x", pass.From(x, [3, 6]))));
        Assert.IsType<Delta>(own.Trace(pass, Batch.Of("x", pass.From(x, [3, 6])), TraceMode.Posterior())["z"].Posterior);
    }

    [Fact]
    public void What_makes_no_sense_is_refused_with_what_to_do()
    {
        Refused(s_config with { Latents = 0 }, "autoencoder: latents is 0; at least one latent variable is needed.");
        Refused(s_config with { Kept = 4 }, "delta: kept is 4; of 3 latent variables 1 to 3 can be kept.");
        Refused(s_config with { Kept = 1, KeptFactor = 0.5 }, "delta: the keptFactor is 0.5; it must be a number of at least 1.");
        Refused(s_config with { KeptSchedule = 3 }, "delta: there is a keptSchedule and nothing says how many elements are kept in the end; set kept.");
        Refused(s_config with { Kept = 1, KeptSchedule = 3 }, "delta: the keptSchedule ends at 3, above kept, 1; let it come down to that.");
        Refused(s_config with { Kept = 1, KeptSchedule = new LinearShape { Over = 3, Unit = ScheduleUnit.Epoch } }, "delta: keptSchedule counts epochs;");
        Refused(s_config with { KeptFactor = 2 }, "delta: the keptFactor is 2 and nothing says how many elements are kept; set kept.");
        Refused(s_config with { TiedWeights = true, Encoder = new GatedMlpConfig { Hidden = [4] } },
            "autoencoder: tiedWeights are those of a perceptron's encoder, transposed; the encoder must be 'mlp' and the decoder left out.");
        Refused(s_config with { Corruption = [new Standardize()] },
            "autoencoder: 'standardize' is no corruption, which spoils examples and keeps their form. Take gaussian-noise, masking-noise, salt-and-pepper; "
            + "what prepares the data stands in data.transforms.");
        Refused(s_config with { Corruption = [new MaskingNoise { Into = "noisy" }] },
            "autoencoder: the corruption 'masking-noise' is for 'noisy'; a model corrupts what it observes, 'x', for its encoder alone. Leave column and into out.");
        Refused(s_config with { Corruption = [new MaskingNoise { Probability = 2 }] }, "masking-noise: the probability is 2; it must lie in [0, 1].");

        static void Refused(AutoencoderConfig config, string message) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => Make(config)).Message, StringComparison.Ordinal);
    }

    internal static double[] Values(int rows) => [.. Enumerable.Range(0, 6 * rows).Select(static i => Math.Sin(1.7 * i) + (0.3 * Math.Cos(5 * i)))];

    internal static Parameter Find(LatentModel model, string name) => model.Parameters.Single(parameter => parameter.Name == name);

    private static LatentModel Make(ModelConfig config, DataColumn? column = null) =>
        config.Build([column ?? s_column], ParameterScope.Initialize(RandomKey.FromSeed(5), DType.Float64));

    private static double Loss(LatentModel model, Pass pass, Batch batch) => new Reconstruction().Evaluate(model, batch, pass).Loss.Item();

    private static Tensor Spoil(IReadOnlyList<Transform> noise, Pass pass, Tensor x)
    {
        int[] rows = [.. Enumerable.Range(0, x.Shape[0])];
        for (int i = 0; i < noise.Count; i++)
            x = noise[i].Apply(Batch.Of("x", x), rows, pass, pass.Key.Split("corruption").Split(i))["x"];
        return x;
    }
}
