namespace Latent.Tensors.Kernels;

internal abstract partial class KernelSet
{
    /// <summary>output[box] (+)= input[box]; see <see cref="CopyPlan"/>.</summary>
    public abstract void Copy(in CopyPlan plan);

    /// <summary>output[o, k, i] (+)= input[o, indices[k], i].</summary>
    public abstract void Gather(in GatherPlan plan, ReadOnlySpan<int> indices);

    /// <summary>output[o, indices[k], i] += input[o, k, i], k ascending for each output.</summary>
    public abstract void Scatter(in GatherPlan plan, ReadOnlySpan<int> indices);

    /// <summary>output[o, i] (+)= input[o, indices[o, i], i].</summary>
    public abstract void GatherAlong(in GatherPlan plan, ReadOnlySpan<int> indices);

    /// <summary>output[o, indices[o, i], i] += input[o, i].</summary>
    public abstract void ScatterAlong(in GatherPlan plan, ReadOnlySpan<int> indices);

    /// <summary>output[o, s, i] (+)= the sum of input[o, 0..s, i], one element after the other; see <see cref="ScanPlan"/>.</summary>
    public abstract void Scan(in ScanPlan plan);

    /// <summary>output (+)= the kept triangle of input; see <see cref="TrianglePlan"/>.</summary>
    public abstract void Triangle(in TrianglePlan plan);
}
