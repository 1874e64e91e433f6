using Latent.Files;

namespace Latent.Data;

/// <summary>A data file is missing parts, damaged or of another format than asked for.</summary>
public sealed class DataFormatException : BadFileException
{
    internal DataFormatException(string file, long? offset, string reason, string remedy, Exception? inner = null)
        : base(file, offset, reason, remedy, inner)
    {
    }

    internal DataFormatException(string file, int line, int column, string reason, string remedy, Exception? inner = null)
        : base(file, line, column, reason, remedy, inner)
    {
    }
}
