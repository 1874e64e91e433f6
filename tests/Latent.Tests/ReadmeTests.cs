using Latent.Checkpoints;
using Latent.Training;

namespace Latent.Tests;

/// <summary>The example writes into the current folder, which belongs to the whole process: nothing may run beside it.</summary>
[CollectionDefinition(nameof(ReadmeTests), DisableParallelization = true)]
[Collection(nameof(ReadmeTests))]
public sealed class ReadmeTests
{
    [Fact]
    public void The_example_runs()
    {
        using TemporaryFolder folder = new();
        (TermSummary test, string said) = ReadmeExample.Run(folder.Path);
        Assert.InRange(test.Bound, -400, -150);
        Assert.StartsWith("20 steps: ELBO -", said, StringComparison.Ordinal);
        Assert.Equal("digits", ModelFile.Load(folder.File("digits.safetensors")).Card.Name);
    }

    [Fact]
    public void The_example_is_the_README_s()
    {
        string root = RealData.RepositoryRoot;
        string source = Between(File.ReadAllText(Path.Combine(root, "tests/Latent.Tests/ReadmeExample.cs")), "// README begins\n", "// README ends");
        string readme = Between(File.ReadAllText(Path.Combine(root, "README.md")), "```csharp\n", "```");
        Assert.Equal(Lines(source), Lines(readme));

        static string Between(string text, string from, string to)
        {
            text = text.ReplaceLineEndings("\n");
            int start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
            return text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
        }

        static string[] Lines(string text)
        {
            string[] lines = text.TrimEnd().Split('\n');
            int indent = lines[0].Length - lines[0].TrimStart().Length;
            return [.. lines.Select(line => line.Length >= indent ? line[indent..] : line)];
        }
    }
}
