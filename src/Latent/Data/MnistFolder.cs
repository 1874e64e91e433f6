using Latent.Data.Formats;

namespace Latent.Data;

/// <summary>A training set and a test set of the same kind of images.</summary>
/// <param name="Train">What models learn from.</param>
/// <param name="Test">What they are judged by.</param>
public sealed record ImageSplits(ImageDataset Train, ImageDataset Test);

/// <summary>Reads a folder with the four IDX files of MNIST or of a set that keeps its names (Fashion-MNIST, KMNIST).</summary>
public static class MnistFolder
{
    /// <summary>Reads training and test images with their labels.</summary>
    /// <param name="folder">Holds the four files, each plain or with <c>.gz</c>.</param>
    /// <exception cref="DataFormatException">The folder or files in it are missing (all are listed), or a file is damaged.</exception>
    public static ImageSplits Load(string folder)
    {
        string[] files = Files(folder);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        ImageDataset train = Combine($"{name} train", files[0], files[1]);
        ImageDataset test = Combine($"{name} test", files[2], files[3]);
        if ((train.Height, train.Width) != (test.Height, test.Width))
        {
            throw new DataFormatException(files[2], 8,
                $"test images are {test.Height} x {test.Width}, training images {train.Height} x {train.Width}.",
                "Both must come from the same set.");
        }

        return new ImageSplits(train, test);
    }

    /// <summary>The four files: training images and labels, test images and labels.</summary>
    /// <exception cref="DataFormatException">The folder or files in it are missing (all are listed).</exception>
    internal static string[] Files(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new DataFormatException(folder, null, "there is no such folder.",
                "Give the folder that holds the four MNIST files; without --data-dir the built-in digits are used.");
        }

        List<string> missing = [];
        string trainImages = Find(folder, "train-images-idx3-ubyte", missing);
        string trainLabels = Find(folder, "train-labels-idx1-ubyte", missing);
        string testImages = Find(folder, "t10k-images-idx3-ubyte", missing);
        string testLabels = Find(folder, "t10k-labels-idx1-ubyte", missing);
        if (missing.Count > 0)
        {
            throw new DataFormatException(folder, null, $"missing {string.Join(", ", missing)}.",
                "Each may be plain or end in .gz; the four files of MNIST, Fashion-MNIST and KMNIST have these names.");
        }

        return [trainImages, trainLabels, testImages, testLabels];
    }

    /// <summary>Whether a folder has the training images of such a set.</summary>
    internal static bool IsOne(string folder) => File.Exists(Find(folder, "train-images-idx3-ubyte", []));

    private static string Find(string folder, string name, List<string> missing)
    {
        string plain = Path.Combine(folder, name);
        if (File.Exists(plain))
            return plain;
        string compressed = plain + ".gz";
        if (!File.Exists(compressed))
            missing.Add(name);
        return compressed;
    }

    private static ImageDataset Combine(string name, string imagesFile, string labelsFile)
    {
        NumberArray images = IdxReader.Read(imagesFile);
        NumberArray labels = IdxReader.Read(labelsFile);
        if (images.Format.Type != ElementType.UInt8 || images.Dimensions.Length != 3 || images.Dimensions[1] == 0 || images.Dimensions[2] == 0)
            throw Unexpected(imagesFile, images, "images of unsigned bytes, [count, height, width]");
        if (labels.Format.Type != ElementType.UInt8 || labels.Dimensions.Length != 1)
            throw Unexpected(labelsFile, labels, "labels of unsigned bytes, [count]");
        if (images.Dimensions[0] == 0)
            throw new DataFormatException(imagesFile, 4, "the file holds no images.", "At least one is needed.");
        if (images.Dimensions[0] != labels.Dimensions[0])
        {
            throw new DataFormatException(labelsFile, 4,
                $"{labels.Dimensions[0]} labels for the {images.Dimensions[0]} images of {Path.GetFileName(imagesFile)}.",
                "The two files must belong together.");
        }

        return new ImageDataset(name, images.Dimensions[1], images.Dimensions[2], images.ToMemory(), labels.ToMemory());
    }

    private static DataFormatException Unexpected(string file, NumberArray array, string expected) => new(file, 2,
        $"expected {expected}; found {array.Format.Type} [{string.Join(", ", array.Dimensions)}].", "Is it another file under this name?");
}
