using Latent.Tensors;
using Latent.Tensors.Random;

namespace Latent.Benchmarks.Cases;

/// <summary>Filling memory with random numbers.</summary>
internal static unsafe class RandomCases
{
    private const int Elements = 1_000_000;

    public static IEnumerable<Case> All =>
    [
        Fill("normal", static (key, numbers, engine) => RandomFill.Normal(key, numbers.Pointer, 0, Elements, engine.Workers)),
        Fill("uniform", static (key, numbers, engine) => RandomFill.Uniform(key, numbers.Pointer, 0, Elements, engine.Workers)),
    ];

    private static Case Fill(string name, Action<RandomKey, Floats, Engine> fill) => new()
    {
        Name = name,
        Peer = name,
        Bytes = 4.0 * Elements,
        Prepare = engine =>
        {
            Floats numbers = engine.Own(new Floats(Elements));
            long step = 0;
            return () => fill(RandomKey.FromSeed(1).At(step++), numbers, engine);
        },
    };
}
