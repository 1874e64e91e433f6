using Latent.Checkpoints;
using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Models.Labelled;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Checkpoints;

public sealed class ModelFileTests
{
    private static readonly string[] Letters = ["a", "b", "c", "d"];

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void A_file_gives_back_the_model_its_preprocessing_and_its_card(DType dtype)
    {
        using TemporaryFolder folder = new();
        ModelFile file = Make(dtype);
        IDataset data = Table(3, type: dtype);
        file.Save(folder.File("m.safetensors"), file.Prepare(data));
        ModelFile loaded = ModelFile.Load(folder.File("m.safetensors"));
        Assert.Equal(file.Card, loaded.Card);
        Assert.Equal("{}", loaded.Configuration);
        Assert.Equal(file.Columns.Select(static c => c.ToString()), loaded.Columns.Select(static c => c.ToString()));
        Assert.Equal(file.Model.Parameters.Select(static p => p.Name), loaded.Model.Parameters.Select(static p => p.Name));
        Assert.All(file.Model.Parameters.Zip(loaded.Model.Parameters), static pair => Assert.Equal(pair.First.Value.ToDoubles(), pair.Second.Value.ToDoubles()));
        using Pass pass = Pass.Evaluation();
        Assert.Equal(file.Prepare(data).Get(0, 5, pass, default)["x"].ToDoubles(), loaded.Prepare(data).Get(0, 5, pass, default)["x"].ToDoubles());
    }

