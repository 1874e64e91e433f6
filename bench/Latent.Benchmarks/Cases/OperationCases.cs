using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>Element-wise functions and reductions, through the tensors as a model would use them, in recycled memory.</summary>
internal static class OperationCases
{
    private const int Elements = 1_000_000;
    private const int Side = 1024;
    private const double Float = sizeof(float);

    public static IEnumerable<Case> All =>
    [
        Map("add", x => x + x),
        Map("relu", x => x.Relu()),
        Map("exp", x => x.Exp()),
        Map("log", x => x.Log()),
        Map("tanh", x => x.Tanh()),
        Map("sigmoid", x => x.Sigmoid()),
        Map("softplus", x => x.Softplus()),
        Map("gelu", x => x.Gelu()),
        Map("erf", x => x.Erf()),
        Map("lgamma", x => x.LogGamma()),
        Map("sum", x => x.Sum(), outputs: 0),
        Rows("logsumexp", x => x.LogSumExp(1), outputs: 0),
        Rows("softmax", x => x.Softmax()),
        Rows("layer-norm", x => Ops.LayerNorm(x, [Side])),
        Rows("sum-rows", x => x.Sum(1), outputs: 0),
        Rows("sum-columns", x => x.Sum(0), outputs: 0),
    ];

    private static Case Map(string name, Func<Tensor, Tensor> operation, int outputs = 1) => new()
    {
        Name = $"{name} {Elements}",
        Peer = name,
        Bytes = (1 + outputs) * Float * Elements,
        Prepare = engine => Evaluate(engine, engine.Positive([Elements]), operation),
    };

    private static Case Rows(string name, Func<Tensor, Tensor> operation, int outputs = 1) => new()
    {
        Name = $"{name} {Side}x{Side}",
        Peer = name,
        Bytes = (1 + outputs) * Float * Side * Side,
        Prepare = engine => Evaluate(engine, engine.Normal([Side, Side]), operation),
    };

    private static Action Evaluate(Engine engine, Tensor x, Func<Tensor, Tensor> operation) => () =>
    {
        using Pass pass = engine.Evaluation();
        operation(Engine.Bind(pass, x));
    };
}
