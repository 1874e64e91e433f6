namespace Latent.Runs;

/// <summary>Models are to be compared that are not judged by the same data; the message says how these differ.</summary>
public sealed class IncomparableDataException : Exception
{
    internal IncomparableDataException(string message)
        : base(message)
    {
    }
}
