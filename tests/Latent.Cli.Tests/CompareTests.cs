using System.Text.Json;
using Latent.Cli.Models;
using Latent.Configuration;
using Latent.Data.Transforms;
using Xunit.Abstractions;

namespace Latent.Cli.Tests;

/// <summary><c>latent compare</c>, on the models of <see cref="TrainedModel"/> and an autoencoder on the same digits.</summary>
public sealed class CompareTests : IClassFixture<TrainedModel>
{
    private readonly TrainedModel _trained;
    private readonly Cli _cli;
    private readonly string _other;
    private readonly ITestOutputHelper _output;

    public CompareTests(TrainedModel trained, ITestOutputHelper output)
    {
        _trained = trained;
        _output = output;
        _cli = trained.Tool;
        if (!Directory.Exists(_cli.File("others"))) Train("others", "--set", "objective.kind=reconstruction");
        _other = _cli.TheRun("others");
    }

    [Fact]
    public void Two_runs_make_a_report_and_a_document()
    {
        Cli.Result result = _cli.Run("compare", "images", _other, "--parts", "bound,reconstruction", "--out", "both", "--json");
        Assert.Equal(0, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement;
        Assert.Equal((1, Path.Combine("both", "report.html"), "test", 60), (root.GetProperty("schemaVersion").GetInt32(), root.GetProperty("report").GetString(),
            root.GetProperty("part").GetString(), root.GetProperty("examples").GetInt32()));
        Assert.Equal(["A", "B"], root.GetProperty("models").EnumerateArray().Select(static m => m.GetProperty("letter").GetString()));
        Assert.Equal(["images", "others"], root.GetProperty("models").EnumerateArray().Select(static m => m.GetProperty("name").GetString()));
        JsonElement setting = Assert.Single(root.GetProperty("settings").EnumerateArray());
        Assert.Equal("objective.kind", setting.GetProperty("path").GetString());
        Assert.Equal(["elbo", "reconstruction"], setting.GetProperty("values").EnumerateArray().Select(static v => v.GetString()));
        JsonElement elbo = root.GetProperty("figures").EnumerateArray().Single(static f => f.GetProperty("name").GetString() == "evidence lower bound");
        JsonElement b = elbo.GetProperty("values")[1];
        Assert.True(b.GetProperty("isPaired").GetBoolean());
        Assert.Equal(b.GetProperty("value").GetDouble() - elbo.GetProperty("values")[0].GetProperty("value").GetDouble(), b.GetProperty("difference").GetDouble(), 1e-6);
        Assert.Equal(("higher", "bound", true), (elbo.GetProperty("better").GetString(), elbo.GetProperty("part").GetString(), elbo.GetProperty("compares").GetBoolean()));
        Assert.Contains(root.GetProperty("notes").EnumerateArray(), static n => n.GetString()!.StartsWith("B was trained on its reconstructions alone.", StringComparison.Ordinal));
        foreach (string file in new[] { "report.html", "reconstructions.png", "samples.png", "interpolations.png", "figures-bound.csv", "settings.csv" })
            Assert.True(File.Exists(_cli.File("both", file)), file);

        Cli.Result again = _cli.Run("compare", "images", _other, "--out", "both");
        Assert.Equal((73, ""), (again.Code, again.Output));
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_does_not_differ_from_itself_and_a_stored_evaluation_is_not_paired()
    {
        Cli.Result result = _cli.Run("compare", _trained.Images, _trained.Images, "--reuse", "--parts", "bound", "--out", "same.html", "--json");
        Assert.Equal(0, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement;
        Assert.All(root.GetProperty("models").EnumerateArray(), static m => Assert.True(m.GetProperty("isStored").GetBoolean()));
        Assert.All(root.GetProperty("figures").EnumerateArray(), static figure =>
        {
            Assert.Equal(JsonValueKind.Null, figure.GetProperty("best").ValueKind);
            Assert.Equal((0, false), (figure.GetProperty("values")[1].GetProperty("difference").GetDouble(), figure.GetProperty("values")[1].GetProperty("isPaired").GetBoolean()));
        });
        Assert.True(File.Exists(_cli.File("same.html")));
        // Another question than the one that was answered: all is evaluated anew, with the words of a table.
        result = _cli.Run("compare", _trained.Images, _trained.Images, "--reuse", "--parts", "bound", "--samples", "2", "--out", "same2.html");
        Assert.Equal(0, result.Code);
        Assert.Contains("less A, paired", result.Output, StringComparison.Ordinal);
        Assert.Contains("comparing 2 models on digits test: 60 examples (test data)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_on_other_data_are_refused_unless_data_are_named_for_all()
    {
        Train("elsewhere", "--set", "data.seed=9");
        string elsewhere = _cli.TheRun("elsewhere");
        Cli.Result result = _cli.Run("compare", _trained.Images, elsewhere, "--parts", "bound", "--out", "x.html");
        Assert.Equal((3, ""), (result.Code, result.Output));
        Assert.Contains("these are not the same data (that of B has other values). Judge all of them by the same: latent compare --data", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_cli.File("x.html")));
        result = _cli.Run("compare", _trained.Images, elsewhere, "--parts", "bound", "--examples", "20", "--data", "digits", "--out", "x.html");
        Assert.Equal(0, result.Code);
        Assert.Contains("note: B: these are not the data, in their parts, that it was trained with", result.Output, StringComparison.Ordinal);
        result = _cli.Run("compare", _trained.Images, _trained.Table, "--parts", "bound", "--out", "y.html");
        Assert.Equal((3, ""), (result.Code, result.Output));
        Assert.Contains("they model different things, and nothing of them compares.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_say_what_was_meant()
    {
        Cli.Result one = _cli.Run("compare", "images");
        Assert.Equal((2, ""), (one.Code, one.Output));
        Assert.Contains("a comparison needs two runs at least; there is only 'images'.", one.Error, StringComparison.Ordinal);
        string wrong = Path.GetFileName(_trained.Images).Replace("images", "imgaes", StringComparison.Ordinal);
        Cli.Result unknown = _cli.Run("compare", "images", wrong);
        Assert.Equal((4, ""), (unknown.Code, unknown.Output));
        Assert.Contains($"Did you mean '{Path.Combine("runs", Path.GetFileName(_trained.Images))}'?", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_ends_it_with_nothing_written()
    {
        if (!Cli.Hears("INT", _output)) return;
        Cli.Result result = _cli.RunAndSignal("INT", "comparing", "compare", "images", _other, "--parts", "likelihood", "--nll-samples", "1000000", "--out", "never");
        Assert.Equal((130, ""), (result.Code, result.Output));
        Assert.Contains("stopped", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.File("never")));
    }

    [Fact]
    public void Data_that_differ_in_their_preparation_alone_are_opened_once()
    {
        ExperimentConfig config = new();
        OpenedData opened = new();
        ExperimentConfig prepared = config with { Data = config.Data with { Transforms = [new Binarize()] } };
        Assert.Same(opened.Open(config), opened.Open(prepared));
        Assert.NotSame(opened.Open(config), opened.Open(config with { Data = config.Data with { Seed = 4 } }));
    }

    [Fact]
    public void Several_seeds_of_a_configuration_stand_together()
    {
        foreach (string seed in new[] { "1", "2" })
        {
            Cli.Result trained = _cli.Run(["train", "--epochs", "2", "--quiet", "--name", "twice", "--runs", "twice", .. TrainTests.SmallModel, "--seed", seed]);
            Assert.Equal(0, trained.Code);
        }

        string[] names = [.. Directory.GetDirectories(_cli.File("twice")).Order(StringComparer.Ordinal), _other];
        Cli.Result result = _cli.Run(["compare", .. names, "--parts", "bound,latents", "--out", "seeds", "--json"]);
        Assert.Equal(0, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement[] groups = [.. document.RootElement.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["A,B", "C"], groups.Select(static group => string.Join(',', group.GetProperty("letters").EnumerateArray())));
        Assert.Equal(["twice", "others"], groups.Select(static group => group.GetProperty("name").GetString()));
        Assert.Equal(["twice-1", "twice-2"], document.RootElement.GetProperty("models").EnumerateArray().Take(2).Select(static m => m.GetProperty("name").GetString()));
        JsonElement elbo = Figure(groups[0], "evidence lower bound"), alone = Figure(groups[1], "evidence lower bound");
        double[] values = [.. document.RootElement.GetProperty("figures").EnumerateArray().Single(static f => f.GetProperty("name").GetString() == "evidence lower bound")
            .GetProperty("values").EnumerateArray().Take(2).Select(static v => v.GetProperty("value").GetDouble())];
        Assert.Equal((values[0] + values[1]) / 2, elbo.GetProperty("value").GetDouble(), 1e-9);
        Assert.Equal(Math.Abs(values[0] - values[1]) / 2, elbo.GetProperty("standardError").GetDouble(), 1e-9);
        Assert.Equal(("bound", "nats per example", 2), (elbo.GetProperty("part").GetString(), elbo.GetProperty("unit").GetString(), elbo.GetProperty("seeds").GetInt32()));
        Assert.Equal((JsonValueKind.Null, 1), (alone.GetProperty("standardError").ValueKind, alone.GetProperty("seeds").GetInt32()));
        Assert.InRange(Figure(groups[0], "UDR by lasso").GetProperty("value").GetDouble(), 0, 1);
        Assert.True(File.Exists(_cli.File("seeds", "seeds.csv")));
        string words = _cli.Run(["compare", .. names, "--parts", "bound,latents", "--out", "seeds.html"]).Output;
        Assert.Contains(", 2 seeds", words, StringComparison.Ordinal);
        Assert.Contains("standard error over seeds", words, StringComparison.Ordinal);

        static JsonElement Figure(JsonElement group, string name) =>
            group.GetProperty("figures").EnumerateArray().Single(figure => figure.GetProperty("name").GetString() == name);
    }

    private void Train(string runs, params string[] more)
    {
        if (Directory.Exists(_cli.File(runs))) return;
        Cli.Result result = _cli.Run(["train", "--epochs", "2", "--quiet", "--name", runs, "--runs", runs, .. TrainTests.SmallModel, .. more]);
        if (result.Code != 0) throw new InvalidOperationException(result.Error);
    }
}
