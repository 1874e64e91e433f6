using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Models.Autoencoders;
using Latent.Models.Discrete;
using Latent.Models.Hierarchical;
using Latent.Models.Labelled;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>A model as <see cref="ModelContract"/> takes it: its settings for any number of latent variables, and the column it is for.</summary>
/// <param name="Name">Begins with the family.</param>
/// <param name="Config">From a number of latent variables to settings; small, and smooth in all parameters.</param>
/// <param name="Column">What is modelled.</param>
public sealed record ContractCase(string Name, Func<int, ModelConfig> Config, DataColumn Column)
{
    /// <summary>From a number in (0, 1) to a value of the column; by default its levels, or real numbers between -1 and 1.</summary>
    public Func<double, double>? Value { get; init; }

    /// <summary>What it is trained by; the ELBO with KL terms in closed form, as a rule.</summary>
    public Func<Objective>? Objective { get; init; }

    /// <summary>A new objective: a code that is a point has no bound, and such a model is trained to give examples back.</summary>
    public Objective NewObjective() => Objective?.Invoke() ?? (Config(2) is AutoencoderConfig or StackedAutoencoderConfig ? new Reconstruction() : new Elbo());

    /// <summary>Whether gradients pass through draws otherwise than differences at the same noise do: straight through, or through a sampler that rejects.</summary>
    public bool HasOtherGradients { get; init; }

    /// <summary>The column of classes, for a model that has one; the data of the contract hold none.</summary>
    public DataColumn? Label { get; init; }

    /// <summary>All columns, as a model and its file take them.</summary>
    public IReadOnlyList<DataColumn> Columns(DataColumn? column = null) => Label is null ? [column ?? Column] : [column ?? Column, Label];

    /// <summary>The column cut down to one element.</summary>
    public DataColumn Narrow => Column with { Shape = Shape.Create([.. Enumerable.Repeat(1, Column.Shape.Rank)]) };

    /// <summary>A new model.</summary>
    public LatentModel Make(ulong seed = 1, int latents = 2, DType dtype = DType.Float32, DataColumn? column = null) =>
        Config(latents).Build(Columns(column), ParameterScope.Initialize(RandomKey.FromSeed(seed), dtype));

    /// <summary>Examples whose elements hang together.</summary>
    public double[] Values(int rows, ulong seed = 3, DataColumn? column = null)
    {
        int size = (column ?? Column).Shape.Count;
        double[] values = new double[rows * size], common = new double[rows];
        RandomKey.FromSeed(seed).Split("elements").Uniform(values);
        RandomKey.FromSeed(seed).Split("rows").Uniform(common);
        for (int i = 0; i < values.Length; i++)
        {
            double u = (0.8 * (i % size % 2 == 0 ? common[i / size] : 1 - common[i / size])) + (0.2 * values[i]);
            values[i] = ValueOf(u);
        }

        return values;
    }

    /// <summary>A data set of these values.</summary>
    public IDataset Data(int rows, ulong seed = 3, DataColumn? column = null) => Of(Values(rows, seed, column), column);

    /// <summary>A data set of given values.</summary>
    public IDataset Of(double[] values, DataColumn? column = null) => new ColumnDataset("contract", new ValueColumn(column ?? Column, values));

    /// <summary>The value for a number in (0, 1).</summary>
    public double ValueOf(double u) => Value is not null ? Value(u) : Column.Levels > 0 ? Math.Floor(u * Column.Levels) / (Column.Levels - 1) : (2 * u) - 1;

    public override string ToString() => Name;
}

/// <summary>The models the contract is kept by: a line for each kind.</summary>
public static class ContractCases
{

    private static readonly Func<double, double> s_counts = static u => Math.Floor(6 * u);

