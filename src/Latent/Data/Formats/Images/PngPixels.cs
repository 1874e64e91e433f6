using System.Buffers.Binary;

namespace Latent.Data.Formats.Images;

/// <summary>Turns the stored pixels of a PNG into samples.</summary>
internal readonly ref struct PngPixels
{
    private readonly PngChunks _chunks;
    private readonly RasterImage _image;
    private readonly int _depth;
    private readonly int _stored;
    private readonly bool _isPalette;

    // The one transparent colour, by channel; -1 where there is none.
    private readonly (int First, int Second, int Third) _hidden;

    public PngPixels(PngChunks chunks, RasterImage image)
    {
        _chunks = chunks;
        _image = image;
        _depth = chunks.Header.Depth;
        _stored = chunks.Header.StoredChannels;
        _isPalette = chunks.Header.Colour == 3;
        _hidden = (-1, -1, -1);
        if (chunks.Transparency is { } key && !_isPalette)
        {
            _hidden = _stored == 1 ? (Word(key, 0), -1, -1) : (Word(key, 0), Word(key, 2), Word(key, 4));
        }

        static int Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
    }

    /// <summary>Writes pixel <paramref name="x"/> of an unfiltered row as the picture's pixel <paramref name="at"/>.</summary>
    public void Put(ReadOnlySpan<byte> row, int x, int at)
    {
        int target = at * _image.Channels;
        if (_isPalette)
        {
            PutColour(Sample(row, x), target, at);
            return;
        }

        for (int channel = 0; channel < _stored; channel++)
            _image[target + channel] = Sample(row, (x * _stored) + channel);
        if (_chunks.Transparency is null)
            return;
        bool hidden = _image[target] == _hidden.First
            && (_stored == 1 || (_image[target + 1] == _hidden.Second && _image[target + 2] == _hidden.Third));
        _image[target + _stored] = hidden ? 0 : _image.Levels - 1;
    }

    private void PutColour(int index, int target, int at)
    {
        if (3 * index >= _chunks.Palette.Length)
        {
            throw _chunks.Fault(PngHeader.End,
                $"the pixel in row {at / _image.Width}, column {at % _image.Width} has colour {index} of a palette of {_chunks.Palette.Length / 3}.",
                "The picture is damaged. " + FormatReader.FetchAgain);
        }

        _chunks.Palette.AsSpan(3 * index, 3).CopyTo(_image.Samples.AsSpan(target));
        if (_chunks.Transparency is { } alpha)
            _image.Samples[target + 3] = index < alpha.Length ? alpha[index] : (byte)255;
    }

    private int Sample(ReadOnlySpan<byte> row, int index) => _depth switch
    {
        8 => row[index],
        16 => (row[2 * index] << 8) | row[(2 * index) + 1],
        _ => (row[index * _depth / 8] >> (8 - _depth - (index * _depth % 8))) & ((1 << _depth) - 1),
    };
}
