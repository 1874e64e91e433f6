using System.Text.Json.Nodes;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>Adam over one flat arena, with the gradient at hand.</summary>
internal static class AdamCase
{
    private const int Parameters = 652_000;

    public static Case Case => Of("adam", Bytes(Parameters), static parameters => new Adam(parameters));

    /// <summary>The gradient's norm clipped first, which reads it once more.</summary>
    public static Case Clipped => Of(
        "adam-clipped", Bytes(Parameters) + (sizeof(float) * (double)Parameters), static parameters => new NormClipping(new Adam(parameters), 1));

    private static Case Of(string name, double bytes, Func<IReadOnlyList<Parameter>, Optimizer> make) => new()
    {
        Name = $"{name} {Parameters}",
        Peer = name,
        Parameters = new JsonObject { ["parameters"] = Parameters },
        Bytes = bytes,
        Prepare = engine =>
        {
            ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
            Parameter parameter = scope.Parameter("w", [Parameters], Initializer.Normal(1));
            Optimizer adam = make(scope.Parameters);
            // The gradient stays; only the update is repeated.
            Pass pass = engine.Own(engine.Training());
            Gradients gradients = pass.Backward((pass[parameter] * pass[parameter]).Sum());
            return () => adam.Step(gradients);
        },
    };

    /// <summary>Bytes an update moves: it reads value, gradient and two moments, and writes all but the gradient.</summary>
    public static double Bytes(double parameters) => 7 * sizeof(float) * parameters;
}
