using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>A parameter of a case: its values for one batch element.</summary>
public sealed record CaseParameter(double[] Values, Shape Shape)
{
    /// <summary>Values of another batch element, number b: larger by 3 % and more, so that mixed-up elements show. Override where that leaves the domain.</summary>
    public Func<double[], int, double[]> Move { get; init; } = static (values, b) => [.. values.Select((v, i) => v * (1 + (0.03 * b * (1 + (0.5 * i)))))];

    /// <summary>False where no gradient is taken by it.</summary>
    public bool Differentiable { get; init; } = true;

    /// <summary>The values as a tensor without batch axes.</summary>
    public Tensor Create(DType dtype = DType.Float64) => Tensor.From(Values, Shape).To(dtype);

    /// <summary>A batch of moved values; element b of the batch is <c>Move(Values, b)</c>.</summary>
    public Tensor Create(Shape batch, Func<int, int>? number = null) => Tensor.From(
        [.. Enumerable.Range(0, batch.Count).SelectMany(b => Move(Values, number is null ? b : number(b)))], batch.Concat(Shape));
}
