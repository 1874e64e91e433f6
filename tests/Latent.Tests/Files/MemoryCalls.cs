using System.Runtime.InteropServices;
using Latent.Files;
using Microsoft.Win32.SafeHandles;

namespace Latent.Tests.Files;

/// <summary>A file system in memory that can note every change, for <see cref="PowerLoss"/> to take apart.</summary>
internal sealed class MemoryCalls : ISystemCalls
{
    private readonly Dictionary<nint, MemoryFile> _open = [];
    private readonly bool _log;
    private nint _lastHandle = 1000;

    public MemoryCalls(MemoryFolder root, bool log = false)
    {
        Root = root;
        _log = log;
    }

    /// <summary>What programs see now.</summary>
    public MemoryFolder Root { get; }

    /// <summary>Which flushes do nothing here: a disk that lies, or a program that leaves them out.</summary>
    public Func<Flushed, bool> Forgets { get; init; } = static _ => false;

    /// <summary>Everything that was changed or flushed, in order.</summary>
    public List<Change> Changes { get; } = [];

    public CallResult Create(string path, out SafeFileHandle? file)
    {
        file = null;
        if (Parent(path, out string name) is not { } parent)
            return new(FileError.NotFound, 2);
        if (parent.Live.ContainsKey(name))
            return new(FileError.AlreadyExists, 17);
        MemoryFile created = new();
        parent.Live[name] = created;
        Note(new NameChange(parent, [(name, created)]));
        file = Handle(created);
        return CallResult.Success;
    }

    public CallResult Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int written)
    {
        MemoryFile target = _open[file.DangerousGetHandle()];
        target.Live.AddRange(bytes);
        Note(new Written(target, bytes.ToArray()));
        written = bytes.Length;
        return CallResult.Success;
    }

    public CallResult Sync(SafeFileHandle file)
    {
        Note(new Flushed(_open[file.DangerousGetHandle()]));
        return CallResult.Success;
    }

    public CallResult SyncFolder(string path)
    {
        if (Find(path) is not MemoryFolder folder)
            return new(FileError.NotFound, 2);
        Note(new Flushed(folder));
        return CallResult.Success;
    }

    public CallResult CreateFolder(string path)
    {
        if (Parent(path, out string name) is not { } parent)
            return new(FileError.NotFound, 2);
        if (parent.Live.ContainsKey(name))
            return new(FileError.AlreadyExists, 17);
        MemoryFolder created = new();
        parent.Live[name] = created;
        Note(new NameChange(parent, [(name, created)]));
        return CallResult.Success;
    }

    public CallResult Rename(string from, string to)
    {
        MemoryFolder parent = Parent(from, out string old)!;
        if (Parent(to, out string name) != parent || !parent.Live.Remove(old, out MemoryNode? node))
            return new(FileError.NotFound, 2);
        if (parent.Live.GetValueOrDefault(name) is MemoryFolder { Live.Count: > 0 })
        {
            parent.Live[old] = node;
            return new(FileError.AlreadyExists, 39);
        }

        parent.Live[name] = node;
        Note(new NameChange(parent, [(old, null), (name, node)]));
        return CallResult.Success;
    }

    public CallResult DeleteFile(string path) => Delete(path, static node => node is MemoryFile);

    public CallResult DeleteFolder(string path) => Delete(path, static node => node is MemoryFolder { Live.Count: 0 });

    public CallResult List(string path, out string[] names)
    {
        names = Find(path) is MemoryFolder folder ? [.. folder.Live.Keys] : [];
        return Find(path) is MemoryFolder ? CallResult.Success : new(FileError.NotFound, 2);
    }

    public CallResult Open(string path, out SafeFileHandle? file)
    {
        file = Find(path) is MemoryFile found ? Handle(found) : null;
        return file is null ? new(FileError.NotFound, 2) : CallResult.Success;
    }

    public CallResult Length(SafeFileHandle file, out long length)
    {
        length = _open[file.DangerousGetHandle()].Live.Count;
        return CallResult.Success;
    }

    public CallResult Read(SafeFileHandle file, Span<byte> destination, long offset, out int read)
    {
        List<byte> bytes = _open[file.DangerousGetHandle()].Live;
        read = (int)Math.Clamp(bytes.Count - offset, 0, destination.Length);
        CollectionsMarshal.AsSpan(bytes).Slice((int)Math.Min(offset, bytes.Count), read).CopyTo(destination);
        return CallResult.Success;
    }

    public CallResult Lock(string path, out SafeFileHandle? file)
    {
        file = null;
        return new(FileError.Locked, 11);
    }

    public CallResult ProbeLock(string path) => new(FileError.Locked, 11);

    public string? NetworkFormat(string path) => "nfs";

    public MemoryNode? Find(string path)
    {
        MemoryNode? node = Root;
        foreach (string part in Parts(path))
            node = (node as MemoryFolder)?.Live.GetValueOrDefault(part);
        return node;
    }

    private static string[] Parts(string path) => path[(Path.GetPathRoot(path)?.Length ?? 0)..]
        .Split([Path.DirectorySeparatorChar, '/'], StringSplitOptions.RemoveEmptyEntries);

    private MemoryFolder? Parent(string path, out string name)
    {
        name = Path.GetFileName(path);
        return Find(Path.GetDirectoryName(path)!) as MemoryFolder;
    }

    private CallResult Delete(string path, Func<MemoryNode, bool> may)
    {
        if (Parent(path, out string name) is not { } parent || !parent.Live.TryGetValue(name, out MemoryNode? node))
            return new(FileError.NotFound, 2);
        if (!may(node))
            return new(FileError.AlreadyExists, 39);
        parent.Live.Remove(name);
        Note(new NameChange(parent, [(name, null)]));
        return CallResult.Success;
    }

    private SafeFileHandle Handle(MemoryFile file)
    {
        _open[++_lastHandle] = file;
        // A number that is nobody's descriptor, and that is not closed.
        return new SafeFileHandle(_lastHandle, ownsHandle: false);
    }

    private void Note(Change change)
    {
        if (_log && !(change is Flushed flushed && Forgets(flushed)))
            Changes.Add(change);
    }
}

internal abstract class MemoryNode;

internal sealed class MemoryFile : MemoryNode
{
    public List<byte> Live { get; init; } = [];
}

internal sealed class MemoryFolder : MemoryNode
{
    public SortedDictionary<string, MemoryNode> Live { get; } = new(StringComparer.Ordinal);
}

/// <summary>One thing that happened to a file system.</summary>
internal abstract record Change;

/// <summary>Bytes were appended.</summary>
internal sealed record Written(MemoryFile File, byte[] Bytes) : Change;

/// <summary>A file's content or a folder's names are on the disk.</summary>
internal sealed record Flushed(MemoryNode Node) : Change;

/// <summary>Names were given or (null) taken away, all of them at one stroke.</summary>
internal sealed record NameChange(MemoryFolder Folder, (string Name, MemoryNode? Node)[] Names) : Change;
