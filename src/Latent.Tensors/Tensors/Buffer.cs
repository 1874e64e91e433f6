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

/// <summary>A pinned managed array: no native memory, no finalizer, an address that kernels can use.</summary>
internal sealed unsafe class CpuBuffer : Buffer
{
    private const int Alignment = 64;

    // The reference keeps the memory alive; the pointer is into it.
    private readonly byte[] _array;

    public CpuBuffer(int sizeClass, long bytes) : base(sizeClass, bytes)
    {
        _array = GC.AllocateUninitializedArray<byte>(checked((int)bytes) + Alignment, pinned: true);
        nuint address = (nuint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _array[0]);
        Pointer = (byte*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }

    public byte* Pointer { get; }
}
