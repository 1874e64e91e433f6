using System.Text.RegularExpressions;
using Latent.Cli;

namespace Repository.Tests;

/// <summary>What the README and the experiments tell a reader to type exists.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = RepositoryFiles.Text("README.md");

    public static TheoryData<string> Pages => [.. RepositoryFiles.All.Where(static file =>
        file is "README.md" or "experiments/RESULTS.md")];

    [Fact]
    public void It_says_how_to_train_and_test()
    {
        Assert.Contains("dotnet test -c Release", Commands("README.md"));
        Assert.Contains("dotnet run -c Release --project src/Latent.Cli -- train", Commands("README.md"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Command_lines_name_projects_and_options_that_exist(string page)
    {
        string[] commands = Commands(page);
        Assert.Contains(commands, static command => command.StartsWith("dotnet run", StringComparison.Ordinal));
        using Interruption interruption = new();
        foreach (string command in commands.Where(static command => command.StartsWith("dotnet run", StringComparison.Ordinal)))
        {
            string[] words = command.Split(' ');
            string project = words[Array.IndexOf(words, "--project") + 1];
            Assert.Contains(RepositoryFiles.All, file => file.StartsWith(project + "/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal));
            Assert.Empty(CommandLine.MakeRoot(interruption).Parse(words[(Array.IndexOf(words, "--") + 1)..]).Errors);
        }
    }

    [Fact]
    public void Every_experiment_has_its_line_in_the_results() => Assert.All(
        RepositoryFiles.All.Where(static file => file.StartsWith("experiments/", StringComparison.Ordinal) && file != "experiments/RESULTS.md"),
        static file => Assert.Contains($"({file["experiments/".Length..]})", RepositoryFiles.Text("experiments/RESULTS.md"), StringComparison.Ordinal));

    [Fact]
    public void Its_links_lead_to_files() => Assert.All(
        Link().Matches(Readme).Select(static link => link.Groups["target"].Value).Where(static target => !target.Contains("://", StringComparison.Ordinal)),
        static target => Assert.Contains(target, RepositoryFiles.All));

    [Fact]
    public void Its_exit_codes_are_the_tool_s()
    {
        foreach (System.Reflection.FieldInfo code in typeof(ExitCode).GetFields())
            Assert.Matches($@"\b{code.GetRawConstantValue()}\b", Readme);
    }

    private static string[] Commands(string page) =>
        [.. Shell().Matches(RepositoryFiles.Text(page)).SelectMany(static block => block.Groups["code"].Value.Trim().Split('\n'))];

    [GeneratedRegex(@"```sh\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)")]
    private static partial Regex Link();
}
