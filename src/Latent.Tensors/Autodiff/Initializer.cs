namespace Latent.Tensors;

/// <summary>First values of a parameter, as a pure function of a key.</summary>
public abstract class Initializer
{
    private protected Initializer()
    {
    }

    /// <summary>All zero.</summary>
    public static Initializer Zeros { get; } = new ConstantInitializer(0);

    /// <summary>All one.</summary>
    public static Initializer Ones { get; } = new ConstantInitializer(1);

    /// <summary>U(-b, b), b = √(6/(in + out)) (Glorot and Bengio 2010, eq. 16).</summary>
    public static Initializer GlorotUniform { get; } = new UniformInitializer((fanIn, fanOut) => Math.Sqrt(6.0 / (fanIn + fanOut)));

    /// <summary>U(-b, b), b = √(6/in), for rectifiers (He et al. 2015, eq. 10).</summary>
    public static Initializer HeUniform { get; } = new UniformInitializer((fanIn, _) => Math.Sqrt(6.0 / fanIn));

    /// <summary>U(-b, b), b = 1/√in: what PyTorch gives its linear and convolution layers, weights and biases.</summary>
    /// <param name="fanIn">Inputs of the layer; 0 takes them from the parameter's own shape.</param>
    public static Initializer TorchUniform(int fanIn = 0) => new UniformInitializer((own, _) => 1 / Math.Sqrt(fanIn > 0 ? fanIn : own));

    /// <summary>One value.</summary>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>N(0, deviation²).</summary>
    public static Initializer Normal(double deviation) => new NormalInitializer(deviation);

    internal abstract void Fill(Tensor value, RandomKey key);

    // [out, in, window...]: a weight's inputs are its second axis times the window.
    private static (int In, int Out) Fans(Shape shape)
    {
        if (shape.Rank < 2) return (Math.Max(1, shape.Count), Math.Max(1, shape.Count));
        int window = shape.Slice(2, shape.Rank).Count;
        return (shape[1] * window, shape[0] * window);
    }

    private sealed class ConstantInitializer(double constant) : Initializer
    {
        internal override void Fill(Tensor value, RandomKey key) => value.FillWith(constant);
    }

    private sealed class UniformInitializer(Func<int, int, double> bound) : Initializer
    {
        internal override void Fill(Tensor value, RandomKey key)
        {
            (int fanIn, int fanOut) = Fans(value.Shape);
            double b = bound(fanIn, fanOut);
            if (value.DType == DType.Float32)
            {
                Span<float> numbers = value.Writable<float>();
                key.Uniform(numbers);
                for (int i = 0; i < numbers.Length; i++) numbers[i] = (float)b * ((2 * numbers[i]) - 1);
            }
            else
            {
                Span<double> numbers = value.Writable<double>();
                key.Uniform(numbers);
                for (int i = 0; i < numbers.Length; i++) numbers[i] = b * ((2 * numbers[i]) - 1);
            }
        }
    }

    private sealed class NormalInitializer(double deviation) : Initializer
    {
        internal override void Fill(Tensor value, RandomKey key)
        {
            if (value.DType == DType.Float32)
            {
                Span<float> numbers = value.Writable<float>();
                key.Normal(numbers);
                for (int i = 0; i < numbers.Length; i++) numbers[i] *= (float)deviation;
            }
            else
            {
                Span<double> numbers = value.Writable<double>();
                key.Normal(numbers);
                for (int i = 0; i < numbers.Length; i++) numbers[i] *= deviation;
            }
        }
    }
}
