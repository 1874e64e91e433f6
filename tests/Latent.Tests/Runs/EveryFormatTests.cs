using Latent.Configuration;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Evaluation;
using Latent.Runs;

namespace Latent.Tests.Runs;

/// <summary>From a file of every kind to a judged model with its report, by the settings that the data suggest.</summary>
public sealed class EveryFormatTests
{
    public static TheoryData<string> Kinds => ["holes.csv", "bytes.npy", "few.npy", "rolls.json", "pictures"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Data_of_every_kind_can_be_trained_on_evaluated_and_reported(string kind)
    {
        using TemporaryFolder folder = new();
        DataSource source = DataDetection.Detect(Write(folder, kind));
        string json = ConfigurationReader.Write(new ExperimentConfig { Data = new DataConfig { Source = source } });
        ConfigurationLayer data = ConfigurationLayer.FromSetting("data", "data.source",
            System.Text.Json.Nodes.JsonNode.Parse(json)!["data"]!["source"]!.ToJsonString());
        ConfigurationLayer small = ConfigurationLayer.FromJson("small", """{ "training": { "epochs": 1 }, "model": { "latents": 2 } }""");
        DataSplits splits = Experiment.OpenData(ConfigurationReader.Read(data).Config);
        ExperimentConfig config = ConfigurationReader.Read(DataDefaults.For(splits.Train, data, small), data, small).Config;
        using TrainingRun run = TrainingRun.Start(folder.Path, "run", config, "{}", TimeProvider.System);
        _ = run.Train();
        EvaluationReport evaluation = run.Evaluate();
        Assert.True(double.IsFinite(evaluation.Bound!.Elbo.Value));
        Assert.True(File.Exists(run.WriteReport(evaluation)));
    }

    private static string Write(TemporaryFolder folder, string kind)
    {
        string path = folder.File(kind);
        switch (kind)
        {
            case "holes.csv":
                File.WriteAllLines(path, ["a,b,c", .. Enumerable.Range(0, 40).Select(static i => $"{i},{(i % 7 == 0 ? "" : (i * i % 11).ToString(System.Globalization.CultureInfo.InvariantCulture))},{-i}")]);
                break;
            case "bytes.npy":
                File.WriteAllBytes(path, Data.Formats.NpyBytes.Make("|u1", "(30, 6, 5)", [.. Enumerable.Range(0, 900).Select(static i => (byte)(i * 37))]));
                break;
            case "few.npy":
                File.WriteAllBytes(path, Data.Formats.NpyBytes.Make("<f8", "(4, 3)", Data.Formats.NpyBytes.Doubles([.. Enumerable.Range(0, 12).Select(static i => Math.Sin(i))])));
                break;
            case "rolls.json":
                string Sequences(int count) => string.Join(',', Enumerable.Range(0, count).Select(static i =>
                    "[" + string.Join(',', Enumerable.Range(0, 2 + (i % 4)).Select(t => $"[{60 + ((i + t) % 5)}]")) + "]"));
                File.WriteAllText(path, $$"""{ "train": [{{Sequences(20)}}], "valid": [{{Sequences(5)}}], "test": [{{Sequences(5)}}] }""");
                break;
            default:
                for (int i = 0; i < 24; i++)
                {
                    string sub = Directory.CreateDirectory(Path.Combine(path, i % 2 == 0 ? "light" : "dark")).FullName;
                    Latent.Reporting.Picture picture = new(6, 6);
                    for (int p = 0; p < 36; p++) picture.Pixels[p] = (byte)(((p * 7) + i) * (i % 2 == 0 ? 5 : 1));
                    Latent.Reporting.Png.Write(Path.Combine(sub, $"{i}.png"), picture);
                }

                break;
        }

        return path;
    }
}
