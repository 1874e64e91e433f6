using Microsoft.Win32.SafeHandles;

namespace Latent.Files;

/// <summary>
/// The file operations that durable writing is made of, one attempt each: nothing is retried, nothing is thrown. Tests put other systems
/// behind it: one that fails at the n-th call, one that dies there, one that loses power.
/// </summary>
/// <remarks>
/// <see cref="FileSystem"/> stands on top of it and checks every result. Closing is disposing the handle: after a checked flush it has nothing to say.
/// </remarks>
internal interface ISystemCalls
{
    /// <summary>Creates a file to be written from its start; it must not exist (O_EXCL).</summary>
    CallResult Create(string path, out SafeFileHandle? file);

    /// <summary>Appends some or all of the bytes (write).</summary>
    CallResult Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int written);

    /// <summary>Waits until a file's content is on the disk (fsync).</summary>
    CallResult Sync(SafeFileHandle file);

    /// <summary>Waits until a folder's names are on the disk (fsync of the folder).</summary>
    CallResult SyncFolder(string path);

    /// <summary>Makes a folder that must not exist (mkdir).</summary>
    CallResult CreateFolder(string path);

    /// <summary>Gives a file or folder another name at one stroke (rename); a file of the new name is replaced.</summary>
    CallResult Rename(string from, string to);

    /// <summary>Deletes a file (unlink).</summary>
    CallResult DeleteFile(string path);

    /// <summary>Deletes an empty folder (rmdir).</summary>
    CallResult DeleteFolder(string path);

    /// <summary>The names in a folder, in no order.</summary>
    CallResult List(string path, out string[] names);

    /// <summary>Opens a file for reading.</summary>
    CallResult Open(string path, out SafeFileHandle? file);

    /// <summary>The bytes of an open file.</summary>
    CallResult Length(SafeFileHandle file, out long length);

    /// <summary>Reads some or all of the bytes asked for; none at the end of the file.</summary>
    CallResult Read(SafeFileHandle file, Span<byte> destination, long offset, out int read);

    /// <summary>Opens a file, made where it is missing, and locks it against other processes until the handle is disposed (flock).</summary>
    CallResult Lock(string path, out SafeFileHandle? file);

    /// <summary>Asks whether <see cref="Lock"/> is held on a file, by a shared lock that is given back at once; nothing is made or written.</summary>
    CallResult ProbeLock(string path);

    /// <summary>The kind of network file system that a folder lies on, or null for a local one.</summary>
    string? NetworkFormat(string path);
}
