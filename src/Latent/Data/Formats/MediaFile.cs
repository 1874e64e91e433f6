using System.Globalization;
using Latent.Data.Formats.Images;

namespace Latent.Data.Formats;

/// <summary>What a single picture or sound is; data sets are folders or archives of them.</summary>
/// <param name="Kind"><c>png</c> or <c>wav</c>.</param>
/// <param name="Summary">Sizes and storage in a few words.</param>
/// <param name="Shape">What an example made of it would be: [channels, height, width], or [samples] or [samples, channels].</param>
public sealed record MediaFile(string Kind, string Summary, IReadOnlyList<int> Shape)
{
    private const long Largest = 1L << 31;

    /// <summary>Reads and decodes a whole file, so that damage in any part of it shows; null if it is neither picture nor sound.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">It is damaged, cut short, or of a kind that is not read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MediaFile? Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        bool isPicture, isSound;
        using (FileStream file = InputFile.Open(path))
        {
            isPicture = InputFile.Starts(file, [0x89, (byte)'P', (byte)'N', (byte)'G']);
            isSound = InputFile.Starts(file, "RIFF"u8);
            if (!isPicture && !isSound) return null;
            if (file.Length >= Largest) throw new DataFormatException(path, null,
                $"the file has {file.Length} bytes.", "Pictures and sounds of up to 2 GiB are read.");
        }

        byte[] bytes = File.ReadAllBytes(path);
        return isPicture ? Picture(bytes, path) : Sound(bytes, path);
    }

    private static MediaFile Picture(byte[] bytes, string path)
    {
        RasterImage image = PngReader.Read(bytes, path);
        string colours = image.Channels switch { 1 => "grey", 2 => "grey with alpha", 3 => "red, green, blue", _ => "red, green, blue, alpha" };
        return new MediaFile("png", string.Create(CultureInfo.InvariantCulture, $"{image.Width} x {image.Height} pixels, {colours}, {image.Levels} levels"),
            [image.Channels, image.Height, image.Width]);
    }

    private static MediaFile Sound(byte[] bytes, string path)
    {
        WavSound sound = WavSound.Parse(bytes, path);
        double[] samples = new double[sound.Frames * sound.Channels];
        sound.Read<double>(bytes.AsSpan(sound.Offset, sound.Frames * sound.FrameBytes), samples, path);
        string channels = sound.Channels == 1 ? "mono" : $"{sound.Channels} channels";
        return new MediaFile("wav",
            string.Create(CultureInfo.InvariantCulture,
                $"{(double)sound.Frames / sound.Rate:F3} s, {sound.Rate} Hz, {channels}, {sound.Format}, {sound.Frames} samples"),
            sound.Channels == 1 ? [sound.Frames] : [sound.Frames, sound.Channels]);
    }
}
