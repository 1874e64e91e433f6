using Latent.Data;

namespace Latent.Runs;

/// <summary>The data were read, and cannot be learned from, or are not those that a run was begun with.</summary>
public sealed class UnusableDataException : Exception
{
    internal UnusableDataException(string message)
        : base(message)
    {
    }

    internal static UnusableDataException Of(IEnumerable<DataFinding> findings) => new("The data cannot be learned from:\n"
        + string.Join('\n', findings.Where(static finding => finding.Level == FindingLevel.Error).Select(static finding => "  " + finding.ToString())));
}
