using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Tensors;

namespace Latent.Tests.Data.Sources;

public sealed class DataCatalogTests
{
    [Fact]
    public void It_has_every_kind() => Assert.Equal(
        typeof(DataSource).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
            .Select(static kind => ((string)kind.TypeDiscriminator!, kind.DerivedType)).Order(),
        DataCatalog.All.Select(static entry => (entry.Kind, entry.Type)).Order());

    [Fact]
    public void Sources_come_back_from_JSON()
    {
        DataSource source = new MnistSource { Path = "here" };
        string json = JsonSerializer.Serialize(source, DataJson.Default.DataSource);
        Assert.Equal("""{"kind":"mnist","path":"here"}""", json);
        Assert.Equal(source, JsonSerializer.Deserialize(json, DataJson.Default.DataSource));
    }

    [Fact]
    public void Digits_are_a_data_set()
    {
        DataSplits digits = new DigitsSource { TrainCount = 20, TestCount = 5 }.Open(RandomKey.FromSeed(1));
        Assert.Equal((20, 5), (digits.Train.Count, digits.Test!.Count));
        using Pass pass = Pass.Evaluation();
        Assert.Equal([20, 1, 28, 28], digits.Train.Get(0, 20, pass, default)["x"].Shape.Span.ToArray());
        Assert.Equal(10, digits.Train.Column("y").Classes.Count);
    }
}
