using Latent.Probe;
using Latent.Testing;

namespace Latent.Tensors.Tests.Determinism;

/// <summary>The contract of reproducibility: 200 training steps end in the same bits for any threads and any instruction set.</summary>
public sealed class EqualBitsTests
{
    public static TheoryData<string> Probes => [.. Latent.Probe.Probes.All.Keys];

    [Theory]
    [MemberData(nameof(Probes))]
    public void Bits_do_not_depend_on_threads(string probe)
    {
        string[] hashes = [.. new[] { 1, 2, 3, 7 }.Select(threads => Latent.Probe.Probes.All[probe](threads))];
        Assert.Single(hashes.Distinct());
    }

    [Theory]
    [MemberData(nameof(Probes))]
    public void Bits_do_not_depend_on_instruction_sets(string probe)
    {
        string[] hashes = [.. ProbeProcess.InstructionSets.Select(set => ProbeProcess.Run(probe, threads: 2, set.Variable))];
        Assert.True(hashes.Distinct().Count() == 1, string.Join(", ", ProbeProcess.InstructionSets.Zip(hashes, (s, h) => $"{s.Name}: {h}")));
    }
}