    [Fact]
    public void A_model_that_computes_something_else_than_when_it_was_saved_is_refused()
    {
        using TemporaryFolder folder = new();
        ModelFile file = Make(DType.Float32);
        string path = folder.File("m.safetensors");
        file.Save(path, file.Prepare(Data()));
        // One weight is changed in the file; nothing else knows of it.
        byte[] bytes = File.ReadAllBytes(path);
        using (SafetensorsFile opened = SafetensorsFile.Open(path))
        {
            SafetensorsEntry entry = opened.Entries.Single(static e => e.Name == "decoder.mean.bias");
            int start = 8 + BitConverter.ToInt32(bytes, 0) + (int)entry.Offset;
            BitConverter.TryWriteBytes(bytes.AsSpan(start), 3f);
        }

        File.WriteAllBytes(path, bytes);
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => ModelFile.Load(path));
        Assert.Contains("the model computes ", e.Message, StringComparison.Ordinal);
        Assert.Contains("output/x", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latent.model", "{\"kind\":\"vea\"}", "its 'latent.model' cannot be read")]
    [InlineData("latent.model", "{\"kind\":\"vae\",\"latents\":3}", "the model needs")]
    [InlineData("latent.model", "{\"kind\":\"vae\",\"latents\":-1}", "its configuration makes no model: vae: latents is -1")]
    [InlineData("latent.columns", "[{\"name\":\"x\",\"shape\":[-3]}]", "its 'latent.columns' cannot be read")]
    [InlineData("latent.columns", "[]", "its configuration makes no model")]
    [InlineData("latent.transforms", "[{\"kind\":\"run\"}]", "its 'latent.transforms' cannot be read")]
    [InlineData("latent.format", "3", "it is of format 3; this version reads format 2. Use a newer version.")]
    [InlineData("latent.format", "1", "it is of format 1; this version reads format 2. Train the model again")]
    [InlineData("latent.card", null, "there is no 'latent.card' in its metadata")]
    public void Metadata_that_make_no_model_are_refused_with_the_reason(string key, string? value, string says)
    {
        using TemporaryFolder folder = new();
        Make(DType.Float32).Save(folder.File("m"));
        SafetensorsWriter writer = new();
        using (SafetensorsFile file = SafetensorsFile.Open(folder.File("m")))
        {
            foreach ((string name, string text) in file.Metadata)
            {
                if (name != key) writer.SetMetadata(name, text);
                else if (value is not null) writer.SetMetadata(name, value);
            }

            foreach (SafetensorsEntry entry in file.Entries) writer.Add(entry.Name, file.ReadTensor(entry));
        }

        writer.Save(folder.File("changed"));
        Assert.Contains(says, Assert.Throws<ModelFormatException>(() => ModelFile.Load(folder.File("changed"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_are_not_like_those_of_the_training_are_refused_with_both()
    {
        ModelFile file = Make(DType.Float32);
        Assert.Contains("has the column x [4] real; the model was trained on x [3] real",
            Assert.Throws<ArgumentException>(() => file.Prepare(Table(4))).Message, StringComparison.Ordinal);
        Assert.Contains("has 'b' where the model was trained on 'a' (element 0",
            Assert.Throws<ArgumentException>(() => file.Prepare(Table(3, ["b", "a", "c"]))).Message, StringComparison.Ordinal);
        Assert.Contains("has no column 'x'", Assert.Throws<ArgumentException>(
            () => file.Prepare(new ColumnDataset("other", new ValueColumn(new DataColumn("z", [3]), new double[3])))).Message, StringComparison.Ordinal);
    }

    private static ModelFile Make(DType dtype)
    {
        IDataset data = Table(3, type: dtype);
        IReadOnlyList<Transform> transforms = Pipeline.Fit([new Standardize()], data);
        VaeConfig config = new() { Latents = 2, Encoder = MlpConfig.Of(4), Likelihood = new GaussianLikelihood() };
        LatentModel model = config.Build(data.With(transforms).Columns, ParameterScope.Initialize(RandomKey.FromSeed(1), dtype));
        return new ModelFile(model, config, data.Columns, transforms, new ModelCard { Name = "tiny", Steps = 3, ValidationBound = -1.25 }, "{}");
    }

    private static IDataset Data() => Table(3);

    private static ColumnDataset Table(int width, string[]? names = null, DType type = DType.Float32)
    {
        double[] values = [.. Enumerable.Range(0, 8 * width).Select(static i => Math.Sin(i))];
        return new ColumnDataset("table", new ValueColumn(new DataColumn("x", [width]) { Elements = names ?? Letters[..width], Type = type }, values));
    }

    [Fact]
    public void A_class_has_the_number_it_had_in_training_whatever_classes_a_file_has()
    {
        IDataset train = Named(["ant", "bee", "cow"], 0, 1, 2), fewer = Named(["bee", "cow"], 1, 0, 0);
        VaeConfig config = new() { Latents = 1, Encoder = MlpConfig.Of(2), Likelihood = new GaussianLikelihood() };
        ModelFile file = new(config.Build(train.Columns, ParameterScope.Initialize(RandomKey.FromSeed(1))), config, train.Columns, [], new ModelCard { Name = "m" });
        IDataset seen = file.Prepare(fewer);
        Assert.Equal(["ant", "bee", "cow"], seen.Column("y").Classes);
        Assert.Equal([2, 1, 1], seen.ReadIntegers());
        Assert.Same(train, file.Prepare(train));
        // What training did not have comes after all that it had.
        IDataset more = file.Prepare(Named(["bee", "dog"], 0, 1, double.NaN));
        Assert.Equal(["ant", "bee", "cow", "dog"], more.Column("y").Classes);
        Assert.Equal([1, 3, double.NaN], more.ReadNumbers("y"));
        Assert.Equal([3, 4, 3], file.Prepare(Named(["shirt", "shoe"], 0, 1, 0)).ReadIntegers());
        // A model that reads classes refuses those; one that does not is not hindered.
        ConditionalVaeConfig conditional = new() { Latents = 1, Encoder = MlpConfig.Of(2), Likelihood = new GaussianLikelihood() };
        LatentModel reading = conditional.Build(train.Columns, ParameterScope.Initialize(RandomKey.FromSeed(1)));
        using Pass pass = Pass.Evaluation();
        Assert.Equal("'y' is 3 in row 1 of the batch, and the model knows the classes 0 to 2.", Assert.Throws<ArgumentException>(() =>
            reading.Trace(pass, more.Get([0, 1], pass, default), TraceMode.Posterior())).Message);

        static IDataset Named(string[] classes, params double[] y) => new ColumnDataset("table",
            new ValueColumn(new DataColumn("x", [2]), new double[6]), new ValueColumn(new DataColumn("y", []) { Classes = classes }, y));
    }
}
