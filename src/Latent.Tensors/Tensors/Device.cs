using Latent.Tensors.Kernels;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors;

/// <summary>Where tensors live and who computes on them: a memory pool and one set of kernels.</summary>
public abstract class Device
{
    internal Device(string name, KernelSet kernels)
    {
        Name = name;
        Kernels = kernels;
        Pool = new BufferPool(Allocate);
    }

    /// <summary>The processor, with all cores (or <c>LATENT_THREADS</c>) and the best kernels (or <c>LATENT_KERNELS</c>).</summary>
    public static Device Cpu => CpuDevice.Shared.Value;

    /// <summary>A processor device with its own pool, thread count and kernel set.</summary>
    /// <param name="threads">Threads that share each kernel, 1 or more; results do not depend on it.</param>
    /// <param name="kernels">A name of <see cref="KernelNames"/>; null for the best.</param>
    /// <exception cref="ArgumentException">No such kernel set.</exception>
    public static Device CreateCpu(int threads, string? kernels = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        return new CpuDevice(new Workers(threads), kernels);
    }

    /// <summary>The kernel sets that can run on this machine, best first.</summary>
    public static IReadOnlyList<string> KernelNames => KernelCatalog.Names;

    /// <summary>A short name such as <c>cpu (simd, 2 threads)</c>.</summary>
    public string Name { get; }

    /// <summary>What the memory pool holds.</summary>
    public PoolStatistics PoolStatistics => Pool.Statistics;

    internal KernelSet Kernels { get; }

    internal BufferPool Pool { get; }

    /// <summary>Lets go of recycled memory that is not in use.</summary>
    public void TrimPool() => Pool.Trim();

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Memory for a pass, from the pool unless a device of the tests wants every buffer for itself.</summary>
    internal virtual Buffer Rent(long bytes) => Pool.Rent(bytes);

    /// <summary>Takes back what <see cref="Rent"/> gave.</summary>
    internal virtual void Return(Buffer buffer) => Pool.Return(buffer);

    /// <summary>Memory outside the pool, owned by the garbage collector.</summary>
    internal abstract Buffer Allocate(int sizeClass, long bytes);
}

internal sealed class CpuDevice : Device
{
    internal static readonly Lazy<Device> Shared = new(() => new CpuDevice(Workers.Default, null));

    public CpuDevice(Workers workers, string? kernelName)
        : this(workers.Threads, KernelCatalog.Choose(kernelName, workers))
    {
    }

    private CpuDevice(int threads, KernelSet kernels) : base($"cpu ({kernels.Name}, {threads} thread{(threads == 1 ? "" : "s")})", kernels)
    {
    }

    internal override Buffer Allocate(int sizeClass, long bytes) => new CpuBuffer(sizeClass, bytes);
}
