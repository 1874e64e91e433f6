using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>The convolutional VAE's training step, and its two large layers alone, with all gradients.</summary>
internal static class ConvolutionCases
{
    private const int Batch = 128, Channels = 32, Hidden = 256, Latent = 20, Taps = 16;
    private const double Outer = 2.0 * Batch * Channels * 14 * 14 * Taps;
    private const double Inner = 2.0 * Batch * (2 * Channels) * 7 * 7 * Channels * Taps;
    private const double Linear = 2.0 * Batch * Hidden * ((2 * 3136) + (3 * Latent));

    public static IEnumerable<Case> All =>
    [
        new()
        {
            Name = "conv-step",
            Peer = "conv-step",
            // Forward and two products backward of each layer, less the gradient by the pixels.
            Operations = (3 * ((2 * Outer) + (2 * Inner) + Linear)) - Outer,
            Goal = new Goal(Ratio: 0.5),
            Prepare = engine =>
            {
                var model = new ConvVae(Channels, Hidden, Latent);
                Tensor x = engine.Binary([Batch, 1, 28, 28]);
                return () =>
                {
                    using Pass pass = engine.Training();
                    model.Step(pass, Engine.Bind(pass, x));
                };
            },
        },
        Layer("conv2d", [Batch, Channels, 14, 14], [2 * Channels, Channels, 4, 4], (x, w) => Ops.Conv2d(x, w, null, (2, 2), (1, 1))),
        Layer("conv2d-transposed", [Batch, 2 * Channels, 7, 7], [2 * Channels, Channels, 4, 4], (x, w) => Ops.ConvTranspose2d(x, w, null, (2, 2), (1, 1))),
    ];

    private static Case Layer(string name, Shape images, Shape window, Func<Tensor, Tensor, Tensor> layer) => new()
    {
        Name = $"{name} with gradients",
        Peer = name,
        Operations = 3 * Inner,
        Prepare = engine =>
        {
            ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
            // As a parameter the input gets its gradient too, and without a copy.
            Parameter x = scope.Parameter("x", images, Initializer.Normal(1));
            Parameter weight = scope.Parameter("weight", window, Initializer.Normal(0.05));
            Tensor seed = engine.Normal(layer(x.Value, weight.Value).Shape, "seed");
            return () =>
            {
                using Pass pass = engine.Training();
                pass.Backward((layer(pass[x], pass[weight]) * seed).Sum());
            };
        },
    };
}
