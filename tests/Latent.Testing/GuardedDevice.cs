using Latent.Tensors;
using Latent.Tensors.Kernels;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Testing;

/// <summary>
/// A processor device on which every tensor of a pass ends right before a page that the process may not touch: an operation that reads or
/// writes past any of its operands crashes.
/// </summary>
internal sealed unsafe class GuardedDevice : Device, IDisposable
{
    private readonly List<GuardedMemory<byte>> _memory = [];

    public GuardedDevice() : base("cpu, guarded", KernelCatalog.Choose(null, Workers.Default))
    {
    }

    public void Dispose()
    {
        foreach (GuardedMemory<byte> memory in _memory) memory.Dispose();
        _memory.Clear();
    }

    internal override Latent.Tensors.Buffer Rent(long bytes) => Allocate(-1, bytes);

    internal override void Return(Latent.Tensors.Buffer buffer)
    {
        // Freed together, with the device.
    }

    internal override Latent.Tensors.Buffer Allocate(int sizeClass, long bytes)
    {
        GuardedMemory<byte> memory = GuardedMemory<byte>.AtEnd(checked((int)bytes));
        _memory.Add(memory);
        // Whatever a kernel forgets to write must not look like a result.
        memory.Span.Fill(0xFF);
        return new CpuBuffer(-1, bytes, memory.Pointer, memory);
    }
}
