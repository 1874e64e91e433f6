namespace Latent.Files;

/// <summary>Why the system refused an operation on a file or folder; what a program may want to tell apart.</summary>
public enum FileError
{
    /// <summary>Nothing went wrong.</summary>
    None,

    /// <summary>The device is full (ENOSPC).</summary>
    NoSpace,

    /// <summary>The user's share of the device is used up (EDQUOT).</summary>
    QuotaExceeded,

    /// <summary>The device failed to read or write (EIO). After a failed flush nobody knows which bytes are on the disk.</summary>
    InputOutput,

    /// <summary>No permission (EACCES, EPERM).</summary>
    AccessDenied,

    /// <summary>The file system is mounted read-only (EROFS).</summary>
    ReadOnly,

    /// <summary>A part of the path does not exist, or is no folder (ENOENT, ENOTDIR).</summary>
    NotFound,

    /// <summary>The name is taken, or a folder to be deleted is not empty (EEXIST, ENOTEMPTY).</summary>
    AlreadyExists,

    /// <summary>A name or the whole path is too long (ENAMETOOLONG).</summary>
    NameTooLong,

    /// <summary>Too many files are open, in this process or in the system (EMFILE, ENFILE).</summary>
    TooManyOpenFiles,

    /// <summary>Another process holds the lock (EWOULDBLOCK).</summary>
    Locked,

    /// <summary>Anything else; the message has the system's words.</summary>
    Other,
}

/// <summary>What a system call gave back: success, or a reason with the system's own number for it.</summary>
internal readonly record struct CallResult(FileError Error, int Code)
{
    private const int Eintr = 4;

    public static CallResult Success => default;

    /// <summary>A signal came in between: nothing was done, and the call is to be made again.</summary>
    public static CallResult Interruption => new(FileError.Other, Eintr);

    public bool Ok => Error == FileError.None;

    public bool Interrupted => this == Interruption;

    /// <summary>The result for a number of this system: errno, or the HRESULT of Windows.</summary>
    public static CallResult FromCode(int code) => new(Classify(code), code);

    private static FileError Classify(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            return (code & 0xFFFF) switch
            {
                39 or 112 => FileError.NoSpace,
                1295 => FileError.QuotaExceeded,
                23 or 1117 => FileError.InputOutput,
                5 => FileError.AccessDenied,
                19 => FileError.ReadOnly,
                2 or 3 => FileError.NotFound,
                80 or 145 or 183 => FileError.AlreadyExists,
                206 => FileError.NameTooLong,
                4 => FileError.TooManyOpenFiles,
                32 or 33 => FileError.Locked,
                _ => FileError.Other,
            };
        }

        // The low numbers are the same on every Unix, the high ones Linux's and then Darwin's.
        bool linux = OperatingSystem.IsLinux();
        return code switch
        {
            28 => FileError.NoSpace,
            _ when code == (linux ? 122 : 69) => FileError.QuotaExceeded,
            5 => FileError.InputOutput,
            1 or 13 => FileError.AccessDenied,
            30 => FileError.ReadOnly,
            2 or 20 => FileError.NotFound,
            17 => FileError.AlreadyExists,
            _ when code == (linux ? 39 : 66) => FileError.AlreadyExists,
            _ when code == (linux ? 36 : 63) => FileError.NameTooLong,
            23 or 24 => FileError.TooManyOpenFiles,
            _ when code == (linux ? 11 : 35) => FileError.Locked,
            _ => FileError.Other,
        };
    }
}
