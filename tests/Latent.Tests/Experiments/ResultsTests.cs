using Latent.Configuration;
using Latent.Testing;

namespace Latent.Tests.Experiments;

/// <summary>Every experiment has a configuration that is read, and a line in the results (LATENT_UPDATE_DOCS=1 writes the table).</summary>
public sealed class ResultsTests
{
    public static TheoryData<string> Configurations =>
        [.. Directory.GetFiles(Path.Combine(GeneratedDocs.Root(), "experiments"), "*.json").Select(static path => Path.GetFileNameWithoutExtension(path))
            .Where(static name => name != "results").Order(StringComparer.Ordinal)];

    [Fact]
    public void The_page_s_table_is_what_was_recorded()
    {
        string expected = RecordedResult.Table(RecordedResult.All(), "");
        Assert.Equal(expected, GeneratedDocs.Part("experiments/RESULTS.md", "results", expected));
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Every_configuration_is_valid_and_has_its_result(string name)
    {
        string path = Path.Combine(GeneratedDocs.Root(), "experiments", name + ".json");
        Assert.Empty(ConfigurationReader.Read(ConfigurationLayer.FromFile(path)).Config.Validate());
        Assert.True(RecordedResult.All().Any(result => string.Equals(result.Name, name, StringComparison.Ordinal)),
            $"experiments/results.json has no entry for '{name}'.");
    }
}
