namespace Latent.Tensors.Tests.Conformance;

/// <summary>An input of a case: its shape and the range its numbers are drawn from.</summary>
public sealed record Input(Shape Shape, double Low = -2, double High = 2)
{
    /// <summary>Whether gradients are taken by this input.</summary>
    public bool Differentiable { get; init; } = true;

    /// <summary>Rounds to integers, for masks and indices.</summary>
    public bool Integer { get; init; }

    /// <summary>Overrides the values drawn; for inputs with structure, such as positive-definite matrices.</summary>
    public Func<double[], double[]>? Prepare { get; init; }

    public Tensor Create(int seed, DType dtype)
    {
        double[] values = new double[Shape.Count];
        RandomKey.FromSeed((ulong)seed).Uniform(values);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Low + ((High - Low) * values[i]);
            if (Integer) values[i] = Math.Round(values[i]);
        }
        if (Prepare is not null) values = Prepare(values);
        return Tensor.From(values, Shape).To(dtype);
    }
}

/// <summary>One operation on inputs of given shapes: the unit over which every conformance test runs.</summary>
public sealed class OpCase(string name, Input[] inputs, Func<Tensor[], Tensor> apply)
{
    public string Name { get; } = name;

    public Input[] Inputs { get; } = inputs;

    public Func<Tensor[], Tensor> Apply { get; } = apply;

    /// <summary>The relative and absolute error of float32 against the definition.</summary>
    public double Tolerance32 { get; init; } = 1e-5;

    /// <summary>The relative and absolute error of float64 against the definition.</summary>
    public double Tolerance64 { get; init; } = 1e-12;

    /// <summary>The relative and absolute error of gradients against central differences.</summary>
    public double GradientTolerance { get; init; } = 1e-7;

    /// <summary>False where the docs say that there is no derivative.</summary>
    public bool HasGradient { get; init; } = true;

    /// <summary>False where the docs say that there is no second derivative.</summary>
    public bool HasSecond { get; init; } = true;

    public override string ToString() => Name;
}
