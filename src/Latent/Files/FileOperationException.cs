using System.Globalization;
using System.Runtime.InteropServices;

namespace Latent.Files;

/// <summary>The system refused to write, flush, rename or delete something. The message says what, where, why and what to do.</summary>
public sealed class FileOperationException : IOException
{
    internal FileOperationException(string operation, string path, CallResult result)
        : base(Compose(operation, path, result), result.Code)
    {
        Operation = operation;
        Path = path;
        Error = result.Error;
    }

    /// <summary>What was attempted, for instance <c>flush</c>.</summary>
    public string Operation { get; }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The reason.</summary>
    public FileError Error { get; }

    private static string Compose(string operation, string path, CallResult result)
    {
        (string reason, string remedy) = result.Error switch
        {
            FileError.NoSpace => ("the device is full", "Free space there, or choose a folder on another device."),
            FileError.QuotaExceeded => ("your quota on this device is used up", "Delete something of yours there, or choose another device."),
            FileError.InputOutput => ("the device failed", "Look at the system's log, and write to another device before trusting this one again."),
            FileError.AccessDenied => ("permission is denied", "Choose a folder that you may write to, or have its permissions changed."),
            FileError.ReadOnly => ("the file system is mounted read-only", "Choose a folder on another file system."),
            FileError.NotFound => ("it does not exist, or a part of its path is no folder", "Was the folder moved or deleted?"),
            FileError.AlreadyExists => ("the name is taken", "Choose another name, or move away what is there."),
            FileError.NameTooLong => ("the name is too long for this file system", "Choose a shorter name or a folder nearer to the root."),
            FileError.TooManyOpenFiles => ("too many files are open", "Raise the limit (ulimit -n), or close other programs."),
            FileError.Locked => ("another process uses it", "Wait for that process, or end it."),
            _ => ("the system refused", "The number is the system's own for the reason."),
        };
        string system = result.Code == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" (error {result.Code}: {Marshal.GetPInvokeErrorMessage(result.Code)})");
        return $"Cannot {operation} '{path}': {reason}{system}. {remedy}";
    }
}
