using Latent.Tensors;

namespace Latent.Tests.Optimization;

/// <summary>Parameters of odd sizes, and losses whose gradients by them are known.</summary>
internal sealed class Bowl
{
    public Bowl(DType dtype = DType.Float64, params int[] sizes)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(7), dtype);
        foreach (int size in sizes.Length == 0 ? [1, 17, 130] : sizes)
            scope.Parameter($"w{scope.Parameters.Count}", [size], Initializer.Normal(1));
        Parameters = scope.Parameters;
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>All numbers, in the order of the parameters.</summary>
    public double[] Values => [.. Parameters.SelectMany(static p => p.Value.ToDoubles())];

    /// <summary>A pass in which the gradients are given numbers: of Σ c·w they are c.</summary>
    public static void With(
        IReadOnlyList<Parameter> parameters, IReadOnlyList<double> gradient, Action<Gradients> use, Device? device = null)
    {
        using Pass pass = Pass.Training(default, 0, device);
        Tensor loss = 0.0;
        int taken = 0;
        foreach (Parameter parameter in parameters)
        {
            double[] part = [.. gradient.Skip(taken).Take(parameter.Shape.Count)];
            taken += part.Length;
            loss += (pass[parameter] * pass.From(part, parameter.Shape).To(parameter.Value.DType)).Sum();
        }

        use(pass.Backward(loss));
    }

    public void With(IReadOnlyList<double> gradient, Action<Gradients> use, Device? device = null) =>
        With(Parameters, gradient, use, device);

    /// <summary>Normal numbers that the element type holds exactly.</summary>
    public double[] Noise(int step)
    {
        double[] noise = new double[Parameters.Sum(static p => p.Shape.Count)];
        RandomKey.FromSeed(8).At(step).Normal(noise);
        return [.. noise.Select(static v => (double)(float)v)];
    }
}
