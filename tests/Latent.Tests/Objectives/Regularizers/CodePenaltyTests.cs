using Latent.Data;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives.Regularizers;

/// <summary>Penalties of deterministic autoencoders, on one layer h = σ(W·x + b) whose reconstruction is x̂ = σ(V·h): values by hand, gradients by differences.</summary>
public sealed class CodePenaltyTests
{
    private const int Inputs = 4, Codes = 3, Examples = 5;

    private static readonly ParameterScope Scope = ParameterScope.Initialize(RandomKey.FromSeed(4), DType.Float64);
    private static readonly Parameter W = Scope.Parameter("w", [Codes, Inputs], Initializer.TorchUniform());
    private static readonly Parameter B = Scope.Parameter("b", [Codes], Initializer.Constant(0.3));
    private static readonly Parameter V = Scope.Parameter("v", [Inputs, Codes], Initializer.TorchUniform());

    private static readonly double[] X = [.. Enumerable.Range(0, Examples * Inputs).Select(static i => Math.Sin(i + 0.5))];

    private static readonly Lambda Model = new(
        static t =>
        {
            Tensor h = t.Latent("h", t.StandardNormal(Codes), () => Delta.At(Ops.Linear(t.Observed("x"), t.Pass[W], t.Pass[B], Activation.Sigmoid), 1));
            t.Observe("x", () => Normal.FromScale(h.MatMul(t.Pass[V], Transpose.B).Sigmoid(), 1.0, eventAxes: 1));
        },
        [W, B, V]);

    public static TheoryData<string> Kinds => new() { "l1-activity", "sparsity-kl", "code-norm", "contractive", "contractive-probes", "decoder-gradient" };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_gradient_is_the_limit_of_differences(string kind)
    {
        Objective objective = new Regularized(new Reconstruction(), Make(kind).Times(0.7));
        using Pass pass = Pass.Training(RandomKey.FromSeed(5));
        Gradients gradients = pass.Backward(objective.Evaluate(Model, Data(), pass).Loss);
        foreach (Parameter parameter in Model.Parameters)
        {
            double[] values = parameter.Value.ToDoubles(), actual = gradients[parameter].ToDoubles();
            for (int i = 0; i < values.Length; i++)
            {
                double expected = (Loss(parameter, values, i, 1e-5) - Loss(parameter, values, i, -1e-5)) / 2e-5;
                Assert.True(Math.Abs(expected - actual[i]) < 1e-8 * (1 + Math.Abs(expected)), $"{parameter.Name}[{i}]: {actual[i]}, differences say {expected}");
            }
        }

        double Loss(Parameter parameter, double[] values, int i, double by)
        {
            double[] moved = [.. values];
            moved[i] += by;
            parameter.Set(Tensor.From(moved, parameter.Shape));
            using Pass other = Pass.Training(RandomKey.FromSeed(5));
            double loss = objective.Evaluate(Model, Data(), other).Loss.Item();
            parameter.Set(Tensor.From(values, parameter.Shape));
            return loss;
        }
    }

    [Fact]
    public void Values_are_their_formulas()
    {
        double[,] h = Hidden();
        double l1 = 0, norm = 0, kl = 0, contraction = 0;
        double[] w = W.Value.ToDoubles();
        for (int j = 0; j < Codes; j++)
        {
            double mean = 0, square = 0;
            for (int k = 0; k < Inputs; k++) square += w[(j * Inputs) + k] * w[(j * Inputs) + k];
            for (int i = 0; i < Examples; i++)
            {
                l1 += h[i, j] / Examples;
                norm += 0.5 * h[i, j] * h[i, j] / Examples;
                mean += h[i, j] / Examples;
                // Rifai et al. 2011, section 3: the closed form of a sigmoid layer.
                double slope = h[i, j] * (1 - h[i, j]);
                contraction += slope * slope * square / Examples;
            }

            kl += (0.2 * Math.Log(0.2 / mean)) + (0.8 * Math.Log(0.8 / (1 - mean)));
        }

        Assert.Equal(l1, Value(new L1Activity()), 1e-12);
        Assert.Equal(norm, Value(new CodeNorm()), 1e-12);
        Assert.Equal(kl, Value(new SparsityKl { Target = 0.2 }), 1e-12);
        Assert.Equal(contraction, Value(new Contractive()), 1e-12);
    }

