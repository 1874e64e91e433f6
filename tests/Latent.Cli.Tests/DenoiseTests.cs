using System.Globalization;
using System.Text.Json;

namespace Latent.Cli.Tests;

public sealed class DenoiseTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    private readonly Cli _cli = trained.Tool;

    [Fact]
    public void Spoiled_images_are_drawn_and_measured_and_the_seed_says_which_noise()
    {
        Cli.Result result = _cli.Run("denoise", "--noise", "masking", "--amount", "0.5", "--count", "6");
        Assert.Equal(0, result.Code);
        Assert.Contains("masking, 50% of the numbers", result.Output, StringComparison.Ordinal);
        Assert.Contains("6, each clean, noisy and denoised", result.Output, StringComparison.Ordinal);
        Assert.Contains("60 examples; ± standard errors", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"noisy 0\.\d{4} ± 0\.\d{4}, denoised 0\.\d{4} ± 0\.\d{4} per element; less by -?0\.\d{4} ± 0\.\d{4}", result.Output);
        Assert.Matches(@"PSNR +noisy \d+\.\d\d ± \d\.\d\d dB, denoised", result.Output);
        Assert.True(File.Exists(Path.Combine(trained.Images, "denoise.png")));
        Assert.Equal(73, _cli.Run("denoise", "--noise", "masking").Code);

        double first = NoisyError("1"), again = NoisyError("1"), other = NoisyError("2");
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        double NoisyError(string seed)
        {
            Cli.Result asked = _cli.Run("denoise", "--noise", "gaussian", "--amount", "0.4", "--seed", seed, "--out", "noisy.png", "--force", "--json");
            Assert.Equal(0, asked.Code);
            using JsonDocument document = JsonDocument.Parse(asked.Output);
            Assert.Equal("gaussian", document.RootElement.GetProperty("noise").GetString());
            return document.RootElement.GetProperty("errors").GetProperty("noisyError").GetProperty("value").GetDouble();
        }
    }

    [Fact]
    public void A_table_is_denoised_in_its_own_units()
    {
        Cli.Result result = _cli.Run("denoise", trained.Table, "--noise", "masking", "--amount", "0.5", "--count", "4", "--out", "-");
        Assert.Equal(0, result.Code);
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("example,of,age,size", lines[0]);
        Assert.Equal(["0,clean", "0,noisy", "0,denoised", "1,clean"], lines[1..5].Select(static line => string.Join(',', line.Split(',')[..2])));
        Assert.Equal(13, lines.Length);
        double[] clean = Numbers(lines[1]);
        Assert.InRange(clean[0], 50, 58);
        Assert.InRange(clean[1], 1000, 1084);
        // What is lost is the mean of the column, to a model of standardised numbers.
        Assert.All(Enumerable.Range(0, 4), i =>
        {
            double[] was = Numbers(lines[(3 * i) + 1]), noisy = Numbers(lines[(3 * i) + 2]);
            Assert.True(Math.Abs(noisy[0] - was[0]) < 1e-3 || Math.Abs(noisy[0] - 54) < 1);
        });

        static double[] Numbers(string line) => [.. line.Split(',')[2..].Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    [Fact]
    public void Data_that_are_noisy_already_are_denoised_without_a_measure()
    {
        Cli.Result result = _cli.Run("denoise", trained.Table, "--count", "3", "--csv", "--out", "plain.csv");
        Assert.Equal(0, result.Code);
        Assert.Contains("not known: the data were taken as they are", result.Output, StringComparison.Ordinal);
        Assert.Equal(7, File.ReadAllLines(_cli.File("plain.csv")).Length);
    }

    [Theory]
    [InlineData("--noise: expected one of masking, gaussian, salt-and-pepper, found 'gausian'. Did you mean 'gaussian'?", "denoise", "--noise", "gausian")]
    [InlineData("--amount 1.5: of masking noise it is the share of the numbers that are hit, at most 1.", "denoise", "--noise", "masking", "--amount", "1.5")]
    public void Mistakes_end_with_2_and_say_what_was_meant(string says, params string[] arguments)
    {
        Cli.Result result = _cli.Run(arguments);
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }
}
