using System.IO.Compression;
using System.Text;
using Latent.Checkpoints;
using Latent.Configuration;
using Latent.Data;
using Latent.Data.Formats;
using Latent.Data.Formats.Images;
using Latent.Data.Sources;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Networks;
using Latent.Reporting;
using Latent.Tensors;
using Latent.Tests.Checkpoints;
using Latent.Tests.Data.Formats;
using Latent.Tests.Models;

namespace Latent.Tests.Fuzzing;

/// <summary>Every format that is read, a line each, with its examples.</summary>
internal static class FuzzFormats
{
    private static readonly NpyParts Npy = new();

    public static IReadOnlyList<FuzzFormat> All { get; } =
    [
        new("safetensors", Safetensors, ReadSafetensors) { Parts = new SafetensorsParts { Inner = new TextParts(",{}[]") } },
        new("model", Models, ReadModel) { Parts = new SafetensorsParts { Inner = new TextParts(",{}[]") } },
        new("npy", NpyFiles, ReadArray) { Parts = Npy },
        new("npz", NpzFiles, ReadNpz) { Parts = new ZipParts { Inner = new EntryParts { Inner = Npy } } },
        new("idx", IdxFiles, ReadArray),
        new("idx.gz", () => IdxFiles().Select(IdxBytes.Gzip), ReadArray) { Parts = new GzipParts() },
        new("png", PngFiles, ReadPng) { Parts = new PngParts { Inner = new PixelParts() } },
        new("csv", CsvFiles, ReadCsv) { Parts = new TextParts(",\n\"") },
        new("wav", WavFiles, ReadWav) { Parts = new WavParts() },
        new("piano-roll", PianoRollFiles, ReadPianoRoll) { Parts = new TextParts(",{}[]") },
        new("configuration", Configurations, ReadConfiguration) { Parts = new TextParts(",{}[]\"") },
        new("picture zip", PictureZips, ReadDetected) { Parts = new ZipParts { Inner = new EntryParts { Inner = new PngParts { Inner = new PixelParts() } } } },
        new("detected", () => NpyFiles().Take(3).Concat(NpzFiles()).Concat(IdxFiles()).Concat(CsvFiles().Skip(1).Take(1)).Concat(PianoRollFiles()), ReadDetected),
    ];

    public static FuzzFormat Named(string name) => All.Single(format => format.Name == name);

    /// <summary>The smallest examples of every format, for tests that change each of their bytes.</summary>
    public static IEnumerable<(FuzzFormat Format, byte[] Example)> Examples =>
        from format in All from seed in format.Seeds() where seed.Length <= 4096 select (format, seed);

    private static IEnumerable<byte[]> Safetensors()
    {
        yield return SafetensorsTests.Bytes(new SafetensorsWriter());
        yield return SafetensorsTests.Bytes(new SafetensorsWriter().Add("a", [2], new float[] { 1, 2 }).Add("b.c", [3, 1], new double[3]).SetMetadata("k", "v"));
        yield return SafetensorsTests.Bytes(new SafetensorsWriter().Add("s", SafetensorsType.Int64, [], new byte[8]).Add("e", SafetensorsType.UInt8, [0, 4], Array.Empty<byte>()));
    }

    private static IEnumerable<byte[]> Models()
    {
        using TemporaryFolder folder = new();
        IDataset data = TinyVae.Images(2);
        Vae model = new(new VaeConfig { Latents = 1, Encoder = MlpConfig.Of(2) }, data.Column("x"), ParameterScope.Initialize(RandomKey.FromSeed(1)));
        new ModelFile(model, model.Config, data.Columns, [new Binarize { Mode = BinarizeMode.Threshold }], new ModelCard()).Save(folder.File("m"), data);
        yield return File.ReadAllBytes(folder.File("m"));
    }

