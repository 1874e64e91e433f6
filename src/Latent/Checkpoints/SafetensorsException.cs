using Latent.Files;

namespace Latent.Checkpoints;

/// <summary>What is wrong with a safetensors file; the names follow the reference implementation where it has one.</summary>
public enum SafetensorsError
{
    /// <summary>Fewer than the 8 bytes of the header length.</summary>
    HeaderTooSmall,

    /// <summary>The header length exceeds 100,000,000 bytes.</summary>
    HeaderTooLarge,

    /// <summary>The header length exceeds the file.</summary>
    InvalidHeaderLength,

    /// <summary>The header is not UTF-8, or does not begin with an opening brace.</summary>
    InvalidHeader,

    /// <summary>The header is not JSON of the form asked for, or names a key twice.</summary>
    InvalidHeaderDeserialization,

    /// <summary>Tensors overlap, leave a hole or do not start where the previous one ends.</summary>
    InvalidOffset,

    /// <summary>Shape and element type do not give the number of bytes between the offsets.</summary>
    TensorInvalidInfo,

    /// <summary>The size of a tensor does not fit in 64 bits.</summary>
    ValidationOverflow,

    /// <summary>The data section is shorter or longer than the header declares.</summary>
    MetadataIncompleteBuffer,

    /// <summary>The element type is unknown or not supported.</summary>
    UnsupportedType,

    /// <summary>A limit of this reader is exceeded: number of tensors, length of a name, rank.</summary>
    LimitExceeded,
}

/// <summary>A safetensors file breaks the format's rules.</summary>
public sealed class SafetensorsException : BadFileException
{
    internal SafetensorsException(SafetensorsError error, string file, long? offset, string reason, string remedy, Exception? inner = null)
        : base(file, offset, reason, remedy, inner)
    {
        Error = error;
    }

    /// <summary>Which rule is broken.</summary>
    public SafetensorsError Error { get; }
}
