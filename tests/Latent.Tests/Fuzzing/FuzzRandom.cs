using Latent.Tensors;

namespace Latent.Tests.Fuzzing;

/// <summary>Choices of the fuzzer, from a key: the same key makes the same run.</summary>
internal sealed class FuzzRandom(RandomKey key)
{
    private readonly uint[] _words = new uint[256];
    private int _at = 256;
    private long _drawn;

    public uint Next()
    {
        if (_at == _words.Length)
        {
            key.Bits(_words, _drawn);
            _drawn += _words.Length;
            _at = 0;
        }

        return _words[_at++];
    }

    /// <summary>0 .. count - 1.</summary>
    public int Below(int count) => (int)(((ulong)Next() * (uint)count) >> 32);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
