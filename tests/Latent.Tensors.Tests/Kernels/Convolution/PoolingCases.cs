using Latent.Tensors.Kernels;

namespace Latent.Tensors.Tests.Kernels.Convolution;

/// <summary>The windows that every pooling kernel is tested on.</summary>
internal static class PoolingCases
{
    /// <summary>All of them.</summary>
    public static IEnumerable<PoolingGeometry> All() =>
    [
        new(1, 1, 1, new(1), new(1)),
        new(3, 4, 4, new(2, 2), new(2, 2)),
        new(2, 28, 28, new(2, 2), new(2, 2)),
        new(5, 7, 9, new(3, 2, 1), new(3, 2, 1)),
        new(4, 5, 35, new(3, 1, 1), new(3, 1, 1)),
        new(7, 6, 33, new(2, 1), new(5, 3, 2)),
        new(3, 9, 8, new(3, 1, 1, 2), new(2, 2, 1, 3)),
        new(2, 1, 50, new(1), new(4, 4)),
        new(130, 2, 2, new(2, 2), new(2, 2)),
    ];
}
