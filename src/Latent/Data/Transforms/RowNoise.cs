using Latent.Tensors;

namespace Latent.Data.Transforms;

/// <summary>Random numbers for the rows of a batch: those of a row depend on the key and the row's number alone.</summary>
public readonly ref struct RowNoise
{
    private readonly ReadOnlySpan<int> _rows;
    private readonly RandomKey _key;

    /// <summary>Noise for some rows.</summary>
    /// <param name="pass">Owns the tensors.</param>
    /// <param name="rows">The number of each row in its data set.</param>
    /// <param name="key">The randomness, without a purpose; row r has the numbers of <c>key.Split(r)</c>.</param>
    public RowNoise(Pass pass, ReadOnlySpan<int> rows, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Pass = pass;
        _rows = rows;
        _key = key;
    }

    /// <summary>Owns the tensors.</summary>
    public Pass Pass { get; }

    /// <summary>The same rows with other randomness.</summary>
    public RowNoise With(RandomKey key) => new(Pass, _rows, key);

    /// <summary>Uniform in (0, 1), of the shape and element type of <paramref name="like"/>, whose first axis is the rows.</summary>
    public Tensor Uniform(Tensor like, RandomPurpose purpose)
    {
        ArgumentNullException.ThrowIfNull(like);
        Tensor noise = Pass.New(like.Shape, like.DType);
        int size = _rows.Length == 0 ? 0 : like.Shape.Count / _rows.Length;
        for (int i = 0; i < _rows.Length; i++)
        {
            RandomKey key = _key.Split(_rows[i]).For(purpose);
            if (like.DType == DType.Float32) key.Uniform(noise.Writable<float>().Slice(i * size, size));
            else key.Uniform(noise.Writable<double>().Slice(i * size, size));
        }

        return noise;
    }

    /// <summary>Standard normal, of the shape and element type of <paramref name="like"/>, whose first axis is the rows.</summary>
    public Tensor Normal(Tensor like, RandomPurpose purpose)
    {
        ArgumentNullException.ThrowIfNull(like);
        Tensor noise = Pass.New(like.Shape, like.DType);
        int size = _rows.Length == 0 ? 0 : like.Shape.Count / _rows.Length;
        for (int i = 0; i < _rows.Length; i++)
        {
            RandomKey key = _key.Split(_rows[i]).For(purpose);
            if (like.DType == DType.Float32) key.Normal(noise.Writable<float>().Slice(i * size, size));
            else key.Normal(noise.Writable<double>().Slice(i * size, size));
        }

        return noise;
    }
}
