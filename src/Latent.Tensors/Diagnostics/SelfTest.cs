using Latent.Tensors.Random;

namespace Latent.Tensors;

/// <summary>What one check of <see cref="SelfTest"/> found.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Detail">The largest difference found, or the first wrong value.</param>
public sealed record SelfTestResult(string Name, bool Passed, string Detail);

/// <summary>
/// Checks within a fraction of a second that a device computes on this machine what it should: the known answer of the random numbers,
/// kernels and gradients against the scalar definition, and equal bits with one thread. For doubt about a processor, a memory or a runtime.
/// </summary>
public static class SelfTest
{
    // Sizes that fill no vector and no tile, so that tails are checked too. The product is large enough to be shared by threads.
    private const int Rows = 67, Inputs = 131, Outputs = 93, Numbers = 1003;

    // A few units in the last place of float32, times the growth of a sum of 131 terms. The definition computes in float64.
    private const double ElementTolerance = 1e-6, SumTolerance = 2e-5;

    /// <summary>Runs every check.</summary>
    /// <param name="device">The device in doubt.</param>
    public static IReadOnlyList<SelfTestResult> Run(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Device definition = Device.CreateCpu(1, "reference");
        (float[] loss, float[] gradient) = Layer(device);
        (float[] expectedLoss, float[] expectedGradient) = Layer(definition);
        return
        [
            KnownAnswer(),
            RandomParts(),
            Compare("element-wise functions", Elementwise(device), Elementwise(definition), ElementTolerance),
            Compare("matrix products and sums", loss, expectedLoss, SumTolerance),
            Compare("gradients", gradient, expectedGradient, SumTolerance),
            Compare("equal bits with one thread", gradient, Layer(Device.CreateCpu(1, device.Kernels.Name)).Gradient, 0),
        ];
    }

    /// <summary>Largest difference relative to 1 + |expected|; a value that is no number differs from everything.</summary>
    internal static SelfTestResult Compare(string name, ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, double tolerance)
    {
        double worst = actual.Length == expected.Length ? 0 : double.PositiveInfinity;
        for (int i = 0; i < actual.Length && i < expected.Length; i++)
        {
            double difference = Math.Abs((double)actual[i] - expected[i]) / (1 + Math.Abs((double)expected[i]));
            worst = Math.Max(worst, difference); // NaN stays
        }

        return new SelfTestResult(name, worst <= tolerance,
            FormattableString.Invariant($"largest difference {worst:G2}, allowed {tolerance:G2}"));
    }

    // Salmon et al. 2011: the first vector of the authors' test suite for Philox4x32-10.
    private static SelfTestResult KnownAnswer()
    {
        PhiloxBlock block = Philox4x32.Block(0, 0, 0, 0, 0);
        return new SelfTestResult("random numbers, known answer", block == new PhiloxBlock(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8),
            FormattableString.Invariant($"{block.W0:x8} {block.W1:x8} {block.W2:x8} {block.W3:x8}"));
    }

    // A long fill goes through vectors, a single number does not.
    private static SelfTestResult RandomParts()
    {
        RandomKey key = RandomKey.FromSeed(1).For(RandomPurpose.Evaluation);
        float[] whole = new float[Numbers], parts = new float[Numbers];
        key.Normal(whole);
        for (int i = 0; i < Numbers; i++)
            key.Normal(parts.AsSpan(i, 1), i);
        return Compare("random numbers, whole and in parts", whole, parts, 0);
    }

    private static float[] Elementwise(Device device)
    {
        using Pass pass = Pass.Evaluation(default, device);
        Tensor x = pass.From(Draw("x", Numbers), [Numbers]);
        return Ops.Concat([x.Exp(), (x.Square() + 1).Log(), x.Tanh(), x.Sigmoid(), x.Softplus(), x.Sin(), x.Erf()]).ToArray();
    }

    private static (float[] Loss, float[] Gradient) Layer(Device device)
    {
        using Pass pass = Pass.Training(default, 0, device);
        Tensor x = pass.From(Draw("x", Rows * Inputs), [Rows, Inputs]);
        Tensor weight = pass.Track(pass.From(Draw("weight", Outputs * Inputs), [Outputs, Inputs]) * 0.1);
        Tensor target = pass.From(Draw("target", Rows * Outputs), [Rows, Outputs]).Sigmoid();
        Tensor terms = Ops.BernoulliLogProb(target, Ops.Linear(x, weight, activation: Activation.Tanh), eventAxes: 1);
        return (terms.ToArray(), pass.Backward(terms.Mean(), [weight])[weight].ToArray());
    }

    private static float[] Draw(string name, int count)
    {
        float[] numbers = new float[count];
        RandomKey.FromSeed(2).Split(name).For(RandomPurpose.Evaluation).Normal(numbers);
        return numbers;
    }
}
