namespace Latent.Tensors.Tests.Conformance;

/// <summary>Every operation of <see cref="OpCases"/>, against the definition and against differences.</summary>
public sealed class OpConformance
{
    private static readonly Device s_reference = Device.CreateCpu(1, "reference");

    public static TheoryData<string> Names => OpCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_equals_the_definition(string name)
    {
        OpCase op = OpCases.Get(name);
        double[] expected = Forward(op, DType.Float64, s_reference, out Shape shape);
        AssertClose(expected, Forward(op, DType.Float64, Device.Cpu, out Shape actual), op.Tolerance64, $"{name} float64");
        Assert.Equal(shape, actual);
        AssertClose(expected, Forward(op, DType.Float32, Device.Cpu, out _), op.Tolerance32, $"{name} float32");
        AssertClose(expected, Forward(op, DType.Float32, s_reference, out _), op.Tolerance32, $"{name} float32 reference");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_equals_central_differences(string name)
    {
        OpCase op = OpCases.Get(name);
        if (!op.HasGradient) return;
        Tensor[] inputs = Create(op, DType.Float64);
        double[][] analytic = Gradient(op, inputs, createGraph: false, DType.Float64);
        double[][] defined = Gradient(op, inputs, createGraph: true, DType.Float64);
        double[][] single = Gradient(op, Create(op, DType.Float32), createGraph: false, DType.Float32);
        for (int k = 0; k < inputs.Length; k++)
        {
            if (!op.Inputs[k].Differentiable) continue;
            double[] numeric = Differences(inputs, k, x => Loss(op, x));
            AssertClose(numeric, analytic[k], op.GradientTolerance, $"{name} gradient by input {k}");
            AssertClose(analytic[k], defined[k], Math.Max(op.Tolerance64, 1e-11), $"{name} fused against defined gradient by input {k}");
            AssertClose(analytic[k], single[k], 20 * op.Tolerance32, $"{name} float32 gradient by input {k}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Second_derivative_equals_differences_of_the_gradient(string name)
    {
        OpCase op = OpCases.Get(name);
        if (!op.HasGradient || !op.HasSecond) return;
        Tensor[] inputs = Create(op, DType.Float64);
        double[][] analytic = Second(op, inputs);
        for (int k = 0; k < inputs.Length; k++)
        {
            if (!op.Inputs[k].Differentiable) continue;
            double[] numeric = Differences(inputs, k, x => GradientNorm(op, x));
            AssertClose(numeric, analytic[k], 100 * op.GradientTolerance, $"{name} second derivative by input {k}");
        }
    }

    // A loss whose gradient by the op's output is neither constant nor zero: Σ w·y + y²/2 with fixed weights.
    private static Tensor Scalar(Tensor y)
    {
        double[] weights = new double[y.Shape.Count];
        RandomKey.FromSeed(99).Uniform(weights);
        Tensor w = Tensor.From(weights, y.Shape).To(y.DType);
        return ((w * y) + (0.5 * y * y)).Sum();
    }

    private static Tensor[] Create(OpCase op, DType dtype) => [.. op.Inputs.Select((input, k) => input.Create(k + 1, dtype))];

    private static double[] Forward(OpCase op, DType dtype, Device device, out Shape shape)
    {
        using Pass pass = Pass.Evaluation(device: device);
        Tensor y = op.Apply([.. Create(op, dtype).Select(pass.Track)]);
        shape = y.Shape;
        return y.ToDoubles();
    }

    private static double Loss(OpCase op, Tensor[] inputs)
    {
        using Pass pass = Pass.Evaluation();
        return Scalar(op.Apply([.. inputs.Select(pass.Track)])).Item();
    }

    private static double[][] Gradient(OpCase op, Tensor[] inputs, bool createGraph, DType dtype)
    {
        using Pass pass = Pass.Training();
        Tensor[] tracked = [.. inputs.Select((x, k) => op.Inputs[k].Differentiable ? pass.Track(x) : x.To(dtype))];
        Gradients gradients = pass.Backward(Scalar(op.Apply(tracked)), createGraph);
        return [.. tracked.Select((x, k) => op.Inputs[k].Differentiable ? gradients[x].ToDoubles() : [])];
    }

    // Σ v·∂loss/∂x over all inputs, v fixed: a scalar function of the inputs whose gradient holds every second derivative.
    private static Tensor Contract(OpCase op, Pass pass, Tensor[] tracked)
    {
        Gradients first = pass.Backward(Scalar(op.Apply(tracked)), createGraph: true);
        Tensor? total = null;
        for (int k = 0; k < tracked.Length; k++)
        {
            if (!op.Inputs[k].Differentiable) continue;
            Tensor v = op.Inputs[k].Create(k + 50, DType.Float64);
            Tensor term = (first[tracked[k]] * v).Sum();
            total = total is null ? term : total + term;
        }
        return total!;
    }

    private static double GradientNorm(OpCase op, Tensor[] inputs)
    {
        using Pass pass = Pass.Training();
        return Contract(op, pass, [.. inputs.Select((x, k) => op.Inputs[k].Differentiable ? pass.Track(x) : x)]).Item();
    }

    private static double[][] Second(OpCase op, Tensor[] inputs)
    {
        using Pass pass = Pass.Training();
        Tensor[] tracked = [.. inputs.Select((x, k) => op.Inputs[k].Differentiable ? pass.Track(x) : x)];
        Gradients second = pass.Backward(Contract(op, pass, tracked));
        return [.. tracked.Select((x, k) => op.Inputs[k].Differentiable ? second[x].ToDoubles() : [])];
    }

    private static double[] Differences(Tensor[] inputs, int k, Func<Tensor[], double> f)
    {
        double[] values = inputs[k].ToDoubles();
        double[] result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double h = 1e-5 * Math.Max(1, Math.Abs(values[i]));
            result[i] = (At(i, values[i] + h) - At(i, values[i] - h)) / (2 * h);
        }
        return result;

        double At(int i, double value)
        {
            double[] moved = [.. values];
            moved[i] = value;
            Tensor[] changed = [.. inputs];
            changed[k] = Tensor.From(moved, inputs[k].Shape);
            return f(changed);
        }
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double scale = Math.Max(1, Math.Abs(expected[i]));
            bool close = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * scale;
            Assert.True(close, $"{what}, element {i}: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }
}
