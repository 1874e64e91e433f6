using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Columns;

/// <summary>Sounds, [samples] or [samples, channels], held as they are stored, or read again each time they are asked for.</summary>
internal sealed class SoundColumn : SequenceColumn
{
    private readonly FileCollection _files;
    private readonly WavSound[] _sounds;
    private readonly byte[][]? _held;
    private readonly int[] _frames;

    /// <summary>The sounds of a collection.</summary>
    /// <param name="files">The files.</param>
    /// <param name="sounds">What their headers say.</param>
    /// <param name="held">Their samples' bytes; null to read them when they are asked for.</param>
    /// <param name="frames">How many frames of each are given.</param>
    /// <param name="type">The element type of batches.</param>
    public SoundColumn(FileCollection files, WavSound[] sounds, byte[][]? held, int[] frames, DType type)
        : base("x", sounds[0].Channels == 1 ? [] : [sounds[0].Channels], frames, column => column with { Type = type })
    {
        _files = files;
        _sounds = sounds;
        _held = held;
        _frames = frames;
    }

    protected override void Fill<T>(int row, Span<T> destination)
    {
        WavSound sound = _sounds[row];
        string name = _files.Describe(row);
        int frames = Math.Min(_frames[row], sound.Frames);
        ReadOnlySpan<byte> samples;
        if (_held is not null)
        {
            samples = _held[row];
        }
        else
        {
            byte[] file = _files.Read(row);
            if (WavSound.Parse(file, name) != sound)
                throw new DataFormatException(name, 0, "it is not the sound any more that was there when the data was opened.", "Something else writes to it.");
            samples = file.AsSpan(sound.Offset, frames * sound.FrameBytes);
        }

        // What is longer than the sound stays silent.
        sound.Read(samples, destination[..(frames * sound.Channels)], name);
    }
}
