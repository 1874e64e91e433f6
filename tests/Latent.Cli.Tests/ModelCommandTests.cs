using System.Globalization;
using System.Text.Json;
using Latent.Data.Formats;

namespace Latent.Cli.Tests;

public sealed class ModelCommandTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    private readonly Cli _cli = trained.Tool;

    [Fact]
    public void Evaluating_a_run_repeats_its_own_evaluation_to_the_bit_and_leaves_it()
    {
        string file = Path.Combine(trained.Images, "evaluation.json"), before = File.ReadAllText(file);
        Cli.Result result = _cli.Run("eval", "--json");
        Assert.Equal(0, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Equal(Path.Combine("runs", Path.GetFileName(trained.Images), "evaluation.json"), document.RootElement.GetProperty("file").GetString());
        using JsonDocument own = JsonDocument.Parse(before);
        Assert.True(JsonElement.DeepEquals(own.RootElement, document.RootElement.GetProperty("evaluation")));
        Assert.Equal(before, File.ReadAllText(file));

        // What is asked for beyond that is printed, and leaves the run alone.
        Cli.Result more = _cli.Run("eval", Path.GetFileName(trained.Images), "--parts", "bound,likelihood,latents", "--samples", "2", "--nll-samples", "20", "--examples", "40");
        Assert.Equal(0, more.Code);
        Assert.Contains("digits test, 40 of 60 examples at random, 2 samples", more.Output, StringComparison.Ordinal);
        Assert.Contains("40 of 60 examples at random, 20 importance samples", more.Output, StringComparison.Ordinal);
        Assert.Contains("active units of z", more.Output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(file));

        // A damaged one is not replaced unasked.
        File.WriteAllText(file, "{}");
        Assert.Contains("--force replaces it", _cli.Run("eval").Error, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(file));
        Assert.Equal(0, _cli.Run("eval", "--force", "--quiet").Code);
        Assert.Equal(before, File.ReadAllText(file));
    }

    [Fact]
    public void Other_data_are_evaluated_if_they_fit_and_refused_with_3_if_not()
    {
        File.WriteAllText(_cli.File("other.csv"), "age,size\n" + string.Concat(Enumerable.Range(0, 30).Select(static i => $"{52 + (i % 3)},{1010 + (i % 7)}\n")));
        Cli.Result result = _cli.Run("eval", trained.Table, "other.csv", "--parts", "bound", "--out", "other.json");
        Assert.Equal(0, result.Code);
        Assert.Contains("30 examples (other data)", result.Output, StringComparison.Ordinal);
        Assert.Contains("warning: these are not the data, in their parts, that the model was trained with: there are 1 parts", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_cli.File("other.json")));
        result = _cli.Run("eval", trained.Table, "other.csv", "--parts", "bound", "--out", "other.json");
        Assert.Equal((73, ""), (result.Code, result.Output));

        // A file like the one it was trained with is read like that, classes and all.
        Assert.EndsWith("odd\n", _cli.Run("embed", trained.Table, "table.csv", "--count", "2").Output, StringComparison.Ordinal);

        File.WriteAllText(_cli.File("swapped.csv"), "size,age\n1010,52\n1020,53\n");
        result = _cli.Run("eval", trained.Table, "swapped.csv");
        Assert.Equal((3, ""), (result.Code, result.Output));
        Assert.Contains("has 'size' where the model was trained on 'age'", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, _cli.Run("reconstruct", trained.Table, "digits").Code);
    }

    [Fact]
    public void Own_data_that_have_changed_since_the_training_are_refused_with_3()
    {
        string table = _cli.File("table.csv"), was = File.ReadAllText(table);
        try
        {
            File.WriteAllText(table, was.Replace("50,1000,even\n", "51,1000,even\n", StringComparison.Ordinal));
            Cli.Result result = _cli.Run("eval", trained.Table, "--parts", "bound");
            Assert.Equal((3, ""), (result.Code, result.Output));
            Assert.Matches("are not those the model was trained with: '(train|validation|test)' has other values. Put the old ones back", result.Error);
            Cli.Result named = _cli.Run("eval", trained.Table, "table.csv", "--parts", "bound");
            Assert.Equal(0, named.Code);
            Assert.Contains("warning: these are not the data", named.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.WriteAllText(table, was);
        }

        Assert.Equal(0, _cli.Run("eval", trained.Table, "--parts", "bound").Code);
    }

    [Fact]
    public void Samples_of_images_are_a_picture_that_is_not_replaced_unasked()
    {
        Cli.Result sample = _cli.Run("sample", "--count", "10", "--seed", "4");
        Assert.Equal(0, sample.Code);
        string picture = Path.Combine(trained.Images, "samples-4.png");
        Assert.True(File.Exists(picture));
        byte[] before = File.ReadAllBytes(picture);
        Cli.Result again = _cli.Run("sample", "--count", "10", "--seed", "4");
        Assert.Equal((73, ""), (again.Code, again.Output));
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, _cli.Run("sample", trained.Images, "--count", "10", "--seed", "4", "--force").Code);
        Assert.Equal(before, File.ReadAllBytes(picture));
    }

    [Fact]
    public void Samples_as_numbers_are_in_the_units_of_the_data_under_its_names()
    {
        string[] lines = _cli.Run("sample", trained.Table, "--count", "200", "--out", "-").Output.TrimEnd().Split('\n');
        Assert.Equal("age,size", lines[0]);
        double[][] rows = [.. lines.Skip(1).Select(static line => line.Split(',').Select(static text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(200, rows.Length);
        // The data's ages are 50 to 58, its sizes 1000 to 1084: means of p(x | z) lie among them.
        Assert.All(rows, static row => Assert.True(row is [> 45 and < 63, > 950 and < 1140]));
        Assert.InRange(rows.Average(static row => row[0]), 52, 56);

        // Draws vary as the data do, means less. Draws of binary pixels are binary.
        double[][] draws = [.. _cli.Run("sample", trained.Table, "--count", "200", "--draws", "--csv", "--out", "-").Output.TrimEnd().Split('\n').Skip(1)
            .Select(static line => line.Split(',').Select(static text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        Assert.True(Spread(draws) > 1.2 * Spread(rows));
        Assert.Equal(0, _cli.Run("sample", "--count", "7", "--draws", "--npy", "--out", "draws.npy").Code);
        NumberArray array = NpyReader.Read(_cli.File("draws.npy"));
        Assert.Equal([7, 1, 28, 28], array.Dimensions.ToArray());
        Assert.All(array.ToDoubles(), static value => Assert.True(value is 0 or 1));

        static double Spread(double[][] rows) => rows.Average(row => Math.Pow(row[0] - rows.Average(static r => r[0]), 2));
    }

    [Theory]
    [InlineData("reconstruct", "--count", "5")]
    [InlineData("traverse", "--dimensions", "0,3", "--steps", "5")]
    [InlineData("interpolate", "--pairs", "2", "--steps", "4")]
    [InlineData("interpolate", "--from", "3", "--to", "7")]
    public void Every_command_makes_pictures_of_images_and_tables_of_the_rest(string command, params string[] more)
    {
        Cli.Result image = _cli.Run([command, trained.Images, .. more, "--out", $"{command}-{more.Length}-{more[0]}.png", "--json"]);
        Assert.Equal((0, ""), (image.Code, image.Error));
        using JsonDocument document = JsonDocument.Parse(image.Output);
        byte[] png = File.ReadAllBytes(_cli.File(document.RootElement.GetProperty("file").GetString()!));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);

        string[] dimensions = command == "traverse" ? ["--dimensions", "1", "--steps", "5"] : more;
        Cli.Result table = _cli.Run([command, trained.Table, .. dimensions, "--out", "-"]);
        Assert.Equal((0, ""), (table.Code, table.Error));
        Assert.EndsWith("age,size", table.Output.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal(2, _cli.Run([command, trained.Table, .. dimensions, "--out", "a.png"]).Code);
    }

    [Fact]
    public void A_reconstruction_stands_below_its_original_in_the_units_of_the_data()
    {
        string[] lines = _cli.Run("reconstruct", trained.Table, "--part", "train", "--examples", "1,4", "--out", "-").Output.TrimEnd().Split('\n');
        Assert.Equal("example,of,age,size", lines[0]);
        Assert.Equal(5, lines.Length);
        Assert.Matches(@"^1,data,5\d(\.\d+)?,10\d\d(\.\d+)?$", lines[1]);
        Assert.StartsWith("1,model,", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("4,data,", lines[3], StringComparison.Ordinal);
        Cli.Result none = _cli.Run("reconstruct", trained.Table, "--examples", "1000", "--out", "-");
        Assert.Equal((2, ""), (none.Code, none.Output));
        Assert.Contains("--examples: there is no example 1000; ", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_are_a_table_with_classes_and_the_same_every_time()
    {
        Cli.Result first = _cli.Run("embed", trained.Table);
        Assert.Equal((0, ""), (first.Code, first.Error));
        string[] lines = first.Output.TrimEnd().Split('\n');
        Assert.Equal("z0,z1,label", lines[0]);
        Assert.Equal(9, lines.Length - 1); // a tenth of 90
        Assert.All(lines.Skip(1), static line => Assert.Matches(@"^-?[\d.E-]+,-?[\d.E-]+,(even|odd)$", line));
        Assert.Equal(first.Output, _cli.Run("embed", trained.Table, "--threads", "1").Output);
        Assert.Equal(0, _cli.Run("embed", trained.Images, "--npy", "--out", "codes.npy", "--count", "11").Code);
        Assert.Equal([11, 4], NpyReader.Read(_cli.File("codes.npy")).Dimensions.ToArray());
        using JsonDocument document = JsonDocument.Parse(_cli.Run("embed", trained.Table, "--json").Output);
        Assert.Equal(9, document.RootElement.GetProperty("codes").GetArrayLength());
    }

    [Fact]
    public void Models_that_are_missing_damaged_or_not_ours_end_with_4()
    {
        Cli.Result result = _cli.Run("sample", "--runs", "nothing-here");
        Assert.Equal((4, ""), (result.Code, result.Output));
        Assert.Contains("Train one first: latent train", result.Error, StringComparison.Ordinal);
        string wrong = Path.GetFileName(trained.Images).Replace("images", "imgaes", StringComparison.Ordinal);
        result = _cli.Run("eval", wrong);
        Assert.Equal(4, result.Code);
        Assert.Contains($"Did you mean '{Path.Combine("runs", Path.GetFileName(trained.Images))}'?", result.Error, StringComparison.Ordinal);

        File.WriteAllText(_cli.File("bad.safetensors"), "this is no model");
        result = _cli.Run("sample", "bad.safetensors");
        Assert.Equal(4, result.Code);
        Assert.Contains("bad.safetensors, byte 0: the header length is", result.Error, StringComparison.Ordinal);
        byte[] model = File.ReadAllBytes(Path.Combine(trained.Images, "model.safetensors"));
        for (int i = model.Length - 1; i > model.Length / 2; i -= 4) model[i] ^= 1; // an exponent, thousands of times
        File.WriteAllBytes(_cli.File("flipped.safetensors"), model);
        foreach (string command in new[] { "sample", "embed", "eval", "inspect" })
        {
            result = _cli.Run(command, "flipped.safetensors");
            Assert.Equal((4, ""), (result.Code, result.Output));
            Assert.Contains("the model computes", result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--parts: expected some of bound, likelihood, latents, continuity, completeness, sample-quality, reconstruction, disentanglement, classification, probe, leakage, found 'latent'. Did you mean 'latents'?", "eval", "--parts", "latent")]
    [InlineData("--part: expected one of train, validation, test, found 'tset'. Did you mean 'test'?", "embed", "--part", "tset")]
    [InlineData("--examples: expected whole numbers from 0, separated by commas (0,7,12), found '1,x'.", "reconstruct", "--examples", "1,x")]
    [InlineData("--from and --to: name both examples, or neither", "interpolate", "--from", "1")]
    [InlineData("--dimensions: there is no dimension 40; 'z' has those from 0 to 3.", "traverse", "--dimensions", "40")]
    [InlineData("--site y: The model has no latent variable 'y'; it has: z. Did you mean 'z'?", "embed", "--site", "y")]
    [InlineData("--out x.jpg: what is to be written? Names end with .png, .csv or .npy", "sample", "--out", "x.jpg")]
    [InlineData("--csv and --npy: a result is one or the other.", "sample", "--csv", "--npy")]
    [InlineData("there is no list 'likelihood'; there are models, posteriors, priors, likelihoods", "models", "likelihood")]
    [InlineData("there is no script for 'bsh'; there are bash, zsh, fish, pwsh. Did you mean 'bash'?", "completions", "bsh")]
    public void Mistakes_end_with_2_and_say_what_was_meant(string says, params string[] arguments)
    {
        Cli.Result result = _cli.Run(arguments);
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }
}