    private static readonly Dictionary<string, ContractCase> s_all = new ContractCase[]
    {
        new("vae mlp bernoulli", Vae(Mlp, new BernoulliLikelihood()), Column([2, 3], 2)),
        new("vae mlp gaussian", Vae(Mlp, new GaussianLikelihood { Scale = LikelihoodScale.PerElement }), Column([5])),
        new("vae mlp laplace of one scale", Vae(Mlp, new LaplaceLikelihood()), Column([4])),
        new("vae mlp categorical", Vae(Mlp, new CategoricalLikelihood()), Column([4], 3)),
        new("vae mlp discretized-logistic", Vae(Mlp, new DiscretizedLogisticLikelihood()), Column([4], 8)),
        new("vae mlp beta-binomial", Vae(Mlp, new BetaBinomialLikelihood()), Column([4], 5)),
        new("vae mlp continuous-bernoulli", Vae(Mlp, new ContinuousBernoulliLikelihood()), Column([4], 16)),
        new("vae mlp poisson", Vae(Mlp, new PoissonLikelihood()), Column([4])) { Value = s_counts },
        new("vae mlp negative-binomial", Vae(Mlp, new NegativeBinomialLikelihood()), Column([4])) { Value = s_counts },
        new("vae gated-mlp", Vae(new GatedMlpConfig { Hidden = [4] }, new BernoulliLikelihood()), Column([6], 2)),
        new(
            "vae convolutional",
            Vae(new ConvolutionalConfig { Channels = [2, 3], Hidden = [4], Activation = Activation.Tanh }, new BernoulliLikelihood()), Column([1, 5, 4], 2)),
        new(
            "vae residual",
            Vae(new ResidualConfig { Widths = [2, 3], Hidden = [3], Activation = Activation.Tanh }, new GaussianLikelihood()), Column([1, 4, 4])),
        new("vae full-gaussian", Vae(new FullGaussianPosterior()), Column([6], 2)),
        new("vae von-mises-fisher", latents => Vae(new VonMisesFisherPosterior())(Math.Max(2, latents)), Column([6], 2)) { HasOtherGradients = true },
        new("vae gumbel-softmax", Vae(new GumbelSoftmaxPosterior { Classes = 3 }), Column([6], 2)) { HasOtherGradients = true },
        new("vae gumbel-softmax relaxed", Vae(new GumbelSoftmaxPosterior { Classes = 3, Relaxed = true }), Column([6], 2)) { Objective = Sampled },
        new("vae mixture", Vae(new GaussianPosterior(), new MixturePrior { Components = 3 }), Column([6], 2)) { Objective = Sampled },
        new("vae vamp", Vae(new GaussianPosterior(), new PseudoInputPrior { Components = 3, Range = PseudoInputRange.Sigmoid }), Column([2, 3], 2)) { Objective = Sampled },
        new(
            "vae vamp on a sphere",
            latents => Vae(new VonMisesFisherPosterior(), new PseudoInputPrior { Components = 3, Range = PseudoInputRange.Real })(Math.Max(2, latents)), Column([6], 2))
        {
            Objective = Sampled, HasOtherGradients = true,
        },
        new("vae ex-post-mixture", Vae(new GaussianPosterior(), new ExPostMixturePrior { Components = 2 }), Column([6], 2)) { Objective = Sampled },
        new("vae recurrent", Vae(new RecurrentConfig { Hidden = 3 }, new GaussianLikelihood()), Column([4, 2])),
        new("vq-vae", Quantized, Column([6], 2)) { HasOtherGradients = true, Objective = Quantizing },
        new(
            "vq-vae grid",
            static _ => new VqVaeConfig
            {
                Grid = true, Codes = 3, CodeWidth = 2, PriorHidden = [6], Encoder = new ConvolutionalConfig { Channels = [3] }, Likelihood = new BernoulliLikelihood(),
            }, Column([1, 4, 4], 2))
        {
            HasOtherGradients = true, Objective = Quantizing,
        },
        new("two-stage-vae", static latents => new TwoStageVaeConfig { Latents = latents, Encoder = Mlp, Second = Mlp, Likelihood = new BernoulliLikelihood() }, Column([6], 2)),
        new("vae full-gaussian of outputs", Vae(Mlp, new FullGaussianLikelihood()), Column([3])),
        new("hierarchical-vae upwards", Hierarchy(InferencePath.BottomUp, new BernoulliLikelihood()), Column([6], 2)),
        new("hierarchical-vae ladder", Hierarchy(InferencePath.Ladder, new GaussianLikelihood()), Column([5])),
        new(
            "autoencoder ex-post-mixture",
            static latents => new AutoencoderConfig
            {
                Latents = latents, Encoder = Mlp, Likelihood = new BernoulliLikelihood(), Prior = new ExPostMixturePrior { Components = 2 },
            }, Column([6], 2))
        {
            HasOtherGradients = true,
        },
        new("autoencoder mlp", Autoencoder(new AutoencoderConfig()), Column([2, 3])),
        new("autoencoder denoising", Autoencoder(new AutoencoderConfig { Corruption = [new MaskingNoise(), new GaussianNoise()] }), Column([6])),
        new("autoencoder tied", Autoencoder(new AutoencoderConfig { TiedWeights = true, CodeActivation = Activation.Tanh }), Column([6])),
        new("autoencoder k-sparse",
            latents => Autoencoder(new AutoencoderConfig { Kept = Math.Min(2, latents), KeptFactor = 1.5 })(latents), Column([6])),
        new("autoencoder convolutional",
            latents => new AutoencoderConfig
            {
                Latents = latents,
                Encoder = new ConvolutionalConfig { Channels = [2, 3], Hidden = [4], Activation = Activation.Tanh },
                Likelihood = new BernoulliLikelihood(),
            },
            Column([1, 5, 4], 2)),
        new("vae denoising",
            latents => new VaeConfig
            {
                Latents = latents,
                Encoder = Mlp,
                Likelihood = new BernoulliLikelihood(),
                Corruption = [new SaltAndPepper()],
            },
            Column([6], 2)),
        new("stacked-autoencoder", Stacked([]), Column([2, 3], 2)),
        new("stacked-autoencoder denoising", Stacked([new MaskingNoise()]), Column([6], 2)),
        new("conditional-vae", latents => new ConditionalVaeConfig { Latents = latents, Encoder = Mlp, Likelihood = new BernoulliLikelihood() }, Column([6], 2))
        {
            Label = Classes,
        },
        new(
            "conditional-vae convolutional",
            latents => new ConditionalVaeConfig
            {
                Latents = latents, Encoder = new ConvolutionalConfig { Channels = [2], Hidden = [4], Activation = Activation.Tanh }, Classes = ClassPrior.Uniform,
            },
            Column([1, 5, 4], 2))
        {
            Label = Classes,
        },
        new("semi-supervised-vae", latents => new SemiSupervisedVaeConfig { Latents = latents, Encoder = Mlp, Likelihood = new GaussianLikelihood() }, Column([5]))
        {
            Label = Classes,
        },
        new(
            "m1-m2",
            latents => new StackedSemiSupervisedVaeConfig
            {
                Latents = latents, Encoder = Mlp, Likelihood = new GaussianLikelihood(), Upper = MlpConfig.Of(4) with { Activation = Activation.Tanh }, UpperLatents = 2,
            },
            Column([5]))
        {
            Label = Classes,
        },
    }.ToDictionary(static c => c.Name, StringComparer.Ordinal);

