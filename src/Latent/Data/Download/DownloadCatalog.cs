namespace Latent.Data.Download;

/// <summary>The data sets that can be downloaded, an entry each.</summary>
public static class DownloadCatalog
{
    private const string TensorFlow = "TensorFlow Datasets, url_checksums";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DownloadSet> All { get; } =
    [
        new("mnist", "LeCun, Cortes, Burges 1998",
            ["https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"], TensorFlow,
            [
                new("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609")
                    { ContentSha256 = "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db" },
                new("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c")
                    { ContentSha256 = "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5" },
                new("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6")
                    { ContentSha256 = "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7" },
                new("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")
                    { ContentSha256 = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2" },
            ]),
        new("fashion-mnist", "Xiao, Rasul, Vollgraf 2017",
            [
                "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            ],
            TensorFlow,
            [
                new("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
                new("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
                new("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
                new("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
            ]),
        new("kmnist", "Clanuwat et al. 2018", ["https://codh.rois.ac.jp/kmnist/dataset/kmnist/"], TensorFlow,
            [
                new("train-images-idx3-ubyte.gz", 18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
                new("train-labels-idx1-ubyte.gz", 29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
                new("t10k-images-idx3-ubyte.gz", 3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
                new("t10k-labels-idx1-ubyte.gz", 5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
            ]),
        new("static-mnist", "Larochelle, Murray 2011", ["https://www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist/"], TensorFlow,
            [
                new("binarized_mnist_train.amat", 78_400_000, "ad693b29f94c14277b095f5238ddefbbdaaae0939789dd2f4f0205278cee3e4d"),
                new("binarized_mnist_valid.amat", 15_680_000, "1de3d397c40fe8eeb33dafd4099a1f665ec01e96d9be234aaeeac8a34930e2e2"),
                new("binarized_mnist_test.amat", 15_680_000, "e6687bfea3f820c174f33b7865140b2a2dd2930ef786f35d45795fc193b5ab2c"),
            ])
        { Conversion = ("static_mnist.npz", BinaryText.WriteNpz) },
    ];

    /// <summary>Finds one by its name, as <see cref="Sources.KnownData.Find"/> does; null if there is none.</summary>
    public static DownloadSet? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string known = Sources.KnownData.Find(name)?.Name ?? name;
        return All.FirstOrDefault(set => string.Equals(set.Name, known, StringComparison.Ordinal));
    }

    /// <summary>The published file that has this content, or these bytes; null if it is none of them.</summary>
    public static (DownloadSet Set, DownloadFile File)? Identify(string sha256) =>
        All.SelectMany(static set => set.Files.Select(file => ((DownloadSet, DownloadFile)?)(set, file)))
            .FirstOrDefault(pair => string.Equals(pair!.Value.Item2.Sha256, sha256, StringComparison.Ordinal)
                || string.Equals(pair.Value.Item2.ContentSha256, sha256, StringComparison.Ordinal));
}
