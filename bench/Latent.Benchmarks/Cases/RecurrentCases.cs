using System.Text.Json.Nodes;
using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>Recurrent layers over a sequence, forward and backward, gradients of weights and inputs included.</summary>
internal static class RecurrentCases
{
    private const int Steps = 60, Batch = 20, Inputs = 88, Hidden = 600;

    public static IEnumerable<Case> All =>
    [
        Sequence("gru", 3, (x, wi, wh, bi, bh) => Ops.Gru(x, null, wi, wh, bi, bh).Outputs) with { Goal = new Goal(Ratio: 0.4) },
        Sequence("lstm", 4, (x, wi, wh, bi, bh) => Ops.Lstm(x, null, null, wi, wh, bi, bh).Outputs),
    ];

    private static Case Sequence(string name, int gates, Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> layer) => new()
    {
        Name = $"{name} {Steps}x{Batch}x{Inputs}x{Hidden}",
        Peer = name,
        Parameters = new JsonObject { ["steps"] = Steps, ["batch"] = Batch, ["inputs"] = Inputs, ["hidden"] = Hidden },
        Operations = 6.0 * Steps * Batch * gates * Hidden * (Inputs + Hidden),
        Prepare = engine =>
        {
            ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
            int rows = gates * Hidden;
            Parameter x = scope.Parameter("x", [Steps, Batch, Inputs], Initializer.Normal(1));
            Parameter weightInput = scope.Parameter("weight_ih", [rows, Inputs], Initializer.TorchUniform(Hidden));
            Parameter weightHidden = scope.Parameter("weight_hh", [rows, Hidden], Initializer.TorchUniform(Hidden));
            Parameter biasInput = scope.Parameter("bias_ih", [rows], Initializer.TorchUniform(Hidden));
            Parameter biasHidden = scope.Parameter("bias_hh", [rows], Initializer.TorchUniform(Hidden));
            Tensor seed = engine.Normal([Steps, Batch, Hidden], "seed");
            return () =>
            {
                using Pass pass = engine.Training();
                Tensor outputs = layer(pass[x], pass[weightInput], pass[weightHidden], pass[biasInput], pass[biasHidden]);
                pass.Backward((outputs * seed).Sum());
            };
        },
    };
}
