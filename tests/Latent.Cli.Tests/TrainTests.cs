using System.Text.Json;
using Xunit.Abstractions;

namespace Latent.Cli.Tests;

public sealed class TrainTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Small = ["train", "--epochs", "2", "--limit", "300", "--hidden", "32", "--latent", "4", "--batch-size", "64"];

    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_small_training_leaves_everything_it_promises_and_can_be_sampled_from()
    {
        Cli.Result result = _cli.Run([.. Small, "--json"]);
        Assert.Equal(0, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement;
        Assert.Equal((1, 2, 10, false), (root.GetProperty("schemaVersion").GetInt32(), root.GetProperty("epochs").GetInt32(),
            root.GetProperty("steps").GetInt32(), root.GetProperty("interrupted").GetBoolean()));
        JsonElement test = root.GetProperty("test");
        Assert.Equal(test.GetProperty("elbo").GetDouble(), test.GetProperty("reconstruction").GetDouble() - test.GetProperty("kl").GetDouble(), 6);
        Assert.InRange(test.GetProperty("elbo").GetDouble(), -543.5, -100); // 784 ln 2 = 543.4: better than not having trained

        string run = Path.Combine(_cli.Folder, root.GetProperty("run").GetString()!);
        Assert.Matches(@"^\d{8}-\d{6}-digits-1$", Path.GetFileName(run));
        Assert.Equal(
            ["config.resolved.json", "environment.json", "metrics.jsonl", "model.safetensors", "reconstructions.png", "samples.png"],
            Directory.GetFiles(run).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string[] metrics = File.ReadAllLines(Path.Combine(run, "metrics.jsonl"));
        Assert.Equal(3, metrics.Length);
        Assert.All(metrics, static line => JsonDocument.Parse(line).Dispose());
        Assert.Contains("\"seed\": 1", File.ReadAllText(Path.Combine(run, "config.resolved.json")), StringComparison.Ordinal);

        // Standard error is a log, not a terminal: a line per epoch, no escape sequences.
        Assert.Contains("epoch 2/2  ELBO", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);

        Cli.Result sample = _cli.Run("sample", "--count", "10", "--seed", "4");
        Assert.Equal(0, sample.Code);
        Assert.True(File.Exists(Path.Combine(run, "samples-4.png")));
        Cli.Result again = _cli.Run("sample", "--count", "10", "--seed", "4");
        Assert.Equal(73, again.Code);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, _cli.Run("sample", run, "--count", "10", "--seed", "4", "--force").Code);
    }

    [Fact]
    public void The_same_seed_gives_the_same_model_to_the_bit_whatever_threads_culture_and_colours()
    {
        Cli.Result first = _cli.With("LATENT_THREADS", "1").Run([.. Small, "--quiet", "--runs", "a"]);
        Cli.Result second = _cli.With("LATENT_THREADS", null).With("LANG", "de_DE.UTF-8").With("LC_ALL", "de_DE.UTF-8").With("NO_COLOR", "1")
            .Run([.. Small, "--quiet", "--runs", "b", "--threads", "2"]);
        Cli.Result other = _cli.Run([.. Small, "--quiet", "--runs", "c", "--seed", "2"]);
        Assert.Equal((0, 0, 0), (first.Code, second.Code, other.Code));
        Assert.Equal("", first.Error + second.Error);
        Assert.Equal(Model("a"), Model("b"));
        Assert.NotEqual(Model("a"), Model("c"));

        byte[] Model(string runs) => File.ReadAllBytes(Path.Combine(Directory.GetDirectories(_cli.File(runs)).Single(), "model.safetensors"));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_stops_after_the_step_and_leaves_model_and_pictures(string signal, int code)
    {
        if (!Cli.CanSignal)
        {
            output.WriteLine("not run: there is no command 'kill' here to send a signal with.");
            return;
        }

        Cli.Result result = _cli.RunAndSignal(signal, "epoch    2/9000", "train", "--epochs", "9000", "--limit", "200", "--hidden", "16", "--latent", "2");
        Assert.Equal(code, result.Code);
        Assert.Contains("saving what there is", result.Error, StringComparison.Ordinal);
        Assert.Contains("not evaluated: training was stopped", result.Output, StringComparison.Ordinal);
        string run = Directory.GetDirectories(_cli.File("runs")).Single();
        Assert.True(File.Exists(Path.Combine(run, "samples.png")));
        Assert.True(File.Exists(Path.Combine(run, "reconstructions.png")));
        Assert.Equal(0, _cli.Run("sample", "--count", "1").Code);
    }

    [Fact]
    public void A_signal_during_the_evaluation_stops_it_and_ends_with_130_with_everything_saved()
    {
        if (!Cli.CanSignal)
        {
            output.WriteLine("not run: there is no command 'kill' here to send a signal with.");
            return;
        }

        // The scalar kernels make the evaluation last seconds, on any machine.
        Cli.Result result = _cli.With("LATENT_KERNELS", "reference").RunAndSignal(
            "INT", "evaluating on 2000", "train", "--epochs", "1", "--limit", "8", "--hidden", "200", "--latent", "2");
        Assert.Equal(130, result.Code);
        Assert.Contains("not evaluated: evaluation was stopped", result.Output, StringComparison.Ordinal);
        string run = Directory.GetDirectories(_cli.File("runs")).Single();
        Assert.True(File.Exists(Path.Combine(run, "model.safetensors")) && File.Exists(Path.Combine(run, "reconstructions.png")));
    }

    [Theory]
    [InlineData("error: Kernels: there is no set 'foo'; known are simd, reference.", "LATENT_KERNELS", "foo")]
    [InlineData("error: LATENT_THREADS is 'abc'; it must be a whole number from 1 to 1024.", "LATENT_THREADS", "abc")]
    [InlineData("error: LATENT_THREADS is 'abc';", "LATENT_THREADS", "abc", "--threads", "2")]
    [InlineData("error: a model of sizes 784-90000-9000 needs 2571120000 numbers in one piece", "A", "", "--hidden", "90000", "--latent", "9000")]
    public void Settings_that_cannot_work_end_with_2_and_a_line_before_anything_is_made(string says, string variable, string value, params string[] more)
    {
        Cli.Result result = _cli.With(variable, value).Run(["train", .. more]);
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.StartsWith(says, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Empty(Directory.GetFileSystemEntries(_cli.Folder));
    }

    [Fact]
    public void What_no_command_foresees_ends_with_1_and_a_line_and_shows_where_when_asked()
    {
        // A heap of 128 MiB, in which a model of 376 MB has no room.
        string[] tooMuch = ["train", "--quiet", "--limit", "10", "--hidden", "60000"];
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
        Assert.Equal(3, result.Code);
        Assert.Contains("error: nowhere: there is no such folder", result.Error, StringComparison.Ordinal);

        Directory.CreateDirectory(_cli.File("half"));
        File.WriteAllBytes(_cli.File("half", "train-images-idx3-ubyte"), [0, 0, 8, 3, 0, 0]);
        result = _cli.Run("train", "--data-dir", "half");
        Assert.Equal(3, result.Code);
        Assert.Contains("missing train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.", result.Error, StringComparison.Ordinal);

        foreach (string name in new[] { "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" })
            File.WriteAllBytes(_cli.File("half", name), [0, 0, 8, 1, 0, 0, 0, 0]);
        result = _cli.Run("train", "--data-dir", "half");
        Assert.Equal(3, result.Code);
        Assert.Contains("byte 6: the file ends here", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.File("runs")));
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void Missing_and_damaged_models_end_with_4()
    {
        Cli.Result result = _cli.Run("sample");
        Assert.Equal(4, result.Code);
        Assert.Contains("Train one first: latent train", result.Error, StringComparison.Ordinal);
        Assert.Equal(4, _cli.Run("sample", "no-such-run").Code);
        File.WriteAllText(_cli.File("bad.safetensors"), "this is no model");
        result = _cli.Run("sample", "bad.safetensors");
        Assert.Equal(4, result.Code);
        Assert.Contains("bad.safetensors, byte 0: the header length is", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Diverging_ends_with_5_and_names_the_step()
    {
        Cli.Result result = _cli.Run([.. Small, "--learning-rate", "1e12"]);
        Assert.Equal(5, result.Code);
        Assert.Contains("error: Training diverged in step", result.Error, StringComparison.Ordinal);
        Assert.Contains("Lower the learning rate", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_ends_with_73()
    {
        File.WriteAllText(_cli.File("file"), "in the way");
        Cli.Result result = _cli.Run([.. Small, "--runs", "file"]);
        Assert.Equal(73, result.Code);
        Assert.Contains("error: cannot write:", result.Error, StringComparison.Ordinal);
    }
}
