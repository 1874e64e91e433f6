using System.CommandLine;
using System.Text.Json;

namespace Latent.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("error: there is no command or argument 'trian'. Did you mean 'train'?", "trian")]
    [InlineData("error: there is no option '--epoch'. Did you mean '--epochs'?", "train", "--epoch=3")]
    [InlineData("error: there is no option '--xyzzy'.", "train", "--xyzzy")]
    [InlineData("error: --epochs: expected a whole number from 1 to 1000000, found 'x'.", "train", "--epochs", "x")]
    [InlineData("error: --epochs: expected a whole number from 1 to 1000000, found '0'.", "train", "--epochs", "0")]
    [InlineData("error: --learning-rate: expected a number greater than 0, with a point for the decimals (0.001 or 1e-3), found '0,5'.", "train", "--learning-rate", "0,5")]
    [InlineData("error: --learning-rate: expected a number greater than 0", "train", "--learning-rate", "NaN")]
    [InlineData("error: --seed: expected a whole number from 0 to 18446744073709551615, found '-1'.", "train", "--seed=-1")]
    [InlineData("Required argument missing for option: '--epochs'.", "train", "--epochs")]
    public void Mistakes_on_the_command_line_end_with_2_and_say_what_was_meant(string says, params string[] arguments)
    {
        Cli.Result result = _cli.Run(arguments);
        Assert.Equal(2, result.Code);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_cli.Folder));
    }

    [Theory]
    [InlineData("Usage:", "--help")]
    [InlineData("latent train mnist", "train", "--help")]
    [InlineData("latent sample", "sample", "-h")]
    [InlineData("Examples:")]
    public void Help_goes_to_standard_output_and_has_examples(string says, params string[] arguments)
    {
        Cli.Result result = _cli.Run(arguments);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(says, result.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_help_though_nothing_else_is_said()
    {
        using Interruption interruption = new();
        foreach (string[] path in Paths(CommandLine.MakeRoot(interruption), []))
        {
            Cli.Result result = _cli.Run([.. path, "--help"]);
            Assert.Equal((0, ""), (result.Code, result.Error));
            Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        }

        Assert.Contains("Try: latent data get --help", _cli.Run("data", "get").Error, StringComparison.Ordinal);

        static IEnumerable<string[]> Paths(Command command, string[] path) =>
            command.Subcommands.SelectMany(child => Paths(child, [.. path, child.Name])).Append(path);
    }

    [Fact]
    public void Examples_in_the_help_are_command_lines_that_parse()
    {
        using Interruption interruption = new();
        foreach (string example in ExamplesHelp.All.SelectMany(static entry => entry.Value))
        {
            string[] words = example.Split('#')[0].Split('>')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("latent", words[0]);
            Assert.Empty(CommandLine.MakeRoot(interruption).Parse(words[1..]).Errors);
        }
    }

    [Fact]
    public void Doctor_reports_the_machine_as_one_JSON_document()
    {
        Cli.Result result = _cli.Run("doctor", "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Equal(1, document.RootElement.GetProperty("schemaVersion").GetInt32());
        Assert.Equal(Environment.ProcessorCount, document.RootElement.GetProperty("machine").GetProperty("processors").GetInt32());
        Assert.True(document.RootElement.GetProperty("checks").GetArrayLength() >= 6);
        Assert.All(document.RootElement.GetProperty("checks").EnumerateArray(), static check => Assert.True(check.GetProperty("passed").GetBoolean()));
        Assert.Empty(Directory.GetFileSystemEntries(_cli.Folder));
    }

    [Fact]
    public void Doctor_shows_device_and_checks_and_ends_with_6_when_one_fails()
    {
        File.WriteAllText(_cli.File("runs"), "in the way of the results");
        Cli.Result result = _cli.With("LATENT_THREADS", "3").Run("doctor");
        Assert.Equal((6, ""), (result.Code, result.Error));
        Assert.Contains("cpu (simd, 3 threads)", result.Output, StringComparison.Ordinal);
        Assert.Contains("ok      random numbers, known answer: 6627e8d5", result.Output, StringComparison.Ordinal);
        Assert.Contains("FAILED  results can be written under 'runs': a file of that name is in the way", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_cannot_be_written_ends_with_73()
    {
        if (!File.Exists("/dev/full"))
            return; // only Linux has a device that is always full
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
            "sh", ["-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Latent.Cli.dll")}' doctor > /dev/full 2> /dev/null"]);
        shell.WaitForExit();
        Assert.Equal(73, shell.ExitCode);
    }

    [Theory]
    [InlineData("doctor >&- 2>/dev/null", 73)]
    [InlineData("models 2>/dev/null | head -n 1 >/dev/null", 0)]
    public void A_closed_output_ends_with_73_and_a_reader_that_has_enough_is_no_error(string command, int code)
    {
        if (!File.Exists("/bin/sh")) return; // there is no shell to close it
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
            "/bin/sh", ["-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "Latent.Cli.dll")}' {command}"]);
        shell.WaitForExit();
        Assert.Equal(code, shell.ExitCode);
    }
}
