using Latent.Data.Columns;
using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>
/// WAV sounds in a folder or a ZIP archive; sub-folders name classes, or the parts <c>train</c>, <c>valid</c> and <c>test</c>.
/// </summary>
public sealed record WavSource : DataSource
{
    // Beyond this sounds are read as they are asked for: 1 GiB.
    private const long LargestInMemory = 1L << 30;

    /// <summary>The folder or archive.</summary>
    public required string Path { get; set; }

    /// <summary>
    /// How many samples of each channel every example has: longer sounds are cut off, shorter ones end in silence. 0 leaves them as long as
    /// they are.
    /// </summary>
    public int Samples { get; set; }

    /// <summary>Whether the class is what stands before the first underscore of a file's name.</summary>
    public bool ClassFromName { get; set; }

    /// <inheritdoc cref="ArraySource.Type"/>
    public DType Type { get; set; } = DType.Float32;

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputFiles() => FileCollection.FilesOf(Path, ".wav");

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key) => OpenWithin(LargestInMemory);

    internal DataSplits OpenWithin(long largestInMemory)
    {
        if (Samples < 0)
            throw new ArgumentException($"samples is {Samples}; give how many every example has, or 0 for what the sounds have.");
        FileCollection files = FileCollection.Open(Path, ".wav");
        FileParts parts = new(files, ClassFromName ? static name => name.Split('_')[0] : null);
        WavSound[] sounds = new WavSound[files.Names.Count];
        byte[][]? held = new byte[sounds.Length][];
        int[] frames = new int[sounds.Length];
        long bytes = 0;
        for (int i = 0; i < sounds.Length; i++)
        {
            byte[] file = files.Read(i);
            WavSound sound = WavSound.Parse(file, files.Describe(i));
            if (i > 0 && (sound.Rate, sound.Channels) != (sounds[0].Rate, sounds[0].Channels))
            {
                throw new DataFormatException(files.Describe(i), null,
                    $"it has {sound.Channels} channels of {sound.Rate} samples a second, {files.Names[0]} {sounds[0].Channels} of {sounds[0].Rate}.",
                    "Sounds must be alike; convert them.");
            }

            if (sound.Frames == 0)
                throw new DataFormatException(files.Describe(i), null, "it has no samples.", "Leave it out.");
            sounds[i] = sound;
            frames[i] = Samples > 0 ? Samples : sound.Frames;
            int kept = Math.Min(frames[i], sound.Frames) * sound.FrameBytes;
            bytes += kept;
            if (bytes > largestInMemory)
                held = null;
            if (held is not null)
                held[i] = file.AsSpan(sound.Offset, kept).ToArray();
        }

        SoundColumn column = new(files, sounds, held, frames, Type);
        return parts.Split(System.IO.Path.GetFileNameWithoutExtension(System.IO.Path.TrimEndingDirectorySeparator(Path)), column, column.LengthColumn());
    }
}
