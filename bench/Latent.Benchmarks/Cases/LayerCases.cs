using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>One layer of a network, forward alone and with its gradients.</summary>
internal static class LayerCases
{
    private const int Batch = 128, Inputs = 784, Outputs = 400;

    public static IEnumerable<Case> All => [LinearRelu, LinearReluGradients];

    private static Case LinearRelu => new()
    {
        Name = $"linear-relu {Batch}x{Inputs}x{Outputs}",
        Peer = "linear-relu",
        Operations = 2.0 * Batch * Inputs * Outputs,
        Prepare = engine =>
        {
            Tensor x = engine.Normal([Batch, Inputs]), w = engine.Normal([Outputs, Inputs], "w"), b = engine.Normal([Outputs], "b");
            return () =>
            {
                using Pass pass = engine.Evaluation();
                Ops.Linear(Engine.Bind(pass, x), w, b, Activation.Relu);
            };
        },
    };

    private static Case LinearReluGradients => new()
    {
        Name = $"linear-relu-gradients {Batch}x{Inputs}x{Outputs}",
        Peer = "linear-relu-gradients",
        Operations = 6.0 * Batch * Inputs * Outputs,
        Prepare = engine =>
        {
            ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
            // As a parameter the input gets its gradient too, and without a copy.
            Parameter x = scope.Parameter("x", [Batch, Inputs], Initializer.Normal(1));
            Parameter weight = scope.Parameter("weight", [Outputs, Inputs], Initializer.Normal(0.05));
            Parameter bias = scope.Parameter("bias", [Outputs], Initializer.Zeros);
            Tensor seed = engine.Normal([Batch, Outputs], "seed");
            return () =>
            {
                using Pass pass = engine.Training();
                pass.Backward((Ops.Linear(pass[x], pass[weight], pass[bias], Activation.Relu) * seed).Sum());
            };
        },
    };
}
