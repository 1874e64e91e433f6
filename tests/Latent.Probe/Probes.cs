using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Latent.Tensors;

namespace Latent.Probe;

/// <summary>The work whose bits must not depend on the processor or on threads, by name; each gives a SHA-256 of its numbers.</summary>
public static class Probes
{
    /// <summary>From a name and a thread count to a hash.</summary>
    public static IReadOnlyDictionary<string, Func<int, string>> All { get; } = new Dictionary<string, Func<int, string>>(StringComparer.Ordinal)
    {
        ["conv"] = threads => Hash(Training.Convolutional(Device.CreateCpu(threads), steps: 200)),
        ["gru"] = threads => Hash(Training.Recurrent(Device.CreateCpu(threads), steps: 30)),
        ["large"] = threads => Hash(LargeBits.All(Device.CreateCpu(threads))),
        ["matrices"] = threads => Hash(MatrixBits.All(Device.CreateCpu(threads))),
        ["mlp"] = threads => Hash(Training.Mlp(Device.CreateCpu(threads), steps: 200)),
        ["random"] = _ => RandomDraws.Hash(),
        ["special-functions"] = static _ => Convert.ToHexString(SHA256.HashData(SpecialFunctionBits.All())),
    };

    private static string Hash(Tensor values) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.Span)));
}
