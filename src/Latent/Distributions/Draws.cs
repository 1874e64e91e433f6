using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// The randomness of a call to <see cref="Distribution.Sample"/>. A <see cref="RandomKey"/> converts to it; the values are then a pure
/// function of the key and of each element's place.
/// </summary>
/// <remarks>
/// A traced model draws K samples for the rows of a batch that is itself a piece of a data set. There the numbers of a row depend on the
/// row's place in the data set and on the sample's number alone, so that neither K nor the cut into batches changes them: the values are K
/// blocks, block k has a key of its own, and within a block counting begins at the first row's place.
/// </remarks>
public readonly struct Draws
{
    private readonly int _blocks;
    private readonly int _keys;
    private readonly int _blockRows;
    private readonly long _firstRow;
    private readonly int _firstBlock;

    /// <summary>All values are one block that begins at element 0 of the key.</summary>
    public Draws(RandomKey key)
        : this(key, 1, 1, 1, 0)
    {
    }

    /// <summary>Values in blocks of rows.</summary>
    /// <param name="key">The key of block 0; block k has <c>key.Split(k)</c>.</param>
    /// <param name="blocks">How many blocks the leading axes are.</param>
    /// <param name="keys">
    /// How many of them have a key of their own; then the keys begin again. Values of an enumerated variable so meet the same noise, which
    /// leaves every expectation as it is and takes variance from their differences.
    /// </param>
    /// <param name="blockRows">Rows of a block.</param>
    /// <param name="firstRow">The place of a block's first row in the data set.</param>
    /// <param name="firstBlock">The number of the first block, where these are some of more blocks.</param>
    internal Draws(RandomKey key, int blocks, int keys, int blockRows, long firstRow, int firstBlock = 0)
    {
        Key = key;
        _blocks = blocks;
        _keys = keys;
        _blockRows = blockRows;
        _firstRow = firstRow;
        _firstBlock = firstBlock;
    }

    /// <summary>The key of the first block.</summary>
    public RandomKey Key { get; }

    /// <summary>A key as randomness.</summary>
    public static implicit operator Draws(RandomKey key) => FromRandomKey(key);

    /// <summary>A key as randomness.</summary>
    public static Draws FromRandomKey(RandomKey key) => new(key);

    /// <summary>Randomness of its own for a second quantity of the same draw, such as the component of a mixture.</summary>
    public Draws Split(string name) => new(Own(Key.Split(name)), _blocks, _keys, _blockRows, _firstRow, _firstBlock);

    /// <summary>Standard normal noise on the pass, device and element type of <paramref name="like"/>.</summary>
    public Tensor Normal(Tensor like, Shape shape) => Noise<NormalNoise>(like, shape);

    /// <summary>Uniform noise in the open interval (0, 1).</summary>
    public Tensor Uniform(Tensor like, Shape shape) => Noise<UniformNoise>(like, shape);

    /// <summary>Standard Gumbel noise -log(-log u).</summary>
    public Tensor Gumbel(Tensor like, Shape shape) => Noise<GumbelNoise>(like, shape);

    /// <summary>Standard exponential noise.</summary>
    public Tensor Exponential(Tensor like, Shape shape) => Noise<ExponentialNoise>(like, shape);

    /// <summary>
    /// Logarithms of gamma numbers of rate 1, differentiable by their shape (Figurnov, Mohamed and Mnih 2018); finite also where the numbers
    /// themselves underflow.
    /// </summary>
    /// <param name="concentration">The shape of each element, broadcast.</param>
    /// <param name="shape">The shape of the result.</param>
    public Tensor LogGamma(Tensor concentration, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(concentration);
        Tensor all = concentration.Detach();
        if (all.Shape != shape) all = all.BroadcastTo(shape);
        Tensor draw = Fill(all, shape, (tensor, block) =>
        {
            if (tensor.DType == DType.Float32) block.Key.LogGamma(block.Of(tensor.Writable<float>()), block.Of(all.Span), block.Offset);
            else block.Key.LogGamma(block.Of(tensor.Writable<double>()), block.Of(all.DoubleSpan), block.Offset);
        });
        return concentration.IsTracked ? Ops.ReparameterizeLogGamma(concentration, draw) : draw;
    }

    /// <summary>Noise that depends on parameters, element by element: <paramref name="fill"/> is called once per block.</summary>
    /// <param name="like">Whose pass, device and element type the result has.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="fill">Fills the elements <c>block.Start .. + block.Length</c> of the tensor it is given.</param>
    internal Tensor Fill(Tensor like, Shape shape, Action<Tensor, DrawBlock> fill)
    {
        Tensor tensor = Tensor.Allocate(like.Pass, like.Device, shape, like.DType);
        for (int i = 0; i < _blocks; i++)
            fill(tensor, Block(i, shape));
        return tensor;
    }

    private Tensor Noise<TNoise>(Tensor like, Shape shape)
        where TNoise : INoise
    {
        Tensor tensor = Tensor.Allocate(like.Pass, like.Device, shape, like.DType);
        for (int i = 0; i < _blocks; i++)
        {
            DrawBlock block = Block(i, shape);
            if (like.DType == DType.Float32) TNoise.Fill(block.Key, block.Of(tensor.Writable<float>()), block.Offset);
            else TNoise.Fill(block.Key, block.Of(tensor.Writable<double>()), block.Offset);
        }

        return tensor;
    }

    // A derived key keeps the purpose, if there is one.
    private RandomKey Own(RandomKey derived) => Key.Purpose == RandomPurpose.Unspecified ? derived : derived.For(Key.Purpose);

    private DrawBlock Block(int index, Shape shape)
    {
        int length = shape.Count / _blocks;
        if (length * _blocks != shape.Count || length % _blockRows != 0)
            throw new ShapeException($"Draws: {shape} cannot be cut into {_blocks} blocks of {_blockRows} rows.");
        int number = _firstBlock + (index % _keys);
        RandomKey key = number == 0 ? Key : Own(Key.Split(number));
        return new DrawBlock(key, index * length, length, _firstRow * (length / _blockRows));
    }

    private interface INoise
    {
        static abstract void Fill(RandomKey key, Span<float> destination, long offset);

        static abstract void Fill(RandomKey key, Span<double> destination, long offset);
    }

    private readonly struct NormalNoise : INoise
    {
        public static void Fill(RandomKey key, Span<float> destination, long offset) => key.Normal(destination, offset);

        public static void Fill(RandomKey key, Span<double> destination, long offset) => key.Normal(destination, offset);
    }

    private readonly struct UniformNoise : INoise
    {
        public static void Fill(RandomKey key, Span<float> destination, long offset) => key.Uniform(destination, offset);

        public static void Fill(RandomKey key, Span<double> destination, long offset) => key.Uniform(destination, offset);
    }

    private readonly struct GumbelNoise : INoise
    {
        public static void Fill(RandomKey key, Span<float> destination, long offset) => key.Gumbel(destination, offset);

        public static void Fill(RandomKey key, Span<double> destination, long offset) => key.Gumbel(destination, offset);
    }

    private readonly struct ExponentialNoise : INoise
    {
        public static void Fill(RandomKey key, Span<float> destination, long offset) => key.Exponential(destination, offset);

        public static void Fill(RandomKey key, Span<double> destination, long offset) => key.Exponential(destination, offset);
    }
}

/// <summary>A run of elements with one key.</summary>
/// <param name="Key">The block's key.</param>
/// <param name="Start">Its first element in the tensor.</param>
/// <param name="Length">How many elements.</param>
/// <param name="Offset">The number of its first element in the key's stream.</param>
internal readonly record struct DrawBlock(RandomKey Key, int Start, int Length, long Offset)
{
    public Span<T> Of<T>(Span<T> all) => all.Slice(Start, Length);

    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> all) => all.Slice(Start, Length);
}
