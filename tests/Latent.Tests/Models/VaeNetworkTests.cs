using Latent.Data;
using Latent.Models;
using Latent.Networks;
using Latent.Objectives;
using Latent.Tensors;
using Latent.Tests.Distributions;
using Latent.Tests.Networks;

namespace Latent.Tests.Models;

/// <summary>A variational autoencoder of every kind of network.</summary>
public sealed class VaeNetworkTests
{
    [Theory]
    [MemberData(nameof(NetworkCases.Names), MemberType = typeof(NetworkCases))]
    public void Gradients_of_the_bound_are_those_of_differences(string name)
    {
        NetworkCase network = NetworkCases.Get(name);
        // Kinks have no derivative; the networks of this list have smooth activations.
        DataColumn column = Column(network.Example);
        Vae model = new(Config(network), column, ParameterScope.Initialize(RandomKey.FromSeed(6), DType.Float64));
        GradientOf(model, new Elbo(), Batch(network, 3));
    }

    [Theory]
    [MemberData(nameof(NetworkCases.Names), MemberType = typeof(NetworkCases))]
    public void Two_samples_an_example_are_the_mean_of_two_runs_of_one(string name)
    {
        NetworkCase network = NetworkCases.Get(name);
        Vae model = new(Config(network), Column(network.Example), ParameterScope.Initialize(RandomKey.FromSeed(6), DType.Float64));
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(7));
        Batch batch = Batch(network, 3)(pass);
        Trace two = model.Trace(pass, batch, TraceMode.Posterior(2));
        double[] z = two["z"].Value!.ToDoubles(), logP = two["x"].LogP().ToDoubles();
        Assert.Equal(12, z.Length);
        for (int k = 0; k < 2; k++)
        {
            Tensor own = pass.From(z.AsSpan(6 * k, 6), [3, 2]);
            Trace one = model.Trace(pass, batch, TraceMode.Given(new Dictionary<string, Tensor> { ["z"] = own }));
            Assert.Equal(logP[(3 * k)..((3 * k) + 3)], one["x"].LogP().ToDoubles());
        }
    }

    [Theory]
    [MemberData(nameof(NetworkCases.Names), MemberType = typeof(NetworkCases))]
    public void The_bound_of_an_example_has_the_same_bits_in_any_batch(string name)
    {
        NetworkCase network = NetworkCases.Get(name);
        Vae model = new(Config(network), Column(network.Example), ParameterScope.Initialize(RandomKey.FromSeed(6)));
        float[] x = Array.ConvertAll(NetworkCases.Data(5, network.Example), static v => v < 0.5 ? 0f : 1f);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(8));
        Tensor all = pass.From(x, Shape.Create([5]).Concat(network.Example));
        float[] whole = Bounds(all, 0);
        int row = 0;
        foreach (int count in (int[])[2, 1, 2])
        {
            float[] part = Bounds(all.Rows(row, count), row);
            for (int i = 0; i < 2 * count; i++)
                Assert.Equal(whole[(i / count * 5) + row + (i % count)], part[i]);
            row += count;
        }

        // [samples, rows].
        float[] Bounds(Tensor rows, long first)
        {
            ObjectiveTerms terms = new Elbo { Samples = 2 }.Evaluate(model, Latent.Data.Batch.Of("x", rows, first), pass);
            return (terms.LogLikelihood - terms.Kl).ToArray();
        }
    }

    [Fact]
    public void The_decoder_may_be_another_network()
    {
        VaeConfig config = new() { Latents = 3, Encoder = new ConvolutionalConfig { Channels = [2] }, Decoder = MlpConfig.Of(5) };
        Vae model = new(config, Column([1, 4, 4]), ParameterScope.Initialize(RandomKey.FromSeed(1)));
        Assert.Contains("encoder.0.weight [2, 1, 3, 3]", model.Parameters.Select(static p => p.ToString()));
        Assert.Contains("decoder.0.weight [5, 3]", model.Parameters.Select(static p => p.ToString()));
        using Pass pass = Pass.Evaluation();
        Assert.Equal([2, 1, 4, 4], model.Trace(pass, null, TraceMode.Generate(2))["x"].Value!.Shape.Span.ToArray());
    }

    [Fact]
    public void First_values_by_configuration_reach_the_layers_of_the_posterior_too()
    {
        VaeConfig config = new() { Latents = 3, Encoder = MlpConfig.Of(5) with { Initialization = new GlorotInitializer() } };
        Vae model = new(config, Column([4]), ParameterScope.Initialize(RandomKey.FromSeed(1)));
        Assert.All(
            model.Parameters.Where(static p => p.Name.EndsWith("bias", StringComparison.Ordinal)),
            static p => Assert.All(p.Value.ToDoubles(), static v => Assert.Equal(0, v)));
    }

    [Fact]
    public void Missing_elements_are_zero_to_the_encoder_and_not_scored()
    {
        DataColumn column = Column([4]) with { HasMissing = true };
        Vae model = new(new VaeConfig { Latents = 2, Encoder = MlpConfig.Of(3) }, column, ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64));
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Batch batch = Latent.Data.Batch.Of("x", pass.Full([1], 0, DType.Float64))
            .With("x", pass.From([1, double.NaN, 0, 1.0], [1, 4]), pass.From([1, 0, 1, 1.0], [1, 4]));
        Trace trace = model.Trace(pass, batch, TraceMode.Posterior());
        double[] logits = ((Latent.Distributions.Bernoulli)trace["x"].Prior).Logits.ToDoubles();
        double expected = logits[0] - Softplus(logits[0]) - Softplus(logits[2]) + logits[3] - Softplus(logits[3]);
        Assert.Equal(expected, trace["x"].LogP().Item(), 12);
        Assert.Equal(
            model.Encode(pass, pass.From([1, 0, 0, 1.0], [1, 4])).Mean.ToDoubles(), model.Trace(pass, batch, TraceMode.Encode)["z"].Value!.ToDoubles());

        static double Softplus(double l) => Math.Log(1 + Math.Exp(l));
    }

    /// <summary>All gradients of a loss against central differences of fourth order, in double precision.</summary>
    internal static void GradientOf(LatentModel model, Objective objective, Func<Pass, Batch> batch)
    {
        double[][] found;
        using (Pass pass = Pass.Training(RandomKey.FromSeed(9)))
        {
            Gradients gradients = pass.Backward(objective.Evaluate(model, batch(pass), pass).Loss);
            found = [.. model.Parameters.Select(p => gradients[p].ToDoubles())];
        }

        for (int i = 0; i < found.Length; i++)
        {
            Parameter parameter = model.Parameters[i];
            double[] at = parameter.Value.ToDoubles();
            double[] expected = Differences.Gradient(at, moved =>
            {
                parameter.Set(Tensor.From(moved, parameter.Shape));
                using Pass pass = Pass.Training(RandomKey.FromSeed(9));
                return objective.Evaluate(model, batch(pass), pass).Loss.Item();
            });
            parameter.Set(Tensor.From(at, parameter.Shape));
            for (int j = 0; j < at.Length; j++)
            {
                Assert.True(
                    Math.Abs(expected[j] - found[i][j]) <= 1e-7 * (1 + Math.Abs(expected[j])),
                    $"{parameter} element {j}: {found[i][j]:R} by the tape, {expected[j]:R} by differences");
            }
        }
    }

    private static VaeConfig Config(NetworkCase network) => new() { Latents = 2, Encoder = network.Config };

    private static DataColumn Column(Shape example) => new("x", example) { Levels = 2 };

    private static Func<Pass, Batch> Batch(NetworkCase network, int rows)
    {
        double[] x = Array.ConvertAll(NetworkCases.Data(rows, network.Example), static v => v < 0.5 ? 0.0 : 1.0);
        return pass => Latent.Data.Batch.Of("x", pass.From(x, Shape.Create([rows]).Concat(network.Example)));
    }
}
