using Latent.Tensors.Kernels;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Diagnostics;

/// <summary>A processor device whose kernels are timed.</summary>
internal sealed class ProfiledDevice : Device
{
    private ProfiledDevice(ProfiledKernels kernels)
        : base("cpu, profiled", kernels) => Times = kernels;

    public ProfiledKernels Times { get; }

    public static ProfiledDevice Create(int threads, Func<long> clock) =>
        new(new ProfiledKernels(KernelCatalog.Choose(null, new Workers(threads)), clock));

    internal override Buffer Allocate(int sizeClass, long bytes) => new CpuBuffer(sizeClass, bytes);
}
