using Latent.Files;

namespace Latent.Checkpoints;

/// <summary>A folder that should be a checkpoint is not a whole one, or one of another run.</summary>
public sealed class CheckpointFormatException : BadFileException
{
    internal CheckpointFormatException(string file, string reason, string remedy = Damaged, Exception? inner = null)
        : base(file, null, reason, remedy, inner)
    {
    }

    internal const string Damaged = "It is damaged; an older checkpoint has to do.";
}