    private static IEnumerable<byte[]> Configurations()
    {
        yield return Encoding.UTF8.GetBytes("""{ "seed": 3, "model": { "kind": "vae", "encoder": { "kind": "mlp", "hidden": [3, 4] } }, /* and */ "training": { "epochs": 2 } }""");
        yield return Encoding.UTF8.GetBytes("""{ "optimizer": { "kind": "sgd", "learningRate": { "kind": "linear", "over": 9 } }, "data": { "transforms": [{ "kind": "binarize" }] } }""");
    }

    private static IEnumerable<byte[]> NpyFiles()
    {
        yield return NpyBytes.Make("|u1", "(4,)", [1, 2, 3, 4]);
        yield return NpyBytes.Make("<f8", "(2, 3)", NpyBytes.Doubles(1, 2, 3, 4, 5, 6), fortran: true);
        yield return NpyBytes.Make(">i2", "(2, 1, 2)", [0, 1, 0, 2, 0, 3, 0, 4]);
        yield return NpyBytes.Make("<U2", "(2,)", [65, 0, 0, 0, 66, 0, 0, 0, 67, 0, 0, 0, 0, 0, 0, 0]);
        yield return NpyBytes.Make("|S3", "(2,)", "catdog"u8.ToArray());
        yield return NpyBytes.WithHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", new byte[16], 2);
    }

    private static IEnumerable<byte[]> NpzFiles()
    {
        byte[] values = NpyBytes.Make("<f8", "(4, 2)", NpyBytes.Doubles(1, 2, 3, 4, 5, 6, 7, 8)), classes = NpyBytes.Make("|u1", "(4,)", [0, 1, 0, 2]);
        yield return NpyBytes.Zip(CompressionLevel.NoCompression, ("X.npy", values), ("y.npy", classes));
        yield return NpyBytes.Zip(CompressionLevel.Optimal, ("train.npy", values), ("test.npy", values));
        yield return ZipBytes.Make([new ZipBytes.Entry("data.npy", values) { Wide = true }], wideEnd: true);
        yield return ZipBytes.Make([new ZipBytes.Entry("X.npy", values), new ZipBytes.Entry("y.npy", NpyBytes.Make("|S1", "(4,)", "abab"u8.ToArray())) { Method = 0 }]);
    }

    private static IEnumerable<byte[]> IdxFiles()
    {
        yield return IdxBytes.Make(8, [2, 3], [0, 1, 2, 253, 254, 255]);
        yield return IdxBytes.Make(0x0D, [2], [0x3F, 0xC0, 0, 0, 0xBF, 0xC0, 0, 0]);
        yield return IdxBytes.Make(0x0B, [1, 2, 2], [0, 1, 0, 2, 0, 3, 0, 4]);
    }

