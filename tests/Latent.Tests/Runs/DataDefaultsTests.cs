using Latent.Configuration;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Tests.Runs;

public sealed class DataDefaultsTests
{
    public static TheoryData<string, int[], int, bool, bool, Type, Type, Type[]> Columns => new()
    {
        { "grey digits", [1, 28, 28], 256, false, false, typeof(BernoulliLikelihood), typeof(MlpConfig), [typeof(Binarize)] },
        { "binary digits", [28, 28], 2, false, false, typeof(BernoulliLikelihood), typeof(MlpConfig), [] },
        { "sprites", [1, 64, 64], 2, false, false, typeof(BernoulliLikelihood), typeof(ConvolutionalConfig), [] },
        { "colour", [3, 16, 16], 256, false, false, typeof(BernoulliLikelihood), typeof(ConvolutionalConfig), [typeof(Binarize)] },
        { "table", [8], 0, false, false, typeof(GaussianLikelihood), typeof(MlpConfig), [typeof(Standardize)] },
        { "table with holes", [8], 0, true, false, typeof(GaussianLikelihood), typeof(MlpConfig), [typeof(Standardize), typeof(FillMissing)] },
        { "piano rolls", [160, 88], 2, false, true, typeof(BernoulliLikelihood), typeof(RecurrentConfig), [] },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void Settings_fit_the_data_and_make_a_model_of_it(
        string name, int[] shape, int levels, bool missing, bool sequence, Type likelihood, Type network, Type[] transforms)
    {
        DataColumn column = new("x", Shape.Create(shape)) { Levels = levels, HasMissing = missing, IsSequence = sequence };
        ExperimentConfig config = ConfigurationReader.Read(DataDefaults.For(Data(column))).Config;
        VaeConfig model = Assert.IsType<VaeConfig>(config.Model);
        Assert.Equal((likelihood, network), (model.Likelihood.GetType(), model.Encoder.GetType()));
        Assert.Equal(transforms, config.Data.Transforms.Select(static transform => transform.GetType()));
        IReadOnlyList<DataColumn> seen = [column];
        foreach (Transform transform in config.Data.Transforms.Where(static t => t is not Standardize)) seen = transform.Describe(seen);
        Assert.True(model.Build(seen, ParameterScope.Initialize(RandomKey.FromSeed(1))).Parameters.Count > 0, name);
    }

    [Fact]
    public void Data_without_an_x_are_refused() => Assert.Contains(
        "have no column 'x'", Assert.Throws<ArgumentException>(() => DataDefaults.For(Data(new DataColumn("y", [1])))).Message, StringComparison.Ordinal);

    [Fact]
    public void Pictures_that_are_grey_all_over_are_no_coin_flips()
    {
        DataColumn column = new("x", [1, 28, 28]) { Levels = 256 };
        ExperimentConfig config = ConfigurationReader.Read(DataDefaults.For(Data(column, 0.5))).Config;
        Assert.IsType<GaussianLikelihood>(((VaeConfig)config.Model).Likelihood);
        Assert.IsType<Dequantize>(Assert.Single(config.Data.Transforms));
    }

    [Theory]
    [InlineData("gaussian", typeof(Dequantize))]
    [InlineData("discretized-logistic", null)]
    [InlineData("bernoulli", typeof(Binarize))]
    public void The_preparation_follows_the_likelihood_that_is_asked_for(string likelihood, Type? transform)
    {
        ConfigurationLayer mine = ConfigurationLayer.FromSetting("--set", "model.likelihood.kind", likelihood);
        ExperimentConfig config = ConfigurationReader.Read(DataDefaults.For(Data(new DataColumn("x", [1, 28, 28]) { Levels = 256 }), mine), mine).Config;
        Assert.Equal(transform is null ? [] : [transform], config.Data.Transforms.Select(static t => t.GetType()));
    }

    [Fact]
    public void What_anyone_says_comes_before_it()
    {
        ConfigurationLayer recipe = DataDefaults.For(Data(new DataColumn("x", [1, 28, 28]) { Levels = 256 }));
        ExperimentConfig config = ConfigurationReader.Read(recipe,
            ConfigurationLayer.FromJson("mine", """{ "model": { "latents": 3 }, "data": { "transforms": [] } }""")).Config;
        Assert.Equal((3, 0), (((VaeConfig)config.Model).Latents, config.Data.Transforms.Count));
    }

    private static Described Data(DataColumn column, double value = 0) => new(column, value);

    /// <summary>Data of which only the description matters.</summary>
    private sealed class Described(DataColumn column, double value) : IDataset
    {
        public string Name => "data";

        public int Count => 3000;

        public IReadOnlyList<DataColumn> Columns => [column];

        public Batch Get(ReadOnlySpan<int> rows, Pass pass, RandomKey key) =>
            Batch.Of(column.Name, pass.Full(Shape.Create([rows.Length]).Concat(column.Shape), value));
    }
}
