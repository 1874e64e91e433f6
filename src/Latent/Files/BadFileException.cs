using System.Globalization;

namespace Latent.Files;

/// <summary>
/// A file's bytes are not what its format promises. Readers throw nothing else for bad content, whatever the bytes are.
/// </summary>
/// <remarks>The message names the file, the offset where that is known, what was found, what was expected and what to do.</remarks>
public abstract class BadFileException : FormatException
{
    private protected BadFileException(string file, long? offset, string reason, string remedy, Exception? inner)
        : base(Compose(file, offset, reason, remedy), inner)
    {
        File = file;
        Offset = offset;
    }

    private protected BadFileException(string file, int line, int column, string reason, string remedy, Exception? inner)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}, column {column}: {reason} {remedy}"), inner)
    {
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>The file as it was named by the caller.</summary>
    public string File { get; }

    /// <summary>Offset in bytes, after decompression where the file is compressed; null where the whole file is meant.</summary>
    public long? Offset { get; }

    /// <summary>The line in a text file, from 1; null where an offset is given.</summary>
    public int? Line { get; }

    /// <summary>The column of that line, from 1: which field of a table; null where an offset is given.</summary>
    public int? Column { get; }

    private static string Compose(string file, long? offset, string reason, string remedy)
    {
        string place = offset is { } at ? string.Create(CultureInfo.InvariantCulture, $"{file}, byte {at}") : file;
        return $"{place}: {reason} {remedy}";
    }
}
