using System.Runtime.CompilerServices;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Gemm;

/// <summary>
/// Memory that holds an operand in packed panels: block of k by block of k, within it panel by panel, within it k by k. Every panel has
/// the full width.
/// </summary>
/// <param name="memory">The panels, or null where the operand is not packed here.</param>
/// <param name="panels">How many panels a block has.</param>
/// <param name="width">Their width.</param>
internal readonly unsafe struct PackedSide(float* memory, int panels, int width)
{
    /// <summary>The panels, or null.</summary>
    public float* Memory { get; } = memory;

    /// <summary>The width of a panel.</summary>
    public int Width { get; } = width;

    /// <summary>The bytes that an operand takes.</summary>
    public static nuint Bytes(int panels, int depth, int width) => (nuint)panels * (nuint)depth * (nuint)width * sizeof(float);

    /// <summary>A panel within the block of k that starts at <paramref name="start"/> and is <paramref name="depth"/> long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Panel(int panel, int start, int depth) => Memory + ((((nint)start * panels) + ((nint)panel * depth)) * Width);
}

/// <summary>Packs one whole operand; a cell is one panel in one block of k.</summary>
internal readonly struct PackStrips<TPacker>(GemmPlan plan, TPacker packer, PackedSide side) : IJob
    where TPacker : struct, IPanelPacker
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run(int cell, int worker)
    {
        var block = cell / plan.Strips;
        var strip = cell - (block * plan.Strips);
        var start = plan.BlockStart(block);
        var depth = plan.BlockStart(block + 1) - start;
        var row = plan.StripStart(strip);
        packer.Pack(side.Panel(strip, start, depth), side.Width, row, plan.StripStart(strip + 1) - row, start, depth);
    }
}

/// <inheritdoc cref="PackStrips{TPacker}"/>
internal readonly struct PackPanels<TPacker>(GemmPlan plan, TPacker packer, PackedSide side) : IJob
    where TPacker : struct, IPanelPacker
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run(int cell, int worker)
    {
        var block = cell / plan.Panels;
        var panel = cell - (block * plan.Panels);
        var start = plan.BlockStart(block);
        var depth = plan.BlockStart(block + 1) - start;
        var column = panel * side.Width;
        packer.Pack(side.Panel(panel, start, depth), side.Width, column, Math.Min(side.Width, plan.Columns - column), start, depth);
    }
}
