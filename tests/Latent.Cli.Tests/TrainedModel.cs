namespace Latent.Cli.Tests;

/// <summary>Two small models, of images and of a table, trained once for all tests of a class.</summary>
public sealed class TrainedModel : IDisposable
{
    public TrainedModel()
    {
        File.WriteAllText(Tool.File("table.csv"), "age,size,target\n" + string.Concat(Enumerable.Range(0, 90).Select(static i =>
            FormattableString.Invariant($"{50 + (i % 9)},{1000 + (10 * (i % 9)) + (i % 5)},{(i % 2 == 0 ? "even" : "odd")}\n"))));
        Check(Tool.Run(["train", "--epochs", "2", "--quiet", "--name", "images", .. TrainTests.SmallModel]));
        Images = Tool.TheRun();
        Check(Tool.Run("train", "table.csv", "--set", "data.source.target=target", "--epochs", "5", "--quiet", "--batch-size", "10", "--latents", "2", "--name", "table", "--runs", "tables",
            "--set", "model.encoder.hidden=[8]", "--set", "evaluation.parts=[\"bound\"]"));
        Table = Tool.TheRun("tables");

        static void Check(Cli.Result result)
        {
            if (result.Code != 0) throw new InvalidOperationException(result.Error);
        }
    }

    internal Cli Tool { get; } = new();

    /// <summary>The folder of a run on digits; its runs folder is the default one.</summary>
    internal string Images { get; }

    /// <summary>The folder of a run on a table of two columns with a class.</summary>
    internal string Table { get; }

    public void Dispose() => Tool.Dispose();
}
