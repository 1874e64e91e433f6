using System.Text.Json.Nodes;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>Adam over one flat arena, with the gradient at hand.</summary>
internal static class AdamCase
{
    private const int Parameters = 652_000;

    public static Case Case => new()
    {
        Name = $"adam {Parameters}",
        Peer = "adam",
        Parameters = new JsonObject { ["parameters"] = Parameters },
        Bytes = Bytes(Parameters),
        Prepare = engine =>
        {
            ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
            Parameter parameter = scope.Parameter("w", [Parameters], Initializer.Normal(1));
            var adam = new Adam(scope.Parameters);
            // The gradient stays; only the update is repeated.
            Pass pass = engine.Own(engine.Training());
            Gradients gradients = pass.Backward((pass[parameter] * pass[parameter]).Sum());
            return () => adam.Step(gradients);
        },
    };

    /// <summary>Bytes an update moves: it reads value, gradient and two moments, and writes all but the gradient.</summary>
    public static double Bytes(double parameters) => 7 * sizeof(float) * parameters;
}
