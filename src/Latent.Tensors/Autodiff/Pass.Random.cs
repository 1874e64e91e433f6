namespace Latent.Tensors;

public sealed partial class Pass
{
    /// <summary>Standard normal noise, a pure function of the key, in recycled memory.</summary>
    public Tensor Normal(Shape shape, RandomKey key, DType dtype = DType.Float32)
    {
        Tensor tensor = New(shape, dtype);
        if (dtype == DType.Float32) key.Normal(tensor.Writable<float>());
        else key.Normal(tensor.Writable<double>());
        return tensor;
    }

    /// <summary>Uniform noise in the open interval (0, 1), a pure function of the key, in recycled memory.</summary>
    public Tensor Uniform(Shape shape, RandomKey key, DType dtype = DType.Float32)
    {
        Tensor tensor = New(shape, dtype);
        if (dtype == DType.Float32) key.Uniform(tensor.Writable<float>());
        else key.Uniform(tensor.Writable<double>());
        return tensor;
    }

    /// <summary>Zeros and ones, 1 with the given probability, a pure function of the key.</summary>
    /// <param name="probability">p of each element; the result has its shape.</param>
    /// <param name="key">The randomness.</param>
    public Tensor Bernoulli(Tensor probability, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(probability);
        // u < p holds with probability p, as u is in the open interval.
        return probability.Detach().Greater(Uniform(probability.Shape, key, probability.DType));
    }
}
