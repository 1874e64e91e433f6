using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>Small files, no traces of one machine, nothing unfinished.</summary>
public sealed partial class TidinessTests
{
    // The one place for addresses of published data sets, which is what it is there for.
    private const string DataAddresses = "src/Latent/Data/Download/DownloadCatalog.cs";

    private const int LongestSource = 500, LongestTest = 600, MedianSource = 100, WidestLine = 160, WidestEngineLine = 173;

    private static readonly string[] TextEndings = [".cs", ".md", ".csproj", ".props", ".json", ".yml", ".sh", ".py", ".slnx", ".txt", ".globalconfig"];

    [Fact]
    public void Files_stay_small()
    {
        IEnumerable<string> tooLong = RepositoryFiles.Sources("src").Select(static file => (file, limit: LongestSource))
            .Concat(RepositoryFiles.Sources("tests").Select(static file => (file, limit: LongestTest)))
            .Select(static entry => (entry.file, entry.limit, lines: RepositoryFiles.Lines(entry.file).Length))
            .Where(static entry => entry.lines > entry.limit)
            .Select(static entry => $"{entry.file} has {entry.lines} lines, more than {entry.limit}: is it one thing?");
        Assert.Empty(tooLong);
        int[] lengths = [.. RepositoryFiles.Sources("src").Select(static file => RepositoryFiles.Lines(file).Length).Order()];
        Assert.InRange(lengths[lengths.Length / 2], 0, MedianSource);
    }

    [Fact]
    public void Lines_stay_readable() => Assert.Empty(
        from file in RepositoryFiles.Sources("src")
        from line in RepositoryFiles.Lines(file).Select(static (text, index) => (text, number: index + 1))
            // Formulas of the engine are at times clearer on one line than on two.
        let widest = file.StartsWith("src/Latent.Tensors/", StringComparison.Ordinal) ? WidestEngineLine : WidestLine
        where line.text.Length > widest && !NumberTable().IsMatch(line.text)
        select $"{file}:{line.number} has {line.text.Length} columns, more than {widest}.");

    [Fact]
    public void Nothing_names_a_place_on_one_machine_or_an_unknown_host() => Assert.Empty(
        from file in TextFiles()
        where file != DataAddresses
        from line in RepositoryFiles.Lines(file).Select(static (text, index) => (text, number: index + 1))
        where MachinePath().IsMatch(line.text)
        select $"{file}:{line.number}: {line.text.Trim()}");

    [Fact]
    public void Nothing_in_src_is_unfinished() => Assert.Empty(
        from file in RepositoryFiles.Sources("src")
        from line in RepositoryFiles.Lines(file).Select(static (text, index) => (text, number: index + 1))
        where Unfinished().IsMatch(line.text)
        select $"{file}:{line.number}: {line.text.Trim()}");

    [Fact]
    public void No_test_is_switched_off() => Assert.Empty(
        from file in RepositoryFiles.Sources("tests")
        where SkippedTest().IsMatch(RepositoryFiles.Text(file))
        select file);

    private static IEnumerable<string> TextFiles() =>
        RepositoryFiles.All.Where(static file => TextEndings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)) || file == ".ci/run");

    // Absolute paths of a user's or a build's machine, and addresses other than those a reader may need, of this machine itself, and those
    // that are reserved for examples (RFC 2606, RFC 5737).
    [GeneratedRegex(@"(?<![\w.}])/(home|root|tmp|work|mnt|opt|srv|Users)/\w|[A-Z]:\\Users|https?://(?!127\.0\.0\.1|192\.0\.2\.1|example\.(com|invalid)|dot\.net|doi\.org|arxiv\.org|dlmf\.nist\.gov|json-schema\.org|www\.w3\.org/2000/svg)\w")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"NotImplementedException|throw new NotSupportedException\(\)|\bTODO\b|\bFIXME\b|\bHACK\b|\bXXX\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^[\s0-9a-fA-FxuUL,.+\-_()]*$")]
    private static partial Regex NumberTable();

    [GeneratedRegex(@"\[(Fact|Theory)\([^)]*Skip *=")]
    private static partial Regex SkippedTest();
}
