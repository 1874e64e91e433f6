using Latent.Data;
using Latent.Data.Columns;
using Latent.Models;
using Latent.Models.Hierarchical;
using Latent.Models.Likelihoods;
using Latent.Networks;
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

    /// <summary>The column cut down to one element.</summary>
    public DataColumn Narrow => Column with { Shape = Shape.Create([.. Enumerable.Repeat(1, Column.Shape.Rank)]) };

    /// <summary>A new model.</summary>
    public LatentModel Make(ulong seed = 1, int latents = 2, DType dtype = DType.Float32, DataColumn? column = null) =>
        Config(latents).Build([column ?? Column], ParameterScope.Initialize(RandomKey.FromSeed(seed), dtype));

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
        new("vae recurrent", Vae(new RecurrentConfig { Hidden = 3 }, new GaussianLikelihood()), Column([4, 2])),
        new("hierarchical-vae upwards", Hierarchy(InferencePath.BottomUp, new BernoulliLikelihood()), Column([6], 2)),
        new("hierarchical-vae ladder", Hierarchy(InferencePath.Ladder, new GaussianLikelihood()), Column([5])),
    }.ToDictionary(static c => c.Name, StringComparer.Ordinal);

    private static MlpConfig Mlp => MlpConfig.Of(5) with { Activation = Activation.Tanh };

    public static TheoryData<string> Names => [.. s_all.Keys];

    public static ContractCase Get(string name) => s_all[name];

    private static Func<int, ModelConfig> Vae(NetworkConfig network, LikelihoodConfig likelihood) =>
        latents => new VaeConfig { Latents = latents, Encoder = network, Likelihood = likelihood };

    private static Func<int, ModelConfig> Hierarchy(InferencePath path, LikelihoodConfig likelihood) => latents => new HierarchicalVaeConfig
    {
        Latents = latents, Encoder = Mlp, Likelihood = likelihood, Inference = path,
        Layers = [new StochasticLayer { Latents = 2, Hidden = [3] }, new StochasticLayer { Latents = 1, Hidden = [] }],
    };

    private static DataColumn Column(Shape shape, int levels = 0) => new("x", shape) { Levels = levels };
}
