using System.Text.RegularExpressions;
using Latent.Cli;

namespace Repository.Tests;

/// <summary>What the README tells a newcomer to type exists.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = RepositoryFiles.Text("README.md");

    [Fact]
    public void Its_command_lines_name_projects_and_options_that_exist()
    {
        string[] commands = [.. Shell().Matches(Readme).SelectMany(static block => block.Groups["code"].Value.Trim().Split('\n'))];
        Assert.Contains("dotnet test -c Release", commands);
        Assert.Contains("dotnet run -c Release --project src/Latent.Cli -- train", commands);
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
    public void Its_links_lead_to_files() => Assert.All(
        Link().Matches(Readme).Select(static link => link.Groups["target"].Value).Where(static target => !target.Contains("://", StringComparison.Ordinal)),
        static target => Assert.Contains(target, RepositoryFiles.All));

    [Fact]
    public void Its_exit_codes_are_the_tool_s()
    {
        foreach (System.Reflection.FieldInfo code in typeof(ExitCode).GetFields())
            Assert.Matches($@"\b{code.GetRawConstantValue()}\b", Readme);
    }

    [GeneratedRegex(@"```sh\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)")]
    private static partial Regex Link();
}
