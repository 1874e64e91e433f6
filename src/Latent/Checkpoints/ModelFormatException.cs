using Latent.Files;

namespace Latent.Checkpoints;

/// <summary>A safetensors file is sound, but holds no model of the kind asked for.</summary>
public sealed class ModelFormatException : BadFileException
{
    internal ModelFormatException(string file, string reason, string remedy)
        : base(file, null, reason, remedy, null)
    {
    }
}