    [Fact]
    public void Probes_have_the_exact_norm_as_their_mean()
    {
        // Over the 8 vectors of signs the mean is exact; of 2000 random probes it differs by its standard error, and twice it would be 30 of them off.
        double exact = Value(new Contractive());
        double[] single = [.. Enumerable.Range(0, 200).Select(i => Value(new Contractive { Probes = 10 }, seed: 100ul + (ulong)i))];
        double mean = single.Average(), error = Math.Sqrt(single.Sum(v => (v - mean) * (v - mean)) / 199 / 200);
        Assert.True(Math.Abs(mean - exact) < 4 * error, $"{mean} ± {error}, exactly {exact}");
        Assert.True(exact > 10 * error);

        double[] v = V.Value.ToDoubles();
        double[,] h = Hidden();
        double decoder = 0;
        for (int i = 0; i < Examples; i++)
        {
            for (int k = 0; k < Inputs; k++)
            {
                double logit = 0, square = 0;
                for (int j = 0; j < Codes; j++)
                {
                    logit += v[(k * Codes) + j] * h[i, j];
                    square += v[(k * Codes) + j] * v[(k * Codes) + j];
                }

                double p = 1 / (1 + Math.Exp(-logit));
                decoder += p * (1 - p) * p * (1 - p) * square / Examples;
            }
        }

        single = [.. Enumerable.Range(0, 200).Select(i => Value(new DecoderGradient { Probes = 10 }, seed: 100ul + (ulong)i))];
        mean = single.Average();
        error = Math.Sqrt(single.Sum(s => (s - mean) * (s - mean)) / 199 / 200);
        Assert.True(Math.Abs(mean - decoder) < 4 * error, $"{mean} ± {error}, exactly {decoder}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_are_the_same_beside_means_and_beside_draws_and_in_evaluation(string kind)
    {
        Penalty penalty = Make(kind);
        // The draw of a deterministic code is its mean.
        Assert.Equal(Value(penalty), Value(penalty, TraceMode.Posterior()), 1e-12);
        if (kind is "contractive-probes" or "decoder-gradient") return;
        using Pass pass = Pass.Evaluation();
        Assert.Equal(Value(penalty), penalty.Evaluate(Model.Trace(pass, Data(), TraceMode.Reconstruct)).Value.Item(), 1e-12);
    }

    [Fact]
    public void What_they_cannot_be_about_is_refused()
    {
        CodeTable wide = CodeTable.Small();
        using Pass pass = Pass.Evaluation();
        Trace trace = wide.Trace(pass, wide.Batch(), TraceMode.Reconstruct);
        Assert.Equal(
            "Penalty 'sparsity-kl': the codes reach from -1.1 to 1, and activities lie in (0, 1); give the code a sigmoid, or take l1-activity.",
            Assert.Throws<ArgumentException>(() => new SparsityKl().Evaluate(trace)).Message);
        Assert.Equal(
            "Penalty 'contractive': the code does not depend on 'x'; set Input to what the encoder reads, one of: x.",
            Assert.Throws<ArgumentException>(() => new Contractive().Evaluate(trace)).Message);
        Assert.Equal(
            "Penalty 'contractive': the code does not depend on 'noisy'; set Input to what the encoder reads, one of: x.",
            Assert.Throws<ArgumentException>(() => new Contractive { Input = "noisy" }.Evaluate(trace)).Message);
        Assert.Equal(
            "Penalty 'decoder-gradient': the model observes no 'y'.",
            Assert.Throws<ArgumentException>(() => new DecoderGradient { Observed = "y" }.Evaluate(trace)).Message);
        Assert.StartsWith(
            "SparsityKl: Target, the mean activity ρ, lies between 0 and 1.",
            Assert.Throws<ArgumentOutOfRangeException>(static () => new SparsityKl { Target = 1 }).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "Contractive: Probes must be at least 1", Assert.Throws<ArgumentOutOfRangeException>(static () => new Contractive { Probes = 0 }).Message,
            StringComparison.Ordinal);
    }

    private static Penalty Make(string kind) => kind switch
    {
        "l1-activity" => new L1Activity(),
        "sparsity-kl" => new SparsityKl { Target = 0.1 },
        "code-norm" => new CodeNorm(),
        "contractive" => new Contractive(),
        "contractive-probes" => new Contractive { Probes = 2 },
        _ => new DecoderGradient { Probes = 2 },
    };

    private static double Value(Penalty penalty, TraceMode? mode = null, ulong seed = 5)
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(seed));
        return penalty.Evaluate(Model.Trace(pass, Data(), mode ?? TraceMode.Reconstruct)).Value.Item();
    }

    private static Batch Data() => Batch.Of("x", Tensor.From(X, [Examples, Inputs]));

    private static double[,] Hidden()
    {
        double[] w = W.Value.ToDoubles(), b = B.Value.ToDoubles();
        double[,] h = new double[Examples, Codes];
        for (int i = 0; i < Examples; i++)
        {
            for (int j = 0; j < Codes; j++)
            {
                double sum = b[j];
                for (int k = 0; k < Inputs; k++) sum += w[(j * Inputs) + k] * X[(i * Inputs) + k];
                h[i, j] = 1 / (1 + Math.Exp(-sum));
            }
        }

        return h;
    }

    [Theory]
    [InlineData("contractive")]
    [InlineData("decoder-gradient")]
    public void What_is_evaluated_is_the_model_in_use_and_not_in_training(string name)
    {
        // In use α·k = 3 elements are kept and nothing is spoiled: as of a model that keeps 3 and knows no noise.
        Penalty penalty = name == "contractive" ? new Contractive() : new DecoderGradient();
        double training = Value(new AutoencoderConfig { Kept = 1, KeptFactor = 3, Corruption = [new MaskingNoise { Probability = 0.5 }] }, isTraining: true);
        double inUse = Value(new AutoencoderConfig { Kept = 1, KeptFactor = 3, Corruption = [new MaskingNoise { Probability = 0.5 }] }, isTraining: false);
        Assert.Equal(Value(new AutoencoderConfig { Kept = 3 }, isTraining: false), inUse, 1e-6);
        Assert.NotEqual(training, inUse, 1e-2);

        double Value(AutoencoderConfig config, bool isTraining)
        {
            Autoencoder model = new(config with { Latents = 6, Encoder = MlpConfig.Of(5) with { Activation = Activation.Tanh }, Likelihood = new GaussianLikelihood() },
                new DataColumn("x", [7]), ParameterScope.Initialize(RandomKey.FromSeed(3)));
            float[] x = new float[4 * 7];
            for (int i = 0; i < x.Length; i++) x[i] = MathF.Sin(i);
            using Pass pass = isTraining ? Pass.Training(RandomKey.FromSeed(5)) : Pass.Evaluation(RandomKey.FromSeed(5));
            Trace trace = model.Trace(pass, Batch.Of("x", pass.From(x, [4, 7])), TraceMode.Posterior());
            return penalty.Evaluate(trace).Value.Item();
        }
    }
}