    private static DataColumn Classes => new("y", []) { Classes = ["a", "b", "c"] };

    private static MlpConfig Mlp => MlpConfig.Of(5) with { Activation = Activation.Tanh };

    public static TheoryData<string> Names => [.. s_all.Keys];

    public static ContractCase Get(string name) => s_all[name];

    private static Func<int, ModelConfig> Vae(NetworkConfig network, LikelihoodConfig likelihood) =>
        latents => new VaeConfig { Latents = latents, Encoder = network, Likelihood = likelihood };

    private static Func<int, ModelConfig> Vae(PosteriorConfig posterior, PriorConfig? prior = null) => latents =>
        new VaeConfig { Latents = latents, Encoder = Mlp, Likelihood = new BernoulliLikelihood(), Posterior = posterior, Prior = prior ?? new StandardPrior() };

    private static VqVaeConfig Quantized(int latents) =>
        new() { Latents = latents, Codes = 3, CodeWidth = 2, PriorHidden = [6], Encoder = Mlp, Likelihood = new BernoulliLikelihood() };

    private static Regularized Quantizing() => new(new Elbo(), new QuantizationPenalty().Times(1));

    private static Elbo Sampled() => new() { Kl = KlEstimate.Sampled };

    private static Func<int, ModelConfig> Hierarchy(InferencePath path, LikelihoodConfig likelihood) => latents => new HierarchicalVaeConfig
    {
        Latents = latents,
        Encoder = Mlp,
        Likelihood = likelihood,
        Inference = path,
        Layers = [new StochasticLayer { Latents = 2, Hidden = [3] }, new StochasticLayer { Latents = 1, Hidden = [] }],
    };

    private static Func<int, ModelConfig> Autoencoder(AutoencoderConfig config) =>
        latents => config with { Latents = latents, Encoder = Mlp, Likelihood = new GaussianLikelihood() };

    private static Func<int, ModelConfig> Stacked(IReadOnlyList<Transform> corruption) => latents => new StackedAutoencoderConfig
    {
        Latents = latents,
        Encoder = MlpConfig.Of(5, 4) with { Activation = Activation.Sigmoid },
        Likelihood = new BernoulliLikelihood(),
        Corruption = corruption,
        LayerEpochs = 20,
    };

    private static DataColumn Column(Shape shape, int levels = 0) => new("x", shape) { Levels = levels };
}
