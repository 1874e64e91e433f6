using System.Globalization;

namespace Latent.Cli.Tests;

/// <summary>Examples of a class that is named, from a model that has classes.</summary>
public sealed class GivenTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_class_is_given_by_its_name_or_number_and_wrong_ones_are_refused_with_those_there_are()
    {
        // Classes far apart: 'even' about 50, 'odd' about -50.
        File.WriteAllText(_cli.File("table.csv"), "age,size,target\n" + string.Concat(Enumerable.Range(0, 120).Select(static i =>
            string.Create(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? 50 : -50) + (i % 7)},{i % 5},{(i % 2 == 0 ? "even" : "odd")}\n"))));
        Cli.Result trained = _cli.Run(
            "train", "table.csv", "--set", "data.source.target=target", "--recipe", "conditional-vae", "--epochs", "100", "--quiet",
            "--batch-size", "32", "--latents", "2", "--name", "classes", "--set", "model.encoder.kind=mlp",
            "--set", "model.encoder.hidden=[8]", "--set", "evaluation.parts=[\"bound\"]", "--set", "optimizer.learningRate=0.02");
        Assert.True(trained.Code == 0, trained.Error);
        Assert.True(Ages("y=even").Average() > 20);
        Assert.True(Ages("y=odd").Average() < -20);
        Assert.Equal(Ages("y=odd"), Ages("y=1"));
        Cli.Result json = _cli.Run("sample", "--given", "y=odd", "--count", "3", "--out", "three.csv", "--json");
        Assert.Contains("\"given\": \"y=odd\"", json.Output, StringComparison.Ordinal);
        Cli.Result moved = _cli.Run("traverse", "--given", "y=even", "--dimensions", "0", "--steps", "3", "--csv", "--out", "moved.csv");
        Assert.True(moved.Code == 0, moved.Error);
        foreach ((string given, string message) in new[]
        {
            ("y=evne", "'y' has no class 'evne'; it has 2: even, odd. Did you mean 'even'?"), ("y=2", "'y' has no class '2'; it has 2: even, odd."),
            ("x=1", "the model has no class 'x'; it has: y."), ("odd", "expected a latent variable and its class, as y=3."),
        })
        {
            Cli.Result refused = _cli.Run("sample", "--given", given);
            Assert.Equal(2, refused.Code);
            Assert.Contains($"--given {given}: {message}", refused.Error, StringComparison.Ordinal);
        }

        double[] Ages(string given)
        {
            Cli.Result sample = _cli.Run("sample", "--given", given, "--count", "50", "--csv", "--out", "-");
            Assert.True(sample.Code == 0, sample.Error);
            return [.. sample.Output.TrimEnd().Split('\n').Skip(1).Select(static line => double.Parse(line.Split(',')[0], CultureInfo.InvariantCulture))];
        }
    }

    [Fact]
    public void Where_classes_are_numbers_a_number_is_a_name_and_no_place()
    {
        File.WriteAllText(_cli.File("table.csv"), "age,size,dose\n" + string.Concat(Enumerable.Range(0, 40).Select(static i =>
            string.Create(CultureInfo.InvariantCulture, $"{i % 7},{i % 5},{(i % 2 == 0 ? "1.5" : "2.5")}\n"))));
        Cli.Result trained = _cli.Run(
            "train", "table.csv", "--set", "data.source.target=dose", "--recipe", "conditional-vae", "--epochs", "1", "--quiet", "--latents", "1",
            "--set", "model.encoder.kind=mlp", "--set", "model.encoder.hidden=[2]", "--set", "evaluation.parts=[\"bound\"]");
        Assert.True(trained.Code == 0, trained.Error);
        Cli.Result refused = _cli.Run("sample", "--given", "y=1");
        Assert.Equal(2, refused.Code);
        Assert.Contains("'y' has no class '1'; it has 2: 1.5, 2.5.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, _cli.Run("sample", "--given", "y=2.5", "--csv", "--out", "-").Code);
    }
}
