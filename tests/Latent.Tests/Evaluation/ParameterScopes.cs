using Latent.Tensors;

namespace Latent.Tests.Evaluation;

internal static class ParameterScopes
{
    /// <summary>A parameter that nothing uses, which makes a model one of single precision.</summary>
    public static IReadOnlyList<Parameter> Single() => [ParameterScope.Initialize(RandomKey.FromSeed(0)).Parameter("unused", [1], Initializer.Zeros)];
}
