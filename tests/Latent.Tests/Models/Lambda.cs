using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>A model written where it is tested, in double precision.</summary>
internal sealed class Lambda : LatentModel
{
    private readonly Action<Trace> _run;

    /// <param name="run">The model.</param>
    /// <param name="parameters">What it learns; without any, one that it does not use, which says the element type.</param>
    public Lambda(Action<Trace> run, IReadOnlyList<Parameter>? parameters = null)
    {
        _run = run;
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        Parameters = parameters ?? [scope.Parameter("unused", [1], Initializer.Zeros)];
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override void Run(Trace t) => _run(t);
}
