using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Discrete;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Models.Discrete;

/// <summary>A VQ-VAE of two codes out of three, against enumeration, differences and a plain search for the nearest code.</summary>
public sealed class VqVaeTests
{
    private static readonly DataColumn s_column = new("x", [6]) { Levels = 2 };
    private static readonly double[] s_x = [1, 0, 1, 1, 0, 0];

    [Fact]
    public void The_bound_is_one_term_of_the_sum_that_the_evidence_is()
    {
        VqVae model = Make();
        using Pass pass = Pass.Evaluation();
        Batch batch = Batch.Of("x", pass.From(s_x, [1, 6]));
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior());
        double[] codes = trace["z"].Value!.ToDoubles();
        int[] found = [Array.IndexOf(codes, 1, 0, 3), Array.IndexOf(codes, 1, 3, 3) - 3];
        Assert.Equal(Nearest(model, pass, batch), found);
        double total = 0, evidence = 0, chosen = double.NaN;
        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                double[] z = OneHot(a, b);
                Trace given = model.Trace(pass, batch, TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = pass.From(z, [1, 2, 3]) }));
                double logPrior = given["z"].LogP().Item(), logLikelihood = given["x"].LogP().Item();
                total += Math.Exp(logPrior);
                evidence += Math.Exp(logPrior + logLikelihood);
                if (codes.SequenceEqual(z)) chosen = logPrior + logLikelihood;
            }
        }

        Assert.Equal(1, total, 1e-12);
        Assert.Equal(chosen, new Elbo().Evaluate(model, batch, pass).Bound.Item(), 1e-12);
        Assert.True(chosen < Math.Log(evidence));
        // All importance weights are the same: more samples do not raise the bound.
        ObjectiveTerms many = new ImportanceWeighted { Samples = 7 }.Evaluate(model, batch, pass);
        Assert.Equal(chosen, many.Bound.Item(), 1e-9);
    }

    [Fact]
    public void Choices_in_an_order_are_normalised_because_of_the_masks()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(4), DType.Float64);
        MaskedNetwork network = new(scope, 3, 2, [5, 4], new TorchInitializer());
        using Pass pass = Pass.Evaluation();
        Assert.Equal(1, Total(network.Of(pass)), 1e-12);
        // The twin without masks sees what it is asked for.
        MaskedCategorical broken = new(
            3, 2, [.. new[] { "0", "1", "logits" }.Select(name => 3 * scope.Parameters.First(p => p.Name == name + ".weight").Value)],
            [.. new[] { "0", "1", "logits" }.Select(name => scope.Parameters.First(p => p.Name == name + ".bias").Value)]);
        Assert.NotInRange(Total(broken), 0.999, 1.001);

        double Total(MaskedCategorical p)
        {
            double[] all = [.. Enumerable.Range(0, 8).SelectMany(static i => new[] { i & 1, i >> 1 & 1, i >> 2 }.SelectMany(static b => new[] { 1.0 - b, b }))];
            return p.LogProb(pass.From(all, [8, 3, 2])).ToDoubles().Sum(Math.Exp);
        }
    }

    [Fact]
    public void Draws_of_the_prior_have_its_probabilities()
    {
        VqVae model = Make();
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(5));
        const int draws = 20_000;
        Site site = model.Trace(pass, null, TraceMode.Generate(draws))["z"];
        double[] codes = site.Value!.ToDoubles();
        int[] counts = new int[9];
        for (int i = 0; i < draws; i++) counts[(3 * Array.IndexOf(codes, 1, 6 * i, 3) - 18 * i) + Array.IndexOf(codes, 1, (6 * i) + 3, 3) - (6 * i) - 3]++;
        double chi = 0;
        for (int i = 0; i < 9; i++)
        {
            double expected = draws * Math.Exp(site.Prior.LogProb(pass.From(OneHot(i / 3, i % 3), [1, 2, 3])).Item());
            chi += (counts[i] - expected) * (counts[i] - expected) / expected;
        }

        // Chi-squared with 8 degrees of freedom exceeds 37.3 once in 100,000 times.
        Assert.InRange(chi, 0, 37.3);
    }

    [Fact]
    public void The_gradient_of_the_likelihood_passes_straight_to_the_encoder_and_not_to_the_book()
    {
        VqVae model = Make();
        using Pass pass = Pass.Training(RandomKey.FromSeed(6));
        Batch batch = Batch.Of("x", pass.From(s_x, [1, 6]));
        Gradients gradients = pass.Backward(new Elbo().Evaluate(model, batch, pass).Loss);
        Assert.False(gradients.TryGet(Parameter(model, "codebook"), out Tensor? book) && book.ToDoubles().Any(static g => g != 0));
        double[] actual = gradients[Parameter(model, "encoder.codes.bias")].ToDoubles();
        int[] codes = Nearest(model, pass, batch);
        double[] vectors = [.. codes.SelectMany(code => Parameter(model, "codebook").Value.ToDoubles()[(2 * code)..((2 * code) + 2)])];
        for (int i = 0; i < 4; i++)
            Assert.Equal(-(LogP(i, 1e-5) - LogP(i, -1e-5)) / 2e-5, actual[i], 1e-8);

        double LogP(int place, double by)
        {
            double[] moved = [.. vectors];
            moved[place] += by;
            using Pass other = Pass.Evaluation();
            return model.Decode(other, other.From(moved, [1, 2, 2])).LogProb(other.From(s_x, [1, 6])).Item();
        }
    }

    [Fact]
    public void The_penalty_moves_codes_to_the_encoder_and_the_encoder_to_its_codes()
    {
        VqVae model = Make();
        using Pass pass = Pass.Training(RandomKey.FromSeed(6));
        Batch batch = Batch.Of("x", pass.From(s_x, [1, 6]));
        int[] codes = Nearest(model, pass, batch);
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior());
        double[] given = trace.Noted(VqVae.Given)!.ToDoubles(), book = Parameter(model, "codebook").Value.ToDoubles();
        PenaltyTerms terms = new QuantizationPenalty { Commitment = 0.3 }.Evaluate(trace);
        double error = 0;
        double[] toBook = new double[6], toEncoder = new double[4];
        for (int i = 0; i < 4; i++)
        {
            int place = (2 * codes[i / 2]) + (i % 2);
            double difference = given[i] - book[place];
            error += difference * difference;
            toBook[place] -= 2 * difference;
            toEncoder[i] = 0.3 * 2 * difference;
        }

        Assert.Equal(1.3 * error, terms.Value.Item(), 1e-12);
        Assert.Equal(error, terms.Measures.Single(static m => m.Name == "error").Value, 1e-12);
        Gradients gradients = pass.Backward(terms.Value);
        Assert.All(gradients[Parameter(model, "codebook")].ToDoubles().Zip(toBook), static p => Assert.Equal(p.Second, p.First, 1e-12));
        Assert.All(gradients[Parameter(model, "encoder.codes.bias")].ToDoubles().Zip(toEncoder), static p => Assert.Equal(p.Second, p.First, 1e-12));
    }

    [Fact]
    public void The_prior_is_learned_after_the_networks_and_they_stay()
    {
        VqVae model = Make(DType.Float32);
        model.InitializeFrom(Data(), RandomKey.FromSeed(2));
        Dictionary<string, double[]>? between = null;
        Trainer trainer = new(
            model, new Regularized(new Elbo(), new QuantizationPenalty().Times(1)), Data(), new AdamConfig { LearningRate = 0.02 },
            new TrainingOptions { Steps = 60, Epochs = 1000, BatchSize = 10 }, RandomKey.FromSeed(3));
        Assert.Equal(["networks", "prior"], model.Stages.Select(static stage => stage.Name));
        foreach (StepReport _ in trainer.Steps())
        {
        }

        between = Values();
        double uniform = Bound();
        Assert.True(trainer.TryAdvance());
        foreach (StepReport _ in trainer.Steps())
        {
        }

        foreach ((string name, double[] values) in Values())
            Assert.Equal(!name.StartsWith("prior.", StringComparison.Ordinal), values.SequenceEqual(between[name]));
        Assert.True(Bound() > uniform);

        Dictionary<string, double[]> Values() => model.Parameters.ToDictionary(static p => p.Name, static p => p.Value.ToDoubles());

        double Bound()
        {
            using Pass pass = Pass.Evaluation();
            IDataset data = Data();
            return new Elbo().Evaluate(model, data.Get(0, data.Count, pass, default), pass).Bound.Mean().Item();
        }
    }

    [Fact]
    public void The_book_starts_from_what_the_encoder_gives_for_examples()
    {
        VqVae model = Make(DType.Float32);
        model.InitializeFrom(Data(), RandomKey.FromSeed(2));
        IDataset data = Data();
        using Pass pass = Pass.Evaluation();
        double[][] given = [.. model.Trace(pass, data.Get(0, data.Count, pass, default), TraceMode.Posterior()).Noted(VqVae.Given)!.ToDoubles().Chunk(2)];
        Assert.All(Parameter(model, "codebook").Value.ToDoubles().Chunk(2), code => Assert.Contains(given, code.SequenceEqual));
    }

    [Fact]
    public void What_it_is_not_for_is_refused()
    {
        Refused("vq-vae: codes is 1; it is at least 2.", new VqVaeConfig { Codes = 1 });
        Refused("vq-vae: latents is 0; it is at least 1.", new VqVaeConfig { Latents = 0 });
        Refused("vq-vae: priorHidden has a layer of 0 units; each has at least 1.", new VqVaeConfig { PriorHidden = [0] });
        Refused(
            "vq-vae: grid asks for a code at every place of an image, and the encoder's features have no places. Take 'convolutional' without hidden layers, or "
            + "leave grid out.", new VqVaeConfig { Grid = true });
        using Pass pass = Pass.Evaluation();
        Trace trace = TinyVae.Make().Trace(pass, Batch.Of("x", pass.From([1f, 0, 1, 1, 0, 0], [1, 6])), TraceMode.Posterior());
        Assert.Equal(
            "Penalty 'quantization': the model chooses no codes from a book; the penalty is for 'vq-vae', and for batches that are encoded.",
            Assert.Throws<ArgumentException>(() => new QuantizationPenalty().Evaluate(trace)).Message);

        static void Refused(string message, VqVaeConfig config) => Assert.StartsWith(
            message, Assert.Throws<ArgumentException>(() => new VqVae(config, s_column, ParameterScope.Initialize(default))).Message, StringComparison.Ordinal);
    }

    private static VqVae Make(DType dtype = DType.Float64) => new(
        new VqVaeConfig
        {
            Latents = 2,
            Codes = 3,
            CodeWidth = 2,
            PriorHidden = [7],
            Encoder = MlpConfig.Of(4) with { Activation = Activation.Tanh },
            Likelihood = new BernoulliLikelihood(),
        },
        s_column, ParameterScope.Initialize(RandomKey.FromSeed(3), dtype));

    private static Parameter Parameter(VqVae model, string name) => model.Parameters.First(p => p.Name == name);

    private static double[] OneHot(int a, int b)
    {
        double[] z = new double[6];
        (z[a], z[3 + b]) = (1, 1);
        return z;
    }

    private static int[] Nearest(VqVae model, Pass pass, Batch batch)
    {
        double[] given = model.Trace(pass, batch, TraceMode.Posterior()).Noted(VqVae.Given)!.ToDoubles(), book = Parameter(model, "codebook").Value.ToDoubles();
        return [.. Enumerable.Range(0, 2).Select(i => Enumerable.Range(0, 3).MinBy(k =>
            Math.Pow(given[2 * i] - book[2 * k], 2) + Math.Pow(given[(2 * i) + 1] - book[(2 * k) + 1], 2)))];
    }

    private static ColumnDataset Data()
    {
        double[] uniform = new double[180];
        RandomKey.FromSeed(9).Uniform(uniform);
        double[] values = [.. uniform.Select(static (u, i) => u < (i % 12 < 6 ? 0.8 : 0.3) ? 1.0 : 0)];
        return new ColumnDataset("thirty", new ValueColumn(s_column, values));
    }
}
