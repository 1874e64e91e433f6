using System.Text.Json;

namespace Latent.Cli.Tests;

/// <summary>What becomes of the work when nobody listens: full and closed channels, and the lines that are for programs.</summary>
public sealed class ChannelTests : IDisposable
{
    private static readonly string[] Small = ["train", "--epochs", "2", .. TrainTests.SmallModel];

    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    public void Work_does_not_depend_on_whether_what_is_said_about_it_can_be_written(string redirection)
    {
        // The devices and the rules of numbers are those of Linux.
        if (!OperatingSystem.IsLinux()) return;
        Cli.Result mistaken = _cli.RunRedirected(redirection, "train", "nosuch");
        Assert.Equal((3, ""), (mistaken.Code, mistaken.Output));
        Assert.Equal(2, _cli.RunRedirected(redirection, "trian").Code);
        Cli.Result trained = _cli.RunRedirected(redirection, Small);
        Assert.Equal(0, trained.Code);
        Assert.StartsWith("run  ", trained.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_cli.TheRun(), "report.html")));
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    public void A_result_that_cannot_be_written_ends_with_73_after_the_work_is_done(string redirection)
    {
        if (!OperatingSystem.IsLinux()) return;
        Cli.Result result = _cli.RunRedirected(redirection, [.. Small, "--json"]);
        Assert.Equal(73, result.Code);
        Assert.Contains("error: cannot write:", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_cli.TheRun(), "report.html")));
        Assert.Equal(73, _cli.RunRedirected(redirection, "models").Code);
    }

    [Fact]
    public void With_json_each_evaluation_is_a_line_when_it_is_made_and_the_result_is_the_last()
    {
        string[] lines = Lines(_cli.Run([.. Small, "--json", "--quiet"]));
        Assert.Equal(3, lines.Length);
        for (int i = 0; i < 2; i++)
        {
            using JsonDocument point = JsonDocument.Parse(lines[i]);
            Assert.Equal(("point", i + 1, 5 * (i + 1)), (point.RootElement.GetProperty("event").GetString(), point.RootElement.GetProperty("epoch").GetInt32(),
                point.RootElement.GetProperty("step").GetInt32()));
            Assert.Equal(JsonValueKind.Number, point.RootElement.GetProperty("validation").GetProperty("bound").ValueKind);
        }

        Assert.StartsWith("{\"event\":\"result\",\"schemaVersion\":1,", lines[2], StringComparison.Ordinal);
        // A training that is at its end is evaluated and reported on again; there is no evaluation point left.
        string again = Assert.Single(Lines(_cli.Run("resume", "--json", "--quiet")));
        using JsonDocument result = JsonDocument.Parse(again);
        Assert.Equal(("result", 10), (result.RootElement.GetProperty("event").GetString(), result.RootElement.GetProperty("steps").GetInt32()));
        Assert.Contains("a line of JSON per evaluation", _cli.Run("train", "--help").Output.ReplaceLineEndings(" "), StringComparison.Ordinal);

        static string[] Lines(Cli.Result result)
        {
            Assert.Equal((0, ""), (result.Code, result.Error));
            return result.Output.TrimEnd('\n').Split('\n');
        }
    }

    [Fact]
    public void A_run_that_was_begun_with_paths_from_one_folder_goes_on_and_is_evaluated_from_another()
    {
        File.WriteAllText(_cli.File("table.csv"), "a,b\n" + string.Concat(Enumerable.Range(0, 60).Select(static i => FormattableString.Invariant($"{i % 7},{i % 5}\n"))));
        string[] model = ["--epochs", "2", "--quiet", "--latents", "1", "--set", "model.encoder.hidden=[4]", "--set", "evaluation.parts=[\"bound\"]"];
        Assert.Equal(0, _cli.Run(["train", "table.csv", "--runs", "typed", .. model]).Code);
        Assert.Equal(0, _cli.Run(["train", "--set", "data.source.kind=csv", "--set", "data.source.path=table.csv", "--runs", "set", .. model]).Code);
        File.WriteAllText(_cli.File("my.json"), """{ "data": { "source": { "kind": "csv", "path": "table.csv" } } }""");
        Assert.Equal(0, _cli.Run(["train", "--config", "my.json", "--runs", "file", .. model]).Code);
        Assert.Contains("\"path\": \"table.csv\"", File.ReadAllText(Path.Combine(_cli.TheRun("file"), "config.resolved.json")), StringComparison.Ordinal);

        using Cli elsewhere = new();
        foreach (string run in new[] { _cli.TheRun("typed"), _cli.TheRun("set") })
        {
            Assert.Equal(0, elsewhere.Run("resume", run, "--quiet").Code);
            Assert.Equal(0, elsewhere.Run("eval", run, "--quiet").Code);
        }

        Cli.Result relative = elsewhere.Run("resume", _cli.TheRun("file"));
        Assert.Equal((3, ""), (relative.Code, relative.Output));
        File.Delete(_cli.File("table.csv"));
        Cli.Result missing = elsewhere.Run("resume", _cli.TheRun("typed"));
        Assert.Equal((3, ""), (missing.Code, missing.Output));
        Assert.Contains("table.csv: there is no such file. Put the data there, a link will do", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_folders_that_are_gone_when_a_run_is_resumed_end_with_3()
    {
        Directory.CreateDirectory(_cli.File("tables"));
        File.WriteAllText(_cli.File("tables", "t.csv"), "a,b\n" + string.Concat(Enumerable.Range(0, 60).Select(static i => FormattableString.Invariant($"{i % 7},{i % 5}\n"))));
        Assert.Equal(0, _cli.Run("train", "tables/t.csv", "--epochs", "1", "--quiet", "--latents", "1", "--set", "evaluation.parts=[\"bound\"]").Code);
        Directory.Delete(_cli.File("tables"), recursive: true);
        Cli.Result missing = _cli.Run("resume");
        Assert.Equal((3, ""), (missing.Code, missing.Output));
        Assert.Contains("Put the data there, a link will do", missing.Error, StringComparison.Ordinal);
    }
}
