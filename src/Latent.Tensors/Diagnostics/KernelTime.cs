namespace Latent.Tensors.Diagnostics;

/// <summary>All calls of one kernel on one shape.</summary>
internal sealed record KernelTime(string Name, double Operations, double Bytes)
{
    public List<double> Seconds { get; } = [];
}