    private static IEnumerable<byte[]> PngFiles()
    {
        yield return new PngBytes { Width = 5, Height = 4 }.Make(static i => i);
        yield return new PngBytes { Width = 3, Height = 3, Colour = 2, Depth = 16, Pieces = 3, Transparency = [0, 0, 0, 1, 0, 2] }.Make(static i => 1000 * i);
        yield return new PngBytes { Width = 9, Height = 3, Colour = 3, Depth = 2, Palette = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], Transparency = [0, 9] }.Make(static i => i % 4);
        yield return new PngBytes { Width = 9, Height = 9, Colour = 6, Interlaced = true }.Make(static i => 255 - (i % 3));
        yield return new PngBytes { Width = 10, Height = 2, Colour = 4 }.Make(static i => i % 2 == 1 ? 255 : i);
        yield return new PngBytes { Width = 17, Height = 2, Depth = 1, Interlaced = true }.Make(static i => i & 1);
        using MemoryStream ours = new();
        Png.Write(ours, new Picture(3, 2, 3));
        yield return ours.ToArray();
    }

    private static IEnumerable<byte[]> CsvFiles()
    {
        yield return "a,b,y\n1,2,cat\n3.5,-4e-3,dog\n,NA,cat\n"u8.ToArray();
        yield return "a,c,y\n1,2,1\n3.5,-4e-3,2\n"u8.ToArray();
        yield return "1,2\n3,4\n"u8.ToArray();
        yield return "a;b\n1;x\n3;y\n"u8.ToArray();
        yield return "\"a\",\"b,\"\"c\"\"\"\r\n\"1\",2\r\n3,4"u8.ToArray();
        yield return Encoding.UTF8.GetBytes("\uFEFFä,b\n0.1,1e-320\n\n-0,?\n");
        yield return IdxBytes.Gzip("a,b\n1,2\n3,4\n"u8.ToArray());
    }

    private static IEnumerable<byte[]> WavFiles()
    {
        yield return WavBytes.Make(1, 16, [1, 2, 3, 4], list: true);
        yield return WavBytes.Make(1, 8, [1, 2, 3, 4], channels: 2);
        yield return WavBytes.Make(3, 32, [0, 0, 0x80, 0x3F, 0, 0, 0, 0], extensible: true);
        yield return WavBytes.Make(1, 24, [1, 2, 3, 4, 5, 6], dataLength: uint.MaxValue);
    }

    private static IEnumerable<byte[]> PianoRollFiles()
    {
        yield return """{"train": [[[21, 108], [], [60]], [[60], -1, 62, null]], "valid": [[[22]]]}"""u8.ToArray();
        yield return IdxBytes.Gzip("""{"train":[[[60]]],"test":[[[61,62]]],"x":[]}"""u8.ToArray());
    }

    private static IEnumerable<byte[]> PictureZips()
    {
        byte[] picture = new PngBytes { Width = 2, Height = 2 }.Make(static i => i);
        yield return ZipBytes.Make([new ZipBytes.Entry("train/a/1.png", picture), new ZipBytes.Entry("train/b/2.png", picture), new ZipBytes.Entry("test/a/3.png", picture)]);
        yield return ZipBytes.Make([new ZipBytes.Entry("1.wav", WavBytes.Make(1, 8, [1, 2])) { Method = 0 }]);
    }

    private static Reading ReadSafetensors(byte[] input, TemporaryFolder folder)
    {
        using SafetensorsFile file = SafetensorsFile.Open(folder.Write("m", input));
        long bytes = 0;
        foreach (SafetensorsEntry entry in file.Entries)
        {
            byte[] values = new byte[entry.ByteCount];
            file.ReadBytes(entry, values);
            bytes += values.Length;
        }

        return new Reading($"{Math.Min(4, file.Entries.Length)} {Math.Min(2, file.Metadata.Count)} {file.Entries.Select(static e => e.Type).FirstOrDefault()}", bytes);
    }

    private static Reading ReadModel(byte[] input, TemporaryFolder folder)
    {
        ModelFile file = ModelFile.Load(folder.Write("m", input));
        return new Reading(file.Config.ToString(), 0);
    }

    private static Reading ReadConfiguration(byte[] input, TemporaryFolder folder)
    {
        try
        {
            return new Reading(ConfigurationReader.Read(ConfigurationLayer.FromFile(folder.Write("c.json", input))).Config.ToString(), 0);
        }
        catch (ConfigurationException e)
        {
            throw new DataFormatException("c.json", null, e.Message, "");
        }
    }

    private static Reading ReadArray(byte[] input, TemporaryFolder folder)
    {
        using MemoryStream stream = new(input);
        NumberArray array = InputFile.Starts(stream, NpyReader.Magic) ? NpyReader.Read(stream, "x") : IdxReader.Read(stream, "x");
        long bytes = array.Count * array.Format.Size;
        if (array.Format.IsNumber)
            bytes += 8 * array.ToDoubles().Length;
        else
            bytes += array.ToStrings().Sum(static text => 40L + (2 * text.Length));
        if (input.Length % 2 == 0 && array.Format.IsNumber)
        {
            bool classes = array.Dimensions.Length == 1 && array.Format.Type == ElementType.UInt8;
            _ = ReadSource(new ArraySource { Path = folder.Write("x", input), Labels = classes ? folder.File("x") : null });
        }

        return new Reading($"{array.Format} {array.Dimensions.Length}", bytes);
    }

    private static Reading ReadNpz(byte[] input, TemporaryFolder folder)
    {
        if (input.Length % 2 == 0)
            return ReadSource(new NpzSource { Path = folder.Write("x.npz", input) });
        NpzFile file = NpzFile.Open(input, "x");
        long bytes = 0;
        foreach (string name in file.Names)
        {
            NumberArray array = file.Read(name);
            bytes += array.Count * array.Format.Size;
        }

        return new Reading($"{Math.Min(file.Names.Count, 4)}", bytes);
    }

    private static Reading ReadPng(byte[] input, TemporaryFolder folder)
    {
        if (input.Length % 4 == 0)
            return ReadSource(new ImageFolderSource { Path = Alone(folder, "x.png", input) });
        RasterImage image = PngReader.Read(input, "x");
        byte[] planes = new byte[image.Width * image.Height * 4 * 2];
        image.CopyPlanes(4, 65_536, planes);
        if (input.Length % 4 == 1)
            image.CopyPlanes(1, Math.Max(256, image.Levels), planes);
        return new Reading($"{image.Channels} {image.Levels}", planes.Length + image.Samples.Length);
    }

    private static Reading ReadCsv(byte[] input, TemporaryFolder folder)
    {
        string path = folder.Write("x.csv", input);
        return ReadSource(input switch
        {
            [>= (byte)'0' and <= (byte)'9', ..] => new CsvSource { Path = path, Header = false },
            [(byte)'a', (byte)',', (byte)'b', (byte)',', (byte)'y', ..] => new CsvSource { Path = path, Target = "y" },
            [(byte)'a', (byte)';', ..] => new CsvSource { Path = path, Delimiter = ';', Ignore = ["b"] },
            _ => new CsvSource { Path = path },
        });
    }

    private static Reading ReadWav(byte[] input, TemporaryFolder folder)
    {
        if (input.Length % 4 == 0)
            return ReadSource(new WavSource { Path = Alone(folder, "x.wav", input) });
        WavSound sound = WavSound.Parse(input, "x");
        float[] values = new float[sound.Frames * sound.Channels];
        sound.Read<float>(input.AsSpan(sound.Offset, sound.Frames * sound.FrameBytes), values, "x");
        return new Reading($"{sound.Format} {sound.Channels}", 4 * values.Length);
    }

    private static Reading ReadPianoRoll(byte[] input, TemporaryFolder folder) =>
        ReadSource(new PianoRollSource { Path = folder.Write("x.json", input), Window = input.Length % 3 });

    private static Reading ReadDetected(byte[] input, TemporaryFolder folder) => ReadSource(DataDetection.Detect(folder.Write("x", input)));

    // Opens a source as a training would, and takes the first examples of each part and what a check says of small ones.
    private static Reading ReadSource(DataSource source)
    {
        const long smallEnough = 1 << 16;
        DataSplits splits = source.Open(default);
        long bytes = 0;
        foreach (IDataset part in new[] { splits.Train, splits.Validation, splits.Test }.OfType<IDataset>())
        {
            long elements = part.Columns.Sum(static column => (long)column.Shape.Count);
            if (elements > smallEnough)
                continue;
            using Pass pass = Pass.Evaluation();
            Batch batch = part.Get([.. Enumerable.Range(0, Math.Min(3, part.Count))], pass);
            bytes += part.Columns.Sum(column => 8L * batch[column.Name].Shape.Count);
            if (elements * part.Count <= smallEnough)
                bytes += DataCheck.Run(part).Count;
        }

        return new Reading($"{source.GetType().Name} {splits.Train.Columns[0].Shape.Rank} {splits.Train.Columns.Count} {splits.Train.Columns[0].HasMissing}", bytes);
    }

    private static string Alone(TemporaryFolder folder, string name, byte[] input)
    {
        Directory.CreateDirectory(folder.File("alone"));
        folder.Write($"alone/{name}", input);
        return folder.File("alone");
    }
}
