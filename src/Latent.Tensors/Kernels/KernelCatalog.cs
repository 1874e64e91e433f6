using Latent.Tensors.Kernels.Reference;
using Latent.Tensors.Kernels.Simd;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels;

/// <summary>The one place that names the kernel sets.</summary>
internal static class KernelCatalog
{
    /// <summary>Forces a set by name.</summary>
    public const string EnvironmentVariable = "LATENT_KERNELS";

    // Best first. Simd runs everywhere: the runtime splits its vectors where the processor is narrower. Reference is the definition, about
    // a hundred times slower, for tests and for doubt.
    private static readonly (string Name, Func<Workers, KernelSet> Create)[] s_sets =
    [
        ("simd", workers => new SimdKernels(workers)),
        ("reference", _ => new ReferenceKernels()),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. s_sets.Select(s => s.Name)];

    public static KernelSet Choose(string? name, Workers workers)
    {
        string? wanted = name ?? Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (string.IsNullOrEmpty(wanted)) return s_sets[0].Create(workers);
        foreach ((string candidate, Func<Workers, KernelSet> create) in s_sets)
            if (string.Equals(candidate, wanted, StringComparison.OrdinalIgnoreCase)) return create(workers);
        throw new ArgumentException(
            $"Kernels: there is no set '{wanted}'; known are {string.Join(", ", Names)}. " +
            (name is null ? $"It was asked for by the environment variable {EnvironmentVariable}." : ""));
    }
}
