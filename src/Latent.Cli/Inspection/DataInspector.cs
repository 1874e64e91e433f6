using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Data.Formats;
using Latent.Data.Sources;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Cli.Inspection;

/// <summary>Explains data: arrays, archives of them, tables, pictures, sounds, piano rolls, and folders of these.</summary>
internal static class DataInspector
{
    public static Findings Inspect(string path)
    {
        if (!Directory.Exists(path) && MediaFile.Read(path) is { } media)
        {
            string what = string.Equals(media.Kind, "png", StringComparison.Ordinal) ? "a PNG picture" : "a WAV sound";
            return Sized(new Findings(path, media.Kind, what), path).Add("content", media.Summary)
                .Add("shape", $"[{string.Join(", ", media.Shape)}]", new JsonArray([.. media.Shape.Select(static n => (JsonNode)n)]))
                .Add("hint", "a folder of such files, one sub-folder for each class, is a data set");
        }

        DataSource source = DataDetection.Detect(path);
        DataEntry entry = DataCatalog.All.Single(each => each.Type == source.GetType());
        Findings found = Sized(new Findings(path, entry.Kind, entry.Reads), path);
        if (source is ArraySource) Array(found, path);
        if (source is NpzSource) found.Add("arrays", Arrays(path));
        return AsData(found, source);
    }

    private static Findings Sized(Findings found, string path) => Directory.Exists(path) ? found : found.Add("size", Sizes.Bytes(new FileInfo(path).Length));

    private static void Array(Findings found, string path)
    {
        NumberArray array = IsIdx(path) ? IdxReader.Read(path) : NpyReader.Read(path);
        found.Add("elements", $"{array.Format}, {Sizes.Number(array.Count)} of them", array.Count)
            .Add("axes", $"[{string.Join(", ", array.Dimensions)}]", new JsonArray([.. array.Dimensions.Select(static n => (JsonNode)n)]));
    }

    private static bool IsIdx(string path)
    {
        try
        {
            _ = IdxReader.Read(path);
            return true;
        }
        catch (DataFormatException)
        {
            return false;
        }
    }

    private static ReportTable Arrays(string path)
    {
        NpzFile file = NpzFile.Open(path);
        ReportTable table = new("array", "elements", "axes");
        foreach (string name in file.Names)
        {
            NumberArray array = file.Read(name);
            table = table.Row(name, array.Format.ToString(), $"[{string.Join(", ", array.Dimensions)}]");
        }

        return table;
    }

    // What a training would see. An array may be none of that and a good file all the same.
    private static Findings AsData(Findings found, DataSource source)
    {
        try
        {
            DataSplits splits = source.Open(RandomKey.FromSeed(0));
            foreach ((string part, IDataset? data) in new[] { ("train", splits.Train), ("validation", splits.Validation), ("test", splits.Test) })
            {
                if (data is null) continue;
                found.Add(part, $"{Sizes.Number(data.Count)} examples of {string.Join("; ", data.Columns)}",
                    new JsonObject
                    {
                        ["examples"] = data.Count,
                        ["columns"] = new JsonArray([.. data.Columns.Select(static column => (JsonNode)column.ToString())])
                    });
            }

            return found;
        }
        catch (DataFormatException e) when (source is ArraySource or NpzSource or CsvSource)
        {
            if (source is CsvSource) found.ExitCode = ExitCode.CheckFailed;
            return found.Add("as data", $"not as it is: {e.Message}");
        }
    }
}
