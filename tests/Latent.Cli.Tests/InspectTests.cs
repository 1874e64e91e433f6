using System.Diagnostics;
using System.Text.Json;
using Latent.Data.Formats;

namespace Latent.Cli.Tests;

public sealed class InspectTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    private readonly Cli _cli = trained.Tool;

    [Fact]
    public void A_model_is_explained_with_its_card_its_columns_and_its_golden_check()
    {
        string model = Path.Combine(trained.Table, "model.safetensors");
        Cli.Result result = _cli.Run("inspect", model);
        Assert.Equal((0, ""), (result.Code, result.Error));
        foreach (string says in new[] { "p(x, z) = p(x | z) p(z)", "x [2] real", "standardize of x", "passed: 4 examples give the outputs", "encoder.0.weight" })
            Assert.Contains(says, result.Output, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(_cli.Run("inspect", model, "--json").Output);
        Assert.Equal("model", document.RootElement.GetProperty("kind").GetString());
        Assert.Equal("csv", document.RootElement.GetProperty("configuration").GetProperty("data").GetProperty("source").GetProperty("kind").GetString());
        Assert.Contains(document.RootElement.GetProperty("parameters").EnumerateArray(), static row => row.GetProperty("name").GetString() == "encoder.0.weight");
    }

    [Fact]
    public void A_run_and_its_checkpoints_are_explained_and_a_flipped_bit_is_found()
    {
        Cli.Result run = _cli.Run("inspect", trained.Images);
        Assert.Equal((0, ""), (run.Code, run.Error));
        foreach (string says in new[] { "finished", "model.safetensors", "whole: every hash is right" }) Assert.Contains(says, run.Output, StringComparison.Ordinal);

        string copy = _cli.File("copied"), checkpoint = Directory.GetDirectories(Path.Combine(trained.Images, "checkpoints"), "ckpt-*").Single();
        string target = Path.Combine(copy, Path.GetFileName(checkpoint));
        Directory.CreateDirectory(target);
        foreach (string file in Directory.GetFiles(checkpoint)) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        Cli.Result whole = _cli.Run("inspect", target);
        Assert.Equal(0, whole.Code);
        Assert.Contains("verified: every file is what was written", whole.Output, StringComparison.Ordinal);

        string weights = Path.Combine(target, "optimizer.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^5] ^= 1;
        File.WriteAllBytes(weights, bytes);
        Cli.Result flipped = _cli.Run("inspect", target);
        Assert.Equal(4, flipped.Code);
        Assert.Contains("its SHA-256 is not the one in its manifest", flipped.Output, StringComparison.Ordinal);
        Assert.Equal(6, _cli.Run("inspect", copy).Code);
    }

    [Fact]
    public void A_configuration_is_valid_or_all_that_is_wrong_with_it_is_listed()
    {
        Assert.Contains("valid        yes", _cli.Run("inspect", Path.Combine(trained.Images, "config.resolved.json")).Output.Replace("valid       ", "valid        ", StringComparison.Ordinal), StringComparison.Ordinal);
        File.WriteAllText(_cli.File("bad.json"), "{ \"model\": { \"latent\": 3 }, \"training\": { \"epochs\": 1.5 } }");
        Cli.Result result = _cli.Run("inspect", "bad.json", "--json");
        Assert.Equal(2, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.False(document.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(["model.latent", "training.epochs"], document.RootElement.GetProperty("error").EnumerateArray().Select(static error => error.GetProperty("path").GetString()));
    }

    [Fact]
    public void Data_of_every_kind_are_explained()
    {
        NpyWriter.Write(_cli.File("a.npy"), new float[24], 4, 2, 3);
        File.WriteAllBytes(_cli.File("a.idx"), [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 7, 8]);
        File.WriteAllText(_cli.File("rolls.json"), "{\"train\": [[[60, 64], [62]]], \"valid\": [[[60]]], \"test\": [[[61]]]}");
        File.WriteAllBytes(_cli.File("a.wav"), [.. "RIFF"u8, 40, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0, .. "data"u8, 4, 0, 0, 0, 1, 0, 2, 0]);
        File.WriteAllText(_cli.File("numbers.csv"), "a,b\n1,2\n3,4\n");
        Cli.Result text = _cli.Run("inspect", "table.csv");
        Assert.Equal(6, text.Code);
        Assert.Contains("'even' in 'target' is no number", text.Output, StringComparison.Ordinal);
        foreach ((string file, string says) in new[]
        {
            ("a.npy", "[4, 2, 3]"), ("a.idx", "UInt8, 2 of them"), ("rolls.json", "piano-rolls"), ("a.wav", "8000 Hz, mono"), ("numbers.csv", "2 examples of x [2]"),
            (Path.Combine(trained.Images, "samples.png"), "pixels, grey"), (Path.Combine(trained.Images, "metrics.jsonl"), "every evaluation of the training"),
            (Path.Combine(trained.Images, "evaluation.json"), "evidence lower bound"), (Path.Combine(trained.Images, "report.html"), "open it in a browser"),
        })
        {
            Cli.Result result = _cli.Run("inspect", file);
            Assert.True(result.Code == 0, $"{file}: {result.Error}");
            Assert.True(result.Output.Contains(says, StringComparison.Ordinal) || _cli.Run("inspect", file, "--json").Output.Contains(says, StringComparison.Ordinal), $"{file}: {result.Output}");
        }

        File.WriteAllBytes(_cli.File("cut.wav"), File.ReadAllBytes(_cli.File("a.wav"))[..^2]);
        Assert.Equal(3, _cli.Run("inspect", "cut.wav").Code);
        Cli.Result missing = _cli.Run("inspect", "rools.json");
        Assert.Equal((3, ""), (missing.Code, missing.Output));
        Assert.Contains("Did you mean 'rolls.json'?", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_are_listed_with_how_they_stand()
    {
        using JsonDocument document = JsonDocument.Parse(_cli.Run("runs", "--json").Output);
        JsonElement run = document.RootElement.GetProperty("runs").EnumerateArray().Single();
        Assert.Equal(("finished", "vae", "digits", 10), (run.GetProperty("state").GetString(), run.GetProperty("model").GetString(), run.GetProperty("data").GetString(), run.GetProperty("steps").GetInt32()));
        Assert.InRange(run.GetProperty("bound").GetProperty("value").GetDouble(), -543.5, -100);
        Assert.Equal("test", run.GetProperty("part").GetString());
        Assert.Matches(@"validation bound +evaluated on +bound(.|\n)*test data", _cli.Run("runs").Output);
        Assert.Matches(@"table-1 +vae +table\.csv +finished", _cli.Run("runs", "--runs", "tables").Output);
        Cli.Result none = _cli.Run("runs", "--runs", "nothing-here");
        Assert.Equal((0, ""), (none.Code, none.Output));
        Assert.Contains("Start one: latent train", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_are_listed_and_the_schema_is_JSON()
    {
        string all = _cli.Run("models").Output;
        string[] kinds = ["vae", "von-mises-fisher", "vamp", "discretized-logistic", "gated-mlp", "piwae", "total-correlation", "adamax", "salt-and-pepper"];
        foreach (string kind in kinds) Assert.Contains(kind, all, StringComparison.Ordinal);
        Assert.Contains("(base + penalty + ...)", all, StringComparison.Ordinal);
        Assert.DoesNotContain("adamax", _cli.Run("models", "likelihoods").Output, StringComparison.Ordinal);
        using JsonDocument lists = JsonDocument.Parse(_cli.Run("models", "--json").Output);
        Assert.Equal(9, lists.RootElement.GetProperty("lists").GetArrayLength());
        using JsonDocument schema = JsonDocument.Parse(_cli.Run("models", "--schema").Output);
        Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Completions_are_scripts_whose_question_the_tool_answers()
    {
        foreach (string shell in new[] { "bash", "zsh", "fish", "pwsh" }) Assert.Contains("[suggest:", _cli.Run("completions", shell).Output, StringComparison.Ordinal);
        string[] words = _cli.Run("[suggest:10]", "latent rec").Output.Split('\n');
        Assert.Contains("reconstruct", words);
        Assert.DoesNotContain("train", words);
        Assert.Contains("--temperature", _cli.Run("[suggest:16]", "latent sample --").Output, StringComparison.Ordinal);

        if (!File.Exists("/bin/bash")) return; // only where there is one can its script be tried
        File.WriteAllText(_cli.File("complete.sh"), _cli.Run("completions", "bash").Output + $$"""
            latent() { dotnet '{{Path.Combine(AppContext.BaseDirectory, "Latent.Cli.dll")}}' "$@"; }
            COMP_LINE="latent rec"; COMP_POINT=10; COMP_WORDS=(latent rec); COMP_CWORD=1
            _latent_complete
            echo "${COMPREPLY[@]}"
            """);
        ProcessStartInfo bash = new("/bin/bash", ["-c", $"bash -n '{_cli.File("complete.sh")}' && bash '{_cli.File("complete.sh")}'"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(bash)!;
        string completed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((0, "recipes reconstruct\n"), (process.ExitCode, completed));
    }
}
