namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>
/// Where one operand of a multiplication comes from. The routine sees an operand as lanes × depth: lanes are the rows of op(A) or the
/// columns of op(B), depth is the index k that the sum runs over.
/// </summary>
/// <remarks>
/// <para>
/// The multiplication asks for <em>panels</em>: some neighbouring lanes over a range of k, written k by k, so that the innermost loop reads
/// memory in order. Two packers serve matrices (<see cref="ContiguousLanes"/>, <see cref="ContiguousDepth"/>). The packer is a struct and a
/// type parameter, so its code is compiled into the routine.
/// </para>
/// <para>
/// Each element of an operand is asked for once in a multiplication, except where both operands are large. Panels are asked for by several
/// threads at once.
/// </para>
/// </remarks>
internal unsafe interface IPanelPacker
{
    /// <summary>Writes element (lane + j, start + k) to panel[k·width + j] for 0 ≤ k &lt; depth and 0 ≤ j &lt; lanes.</summary>
    /// <param name="panel">The panel: depth·width elements, 64-byte aligned.</param>
    /// <param name="width">8, 16 or 32. Places from <paramref name="lanes"/> up must be written too, with any finite value (say 0).</param>
    /// <param name="lane">The first lane.</param>
    /// <param name="lanes">How many lanes, 1 to <paramref name="width"/>.</param>
    /// <param name="start">The first k.</param>
    /// <param name="depth">How many k.</param>
    void Pack(float* panel, int width, int lane, int lanes, int start, int depth);

    /// <summary>The operand's own memory, where lanes lie side by side in it and need no packing; otherwise null.</summary>
    /// <param name="lane">The first lane.</param>
    /// <param name="start">The first k.</param>
    /// <param name="stride">The distance of successive k, in elements.</param>
    /// <returns>The address of element (lane, start), or null always.</returns>
    float* InPlace(int lane, int start, out nint stride);

    /// <summary>Asks for a slice of what <see cref="Pack"/> will read of some lanes to come to the second-level cache (<see cref="CacheHint"/>).</summary>
    /// <param name="lane">The first lane.</param>
    /// <param name="lanes">How many lanes.</param>
    /// <param name="start">The first k.</param>
    /// <param name="depth">How many k.</param>
    /// <param name="slice">Which slice.</param>
    /// <param name="slices">How many slices there are.</param>
    void Approach(int lane, int lanes, int start, int depth, int slice, int slices);
}
