using System.Text.Json.Serialization;
using Latent.Tensors;

namespace Latent.Networks;

/// <summary>How the first values of a network's layers are drawn, as a configuration holds it.</summary>
/// <remarks>The inputs of a weight [out, in, window...] are in times window, as PyTorch counts them, for transposed convolutions too.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TorchInitializer), "torch")]
[JsonDerivedType(typeof(GlorotInitializer), "glorot")]
[JsonDerivedType(typeof(HeInitializer), "he")]
[JsonDerivedType(typeof(NormalInitializer), "normal")]
public abstract record InitializerConfig
{
    /// <summary>For a weight.</summary>
    /// <param name="inputs">What PyTorch takes for the inputs of the layer where it is not what the weight's shape says; 0 for that.</param>
    public abstract Initializer Weight(int inputs = 0);

    /// <summary>For a bias.</summary>
    /// <param name="inputs">The inputs of the layer.</param>
    public abstract Initializer Bias(int inputs);
}

/// <summary>PyTorch's first values: weights and biases from U(-1/√in, 1/√in); in recurrent layers with the width of the state for in.</summary>
public sealed record TorchInitializer : InitializerConfig
{
    /// <inheritdoc/>
    public override Initializer Weight(int inputs = 0) => Initializer.TorchUniform(inputs);

    /// <inheritdoc/>
    public override Initializer Bias(int inputs) => Initializer.TorchUniform(inputs);
}

/// <summary>Weights from U(-b, b), b = √(6/(in + out)), for tanh and sigmoid layers; biases 0 (Glorot and Bengio 2010, eq. 16).</summary>
public sealed record GlorotInitializer : InitializerConfig
{
    /// <inheritdoc/>
    public override Initializer Weight(int inputs = 0) => Initializer.GlorotUniform;

    /// <inheritdoc/>
    public override Initializer Bias(int inputs) => Initializer.Zeros;
}

/// <summary>Weights from U(-b, b), b = √(6/in), for rectifiers; biases 0 (He et al. 2015, eq. 10).</summary>
public sealed record HeInitializer : InitializerConfig
{
    /// <inheritdoc/>
    public override Initializer Weight(int inputs = 0) => Initializer.HeUniform;

    /// <inheritdoc/>
    public override Initializer Bias(int inputs) => Initializer.Zeros;
}

/// <summary>Weights and biases from N(0, deviation²); with 0.01 the first values of Kingma and Welling 2014, section 5.</summary>
public sealed record NormalInitializer : InitializerConfig
{
    /// <summary>The standard deviation.</summary>
    public double Deviation { get; set; } = 0.01;

    /// <inheritdoc/>
    public override Initializer Weight(int inputs = 0) => Initializer.Normal(Checked());

    /// <inheritdoc/>
    public override Initializer Bias(int inputs) => Initializer.Normal(Checked());

    private double Checked() => Deviation > 0 && double.IsFinite(Deviation)
        ? Deviation
        : throw new ArgumentException($"normal: deviation is {Deviation}; a standard deviation is positive.", nameof(Deviation));
}
