using System.Text.Json.Nodes;
using Latent.Tensors.Kernels.Simd.Gemm;

namespace Latent.Benchmarks.Cases;

/// <summary>Matrix products: a large square one, and the three orientations of a linear layer's training step.</summary>
internal static unsafe class MatrixCases
{
    private static readonly Goal Large = new(Peak: 0.88, Speedup: 1.85);
    private static readonly Goal OfALayer = new(Peak: 0.75);

    public static IEnumerable<Case> All =>
    [
        Product("gemm 1024x1024x1024", 1024, 1024, 1024, transposeLeft: false, transposeRight: false, Large),
        Product("gemm x Wt, 128x784x400", 128, 400, 784, transposeLeft: false, transposeRight: true, OfALayer),
        Product("gemm g W, 128x400x784", 128, 784, 400, transposeLeft: false, transposeRight: false, OfALayer),
        Product("gemm gt x, 400x128x784", 400, 784, 128, transposeLeft: true, transposeRight: false, OfALayer),
    ];

    private static Case Product(string name, int m, int n, int k, bool transposeLeft, bool transposeRight, Goal goal) => new()
    {
        Name = name,
        Peer = "gemm",
        Parameters = new JsonObject
        {
            ["m"] = m,
            ["n"] = n,
            ["k"] = k,
            ["left"] = transposeLeft ? "t" : "n",
            ["right"] = transposeRight ? "t" : "n",
        },
        Operations = 2.0 * m * n * k,
        Goal = goal,
        Prepare = engine =>
        {
            Floats a = engine.Own(new Floats(m * k));
            Floats b = engine.Own(new Floats(k * n));
            Floats c = engine.Own(new Floats(m * n));
            return () => GemmKernel.Multiply(
                engine.Workers, transposeLeft, transposeRight, m, n, k,
                a.Pointer, transposeLeft ? m : k, b.Pointer, transposeRight ? k : n, c.Pointer, n, accumulate: false);
        },
    };
}
