namespace Latent.Tensors;

/// <summary>Memory of a <see cref="Device"/>, 64-byte aligned. Only the kernels of its device look inside.</summary>
internal abstract class Buffer(int sizeClass, long bytes)
{
    /// <summary>The pool's class of this size.</summary>
    public int SizeClass { get; } = sizeClass;

    public long Bytes { get; } = bytes;

    /// <summary>True once a user asked to keep a tensor of this buffer beyond its pass.</summary>
    public bool Kept { get; set; }

    /// <summary>The backward traversal that allocated this buffer, 0 for forward; only its own traversal may recycle it early.</summary>
    public int Epoch { get; set; }

    /// <summary>How many gradient slots of a running backward traversal hold this buffer.</summary>
    public int Holders { get; set; }
}

/// <summary>Memory that kernels of the processor read by address: a pinned managed array, with no native memory and no finalizer.</summary>
internal sealed unsafe class CpuBuffer : Buffer
{
    // Keeps the memory alive; the pointer is into it.
    private readonly object _owner;

    public CpuBuffer(int sizeClass, long bytes) : base(sizeClass, bytes)
    {
        _owner = AlignedMemory.Allocate(bytes, out byte* start);
        Pointer = start;
    }

    /// <summary>Memory of someone else's, for instance against a guard page.</summary>
    public CpuBuffer(int sizeClass, long bytes, byte* pointer, object owner) : base(sizeClass, bytes)
    {
        Pointer = pointer;
        _owner = owner;
    }

    public byte* Pointer { get; }
}
