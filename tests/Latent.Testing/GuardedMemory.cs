using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Latent.Testing;

/// <summary>
/// A buffer that lies right against a page the process may not touch, so that a kernel which reads or writes past its end (or before its
/// start) crashes the test run instead of passing by luck. Linux alone; elsewhere plain memory, and <see cref="IsGuarded"/> is false.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
public sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private readonly void* _mapping;
    private readonly nuint _mapped;
    private bool _disposed;

    private GuardedMemory(int length, bool atEnd)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = (nuint)length * (nuint)sizeof(T);
        var page = (nuint)Environment.SystemPageSize;
        var body = (bytes + page - 1) / page * page;
        if (!OperatingSystem.IsLinux())
        {
            _mapping = NativeMemory.AlignedAlloc(Math.Max(body, page), page);
            Pointer = (T*)_mapping;
            return;
        }

        // guard | body | guard
        _mapped = body + (2 * page);
        _mapping = GuardedMemoryCalls.Map(null, _mapped, GuardedMemoryCalls.NoAccess, GuardedMemoryCalls.PrivateAnonymous, -1, 0);
        if ((nint)_mapping == -1)
        {
            throw new InvalidOperationException($"mmap of {_mapped} bytes failed, error {Marshal.GetLastPInvokeError()}.");
        }
        var start = (byte*)_mapping + page;
        if (body > 0 && GuardedMemoryCalls.Protect(start, body, GuardedMemoryCalls.ReadWrite) != 0)
        {
            throw new InvalidOperationException($"mprotect of {body} bytes failed, error {Marshal.GetLastPInvokeError()}.");
        }
        IsGuarded = true;
        Pointer = (T*)(atEnd ? start + body - bytes : start);
    }

    ~GuardedMemory() => Free();

    /// <summary>Whether touching a neighbouring page faults.</summary>
    public bool IsGuarded { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The first element.</summary>
    public T* Pointer { get; }

    /// <summary>The elements.</summary>
    public Span<T> Span => new(Pointer, Length);

    /// <summary>A zeroed buffer whose end touches an inaccessible page.</summary>
    public static GuardedMemory<T> AtEnd(int length) => new(length, atEnd: true);

    /// <summary>A zeroed buffer whose first element stands right behind an inaccessible page.</summary>
    public static GuardedMemory<T> AtStart(int length) => new(length, atEnd: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        if (IsGuarded)
        {
            _ = GuardedMemoryCalls.Unmap(_mapping, _mapped);
        }
        else
        {
            NativeMemory.AlignedFree(_mapping);
        }
    }
}

/// <summary>The three system calls behind <see cref="GuardedMemory{T}"/>.</summary>
internal static unsafe partial class GuardedMemoryCalls
{
    public const int NoAccess = 0;
    public const int ReadWrite = 3;
    public const int PrivateAnonymous = 0x22;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Unmap(void* address, nuint length);
}
