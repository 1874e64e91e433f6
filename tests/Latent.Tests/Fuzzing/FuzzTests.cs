using System.Globalization;
using Latent.Tensors;
using Xunit.Abstractions;

namespace Latent.Tests.Fuzzing;

/// <summary>
/// Mutated files of every format: a value, or an error that says what is wrong. A short pass each time; LATENT_FUZZ=200000 reads so many
/// inputs a format, LATENT_FUZZ_SEED another set of them.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Short = 2000;

    public static TheoryData<string> Formats => [.. FuzzFormats.All.Select(static format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Readers_give_a_value_or_a_typed_error_whatever_they_read(string name)
    {
        using TemporaryFolder folder = new();
        FuzzReport report = new Fuzzer(FuzzFormats.Named(name), folder).Run(Number("LATENT_FUZZ", Short), RandomKey.FromSeed((ulong)Number("LATENT_FUZZ_SEED", 1)));
        output.WriteLine(report.ToString());
        foreach (Violation violation in report.Violations)
            output.WriteLine($"{violation.What}\nin {Save(violation)}: {Convert.ToHexString(violation.Input.AsSpan(0, Math.Min(600, violation.Input.Length)))}\n");
        Assert.Empty(report.Violations.Select(static violation => violation.What));
    }

    [Fact]
    public void The_fuzzer_finds_readers_that_break_the_promise()
    {
        using TemporaryFolder folder = new();
        FuzzFormat broken = new("broken", static () => [[.. "RIFF"u8, 1, 2, 3, 4]], static (input, _) =>
        {
            // Faults that real readers have had: trust in an offset, and memory for what is only promised.
            if (input.Length > 5 && input[5] == 0xFF)
                return new Reading("large", GC.AllocateUninitializedArray<byte>(80 << 20)[0] & 0);
            return input.Length > 4 && input[0] == 'R' ? new Reading("taken", input[input[4] < 60 ? 0 : input[4]]) : throw new DataFormatProbe().Fault;
        });
        FuzzReport report = new Fuzzer(broken, folder).Run(2000, RandomKey.FromSeed(1));
        Assert.Contains(report.Violations, static violation => violation.What.StartsWith("IndexOutOfRangeException", StringComparison.Ordinal));
        Assert.Contains(report.Violations, static violation => violation.What.Contains("bytes allocated for", StringComparison.Ordinal));
        Assert.All(report.Violations, static violation => Assert.InRange(violation.Input.Length, 5, 6));
        // The same key makes the same run.
        FuzzReport again = new Fuzzer(broken, folder).Run(2000, RandomKey.FromSeed(1));
        Assert.Equal(report.Violations.Select(static violation => Convert.ToHexString(violation.Input)), again.Violations.Select(static violation => Convert.ToHexString(violation.Input)));
        Assert.Equal(report.ToString(), again.ToString());
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static string Save(Violation violation)
    {
        string folder = Path.Combine(RealData.RepositoryRoot, "artifacts", "fuzz");
        Directory.CreateDirectory(folder);
        string hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(violation.Input))[..12];
        string path = Path.Combine(folder, $"{violation.Format.Replace(' ', '-')}-{hash}.bin");
        File.WriteAllBytes(path, violation.Input);
        return path;
    }

    // An error of the right family, for a reader that is not one of ours.
    private sealed class DataFormatProbe
    {
        public Exception Fault { get; } = Assert.ThrowsAny<Latent.Files.BadFileException>(() => Latent.Data.Formats.IdxReader.Read(new MemoryStream([1]), "probe"));
    }
}
