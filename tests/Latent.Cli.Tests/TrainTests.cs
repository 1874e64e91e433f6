using System.Text.Json;
using Xunit.Abstractions;

namespace Latent.Cli.Tests;

public sealed class TrainTests(ITestOutputHelper output) : IDisposable
{
    // Data and model so small that a process starts for longer than it trains.
    internal static readonly string[] SmallData = ["--set", "data.source.trainCount=300", "--set", "data.source.testCount=60"];

    internal static readonly string[] SmallModel =
        ["--set", "model.encoder.hidden=[32]", "--latents", "4", "--batch-size", "64", "--set", "evaluation.parts=[\"bound\"]", .. SmallData];

    private static readonly string[] Small = ["train", "--epochs", "2", .. SmallModel];

    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_small_training_leaves_everything_it_promises()
    {
        Cli.Result result = _cli.Run([.. Small, "--json", "--name", "a small one"]);
        Assert.Equal(0, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output.TrimEnd().Split('\n')[^1]);
        JsonElement root = document.RootElement;
        Assert.Equal((1, 2, 10, "completed"), (root.GetProperty("schemaVersion").GetInt32(), root.GetProperty("epoch").GetInt32(),
            root.GetProperty("steps").GetInt32(), root.GetProperty("reason").GetString()));
        // The evaluation is what its file holds, terms and all.
        JsonElement bound = root.GetProperty("evaluation").GetProperty("bound");
        double elbo = Value(bound, "elbo");
        Assert.Equal(elbo, Value(bound, "logLikelihood") - Value(bound, "kl"), 6);
        Assert.InRange(elbo, -543.5, -100); // 784 ln 2 = 543.4: better than not having trained

        string run = Path.Combine(_cli.Folder, root.GetProperty("run").GetString()!);
        Assert.Matches(@"^\d{8}-\d{6}-a-small-one-1$", Path.GetFileName(run));
        foreach (string file in new[] { "config.resolved.json", "environment.json", "data-fingerprint.json", "metrics.jsonl", "model.safetensors", "result.json",
            "evaluation.json", "report.html", "samples.png", "reconstructions.png" })
        {
            Assert.True(File.Exists(Path.Combine(run, file)), file);
        }

        string[] metrics = File.ReadAllLines(Path.Combine(run, "metrics.jsonl"));
        Assert.Equal(2, metrics.Length);
        Assert.All(metrics, static line => JsonDocument.Parse(line).Dispose());
        Assert.Equal(elbo, Value(JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "evaluation.json"))).RootElement.GetProperty("bound"), "elbo"));

        // Standard error is a log, not a terminal: a line per epoch, no escape sequences.
        Assert.Contains("epoch 2/2  bound", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);

        static double Value(JsonElement bound, string name) => bound.GetProperty(name).GetProperty("value").GetDouble();
    }

    [Fact]
    public void The_same_seed_gives_the_same_model_to_the_bit_whatever_threads_culture_and_colours()
    {
        Cli.Result first = _cli.With("LATENT_THREADS", "1").Run([.. Small, "--quiet", "--runs", "a"]);
        string config = Path.Combine(_cli.TheRun("a"), "config.resolved.json");
        Cli.Result second = _cli.With("LATENT_THREADS", null).With("LANG", "de_DE.UTF-8").With("LC_ALL", "de_DE.UTF-8").With("NO_COLOR", "1")
            .Run("train", "--config", config, "--quiet", "--runs", "b", "--threads", "2");
        Cli.Result other = _cli.Run([.. Small, "--quiet", "--runs", "c", "--seed", "2"]);
        Assert.Equal((0, 0, 0), (first.Code, second.Code, other.Code));
        Assert.Equal("", first.Error + second.Error);
        Assert.Equal(Cli.Weights(_cli.TheRun("a")), Cli.Weights(_cli.TheRun("b")));
        Assert.NotEqual(Cli.Weights(_cli.TheRun("a")), Cli.Weights(_cli.TheRun("c")));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void A_signal_saves_what_there_is_and_resuming_ends_with_the_bits_of_a_run_that_was_left_alone(string signal, int code)
    {
        if (!Cli.Hears(signal, output)) return;
        string[] training = ["train", "--epochs", "100", "--set", "training.patience=null", .. SmallModel];
        Cli.Result result = _cli.RunAndSignal(signal, "epoch   2/100", [.. training, "--runs", "stopped"]);
        Assert.Equal(code, result.Code);
        string run = _cli.TheRun("stopped");
        Assert.Contains($"latent resume {Path.Combine("stopped", Path.GetFileName(run))}", result.Error, StringComparison.Ordinal);
        Assert.Contains("not evaluated", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run, "model.safetensors")) && File.Exists(Path.Combine(run, "report.html")));
        Assert.Contains("stopped", _cli.Run("runs", "--runs", "stopped").Output, StringComparison.Ordinal);

        if (code != 130) return; // the rest is the same after either
        Cli.Result resumed = _cli.Run("resume", "--runs", "stopped", "--threads", "1");
        Assert.Equal(0, resumed.Code);
        Assert.Contains("going on from step", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(0, _cli.Run([.. training, "--quiet", "--runs", "whole"]).Code);
        Assert.Equal(Cli.Weights(_cli.TheRun("whole")), Cli.Weights(run));
        Assert.Equal(File.ReadAllLines(Path.Combine(_cli.TheRun("whole"), "metrics.jsonl")).Length, File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Length);
    }

    [Fact]
    public void While_a_run_is_trained_another_trainer_is_refused_and_a_killed_one_can_be_gone_on_with()
    {
        string[] arguments = ["train", "--epochs", "9000", "--set", "training.patience=null", .. SmallModel];
        (Cli.Result second, Cli.Result runs) = _cli.WhileRunning("epoch    2/9000", () => (_cli.Run("resume"), _cli.Run("runs", "--json")), arguments);
        Assert.Equal((73, ""), (second.Code, second.Output));
        Assert.Contains("is being trained by process", second.Error, StringComparison.Ordinal);
        Assert.Equal("running", State(runs));
        Assert.Equal("resumable", State(_cli.Run("runs", "--json")));
        if (Cli.Hears("INT", output)) Assert.Equal(130, _cli.RunAndSignal("INT", "writing to", "resume").Code);

        static string? State(Cli.Result result) => JsonDocument.Parse(result.Output).RootElement.GetProperty("runs")[0].GetProperty("state").GetString();
    }

    [Fact]
    public void A_signal_during_the_evaluation_stops_it_and_ends_with_130_with_the_model_saved()
    {
        if (!Cli.Hears("INT", output)) return;

        // The scalar kernels make the evaluation last seconds, on any machine.
        Cli.Result result = _cli.With("LATENT_KERNELS", "reference").RunAndSignal("INT", "evaluating", "train", "--epochs", "1", "--limit", "8", "--latents", "2");
        Assert.Equal(130, result.Code);
        Assert.Contains("stopped: the model is saved", result.Error, StringComparison.Ordinal);
        Assert.Contains("not evaluated", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_cli.TheRun(), "model.safetensors")));
        string name = Path.GetFileName(_cli.TheRun());
        Assert.Contains($"Finish them with:\n  latent resume {Path.Combine("runs", name)}\n", result.Error, StringComparison.Ordinal);
        Cli.Result resumed = _cli.With("LATENT_KERNELS", null).Run("resume", Path.Combine("runs", name), "--quiet");
        Assert.Equal((0, ""), (resumed.Code, resumed.Error));
        Assert.True(File.Exists(Path.Combine(_cli.TheRun(), "evaluation.json")) && File.Exists(Path.Combine(_cli.TheRun(), "report.html")));
    }

    [Fact]
    public void A_second_Ctrl_C_ends_at_once_and_says_how_to_go_on()
    {
        if (!Cli.Hears("INT", output)) return;

        // The scalar kernels make what the first signal leaves to do, the report, last longer than the second is away.
        Cli.Result result = _cli.With("LATENT_KERNELS", "reference").RunAndSignal("INT", 2, "writing to", "train", "--epochs", "9");
        Assert.Equal((130, ""), (result.Code, result.Output));
        Assert.Contains($"stopped at once; go on from the last checkpoint with: latent resume {Path.Combine("runs", Path.GetFileName(_cli.TheRun()))}\n",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_is_printed_with_where_its_values_come_from_and_a_plan_without_making_anything()
    {
        File.WriteAllText(_cli.File("my.json"), "{ \"training\": { \"epochs\": 7 }, /* a comment */ \"model\": { \"latents\": 3, }, }");
        Cli.Result printed = _cli.With("LATENT_CONFIG__seed", "11").Run(["train", "--config", "my.json", "--print-config", "--set", "model.latents=5", .. SmallData]);
        Assert.Equal((0, ""), (printed.Code, printed.Error));
        Assert.Contains("\"epochs\": 7, // my.json", printed.Output, StringComparison.Ordinal);
        Assert.Contains("\"latents\": 5, // --set model.latents=5", printed.Output, StringComparison.Ordinal);
        Assert.Contains("\"seed\": 11, // LATENT_CONFIG__seed", printed.Output, StringComparison.Ordinal);
        Cli.Result plan = _cli.Run([.. Small, "--dry-run", "--json"]);
        Assert.Equal(0, plan.Code);
        using JsonDocument document = JsonDocument.Parse(plan.Output);
        Assert.Equal((10, 5), (document.RootElement.GetProperty("steps").GetInt32(), document.RootElement.GetProperty("stepsPerEpoch").GetInt32()));
        Assert.False(Directory.Exists(_cli.File("runs")));
    }

    [Fact]
    public void All_that_is_wrong_with_a_configuration_is_said_at_once_with_2()
    {
        File.WriteAllText(_cli.File("my.json"), """
            {
              "modle": {},
              "training": { "epochs": "many", "batchsize": 3 },
              "optimizer": { "kind": "adm" }
            }
            """);
        Cli.Result result = _cli.Run("train", "--config", "my.json");
        Assert.Equal((2, ""), (result.Code, result.Output));
        string[] lines = result.Error.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.All(lines, static line => Assert.StartsWith("error: my.json, line ", line, StringComparison.Ordinal));
        foreach (string says in new[] { "modle: there is no such setting; did you mean 'model'?", "training.epochs: is \"many\"; it must be a whole number",
            "training.batchsize: there is no such setting; did you mean 'batchSize'?", "there is no 'adm'; did you mean 'adam'?" })
        {
            Assert.Contains(says, result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("error: Kernels: there is no set 'foo'; known are simd, reference.", "LATENT_KERNELS", "foo")]
    [InlineData("error: LATENT_THREADS is 'abc'; it must be a whole number from 1 to 1024.", "LATENT_THREADS", "abc")]
    [InlineData("error: LATENT_THREADS is 'abc';", "LATENT_THREADS", "abc", "--threads", "2")]
    [InlineData("error: vae: latents is 0; at least one latent variable is needed.", "A", "", "--set", "model.latents=0")]
    [InlineData("error: --set latents: a setting is written path=value", "A", "", "--set", "latents")]
    [InlineData("error: convolutional:", "A", "", "--set", "data.transforms=[{\"kind\":\"flatten\"}]", "--set", "model.encoder={\"kind\":\"convolutional\",\"kernel\":9000}")]
    public void Settings_that_cannot_work_end_with_2_and_a_line_before_anything_is_made(string says, string variable, string value, params string[] more)
    {
        Cli.Result result = _cli.With(variable, value).Run(["train", .. more]);
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.StartsWith(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_cli.Folder));
    }

    [Fact]
    public void What_no_command_foresees_ends_with_1_and_a_line_and_shows_where_when_asked()
    {
        // A heap of 128 MiB, in which a model of 376 MB has no room.
        string[] tooMuch = ["train", "--quiet", "--set", "model.encoder.hidden=[60000]", .. SmallData];
        Cli.Result result = _cli.With("DOTNET_GCHeapHardLimit", "0x8000000").With("LATENT_DEBUG", null).Run(tooMuch);
        Assert.Equal((1, ""), (result.Code, result.Output));
        Assert.Matches(@"^error: .*[Mm]emory.*\(LATENT_DEBUG=1 shows where\)\n$", result.Error);
        result = _cli.With("LATENT_DEBUG", "1").Run(tooMuch);
        Assert.Equal(1, result.Code);
        Assert.Contains("   at Latent.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_damaged_data_end_with_3_before_anything_is_made()
    {
        Cli.Result result = _cli.Run("train", "--data-dir", "nowhere");
        Assert.Equal((3, ""), (result.Code, result.Output));
        Assert.Contains("error: nowhere: there is no such f", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, _cli.Run("train", "mnits").Code);

        File.WriteAllBytes(_cli.File("cut.npy"), [0x93, .. "NUMPY"u8, 1, 0, 118]);
        result = _cli.Run("train", "cut.npy");
        Assert.Equal((3, ""), (result.Code, result.Output));
        Assert.Contains("cut.npy, byte", result.Error, StringComparison.Ordinal);

        File.WriteAllText(_cli.File("empty.csv"), "a,b\n1,\n2,\n3,\n");
        result = _cli.Run("train", "empty.csv");
        Assert.Equal((3, ""), (result.Code, result.Output));
        Assert.Contains("no value in any example", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.File("runs")));
    }

    [Fact]
    public void Diverging_ends_with_5_and_names_step_and_term()
    {
        Cli.Result result = _cli.Run([.. Small, "--learning-rate", "1e30"]);
        Assert.Equal(5, result.Code);
        Assert.Contains("error: Training diverged in step", result.Error, StringComparison.Ordinal);
        Assert.Contains("Lower the learning rate", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"The model that is kept is of step \d+\. The last good checkpoint, of step \d+, is .*checkpoints.*\.\n", result.Error);
        Assert.True(Directory.Exists(Path.Combine(_cli.Folder, result.Error.Split(", is ")[^1].Split('\n')[0].TrimEnd('.'))));
        Assert.Contains("diverged", _cli.Run("runs").Output, StringComparison.Ordinal);
        Assert.Contains("warning: the training diverged before its first evaluation", result.Error, StringComparison.Ordinal);
        Assert.Contains("not evaluated", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_cli.TheRun(), "evaluation.json")));
        Assert.Contains("the model has learned nothing", _cli.Run("eval", "--parts", "bound", "--out", "untrained.json").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_ends_with_73()
    {
        File.WriteAllText(_cli.File("file"), "in the way");
        Cli.Result result = _cli.Run([.. Small, "--runs", "file"]);
        Assert.Equal((73, ""), (result.Code, result.Output));
        Assert.Contains("error: cannot write:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_nothing_to_go_on_with_where_there_is_no_run()
    {
        Cli.Result result = _cli.Run("resume");
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains("Start one: latent train", result.Error, StringComparison.Ordinal);
        result = _cli.Run("resume", "nowhere");
        Assert.Equal(2, result.Code);
        Assert.Contains("nowhere is no run", result.Error, StringComparison.Ordinal);
    }
}
