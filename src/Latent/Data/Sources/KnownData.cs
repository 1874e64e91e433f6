using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>A data set that has a name: where it lies in a folder of data sets, and how it is read.</summary>
/// <param name="Name">What configurations and the command line call it; upper and lower case, <c>-</c> and <c>_</c> are the same.</param>
/// <param name="What">What it is, in a few words.</param>
/// <param name="Places">
/// Files or folders relative to a folder of data sets, with forward slashes, the first that is there; none for data that is drawn.
/// </param>
/// <param name="Make">The source that reads one of them.</param>
public sealed record KnownData(string Name, string What, IReadOnlyList<string> Places, Func<string, DataSource> Make)
{
    private static readonly string[] AdultTexts =
        ["workclass", "education", "marital-status", "occupation", "relationship", "race", "sex", "native-country"];

    /// <summary>All of them, a line each; first what needs no file.</summary>
    public static IReadOnlyList<KnownData> All { get; } =
    [
        new("digits", "built-in drawn digits", [], static _ => new DigitsSource()),
        new("sprites", "built-in drawn shapes of known factors", [], static _ => new SpritesSource()),
        Idx("mnist", "handwritten digits 28 x 28", "mnist", "MNIST/raw"),
        Idx("fashion-mnist", "pictures of clothes 28 x 28", "fashion-mnist", "fashion_mnist", "FashionMNIST/raw"),
        Idx("kmnist", "handwritten Kuzushiji 28 x 28", "kmnist", "KMNIST/raw"),
        new("static-mnist", "MNIST in its fixed binarisation", ["static_mnist/static_mnist.npz", "static-mnist/static_mnist.npz"],
            static path => new NpzSource { Path = path, Levels = 2 }),
        new("frey-faces", "one face in 1,965 pictures 28 x 20",
            ["freyfaces/freyfaces_1965x28x20_uint8.npy", "frey-faces/freyfaces_1965x28x20_uint8.npy"],
            static path => new ArraySource { Path = path, Levels = 256 }),
        Rolls("jsb", "chorales of J. S. Bach"),
        Rolls("nottingham", "folk tunes"),
        Rolls("piano-midi", "classical piano"),
        Rolls("muse-data", "orchestral and piano music"),
        new("fsdd", "spoken digits", ["fsdd/recordings.zip", "fsdd/recordings"], static path => new WavSource { Path = path, ClassFromName = true }),
        new("adult", "census of 1994, its columns of numbers", ["adult/adult.csv"],
            static path => new CsvSource { Path = path, Target = "income-per-year", Ignore = AdultTexts }),
        new("sp500", "daily bars of the S&P 500", ["sp500/sp500-daily.csv"], static path => new CsvSource { Path = path, Ignore = ["date"] }),
        Table("iris", "measures of three kinds of irises", "target"),
        Table("wine", "analyses of three kinds of wine", "target"),
        Table("breast-cancer", "measures of cell nuclei", "target"),
        Table("letter", "measures of printed letters", null),
        Table("spam", "frequencies of words in e-mail", null),
        Anomalies("annthyroid", 2), Anomalies("cardio", 6), Anomalies("glass", 14), Anomalies("ionosphere", 18, "Ionosphere"),
        Anomalies("mammography", 23), Anomalies("pendigits", 28), Anomalies("pima", 29, "Pima"), Anomalies("satimage-2", 31),
        Anomalies("thyroid", 38), Anomalies("vowels", 40), Anomalies("wdbc", 43, "WDBC"), Anomalies("wine", 45),
    ];

    /// <summary>Finds one by its name; null if there is none.</summary>
    public static KnownData? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(known => string.Equals(Plain(known.Name), Plain(name), StringComparison.OrdinalIgnoreCase));
    }

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    private static KnownData Idx(string name, string what, params string[] places) =>
        new(name, what, places, static path => new MnistSource { Path = path });

    private static KnownData Rolls(string name, string what) =>
        new(name, $"piano rolls: {what}", [$"polyphonic/{name.Replace('-', '_')}.json.gz", $"polyphonic/{name.Replace('-', '_')}.json"],
            static path => new PianoRollSource { Path = path });

    private static KnownData Table(string name, string what, string? target) =>
        new(name, what, [$"uci/{name.Replace('-', '_')}.csv"], path => new CsvSource { Path = path, Target = target });

    private static KnownData Anomalies(string name, int number, string? file = null) =>
        new($"adbench-{name}", "a set of ADBench, anomalies as class 1", [$"adbench/{number}_{file ?? name}.npz"],
            static path => new NpzSource { Path = path, Type = DType.Float32 });
}
