namespace Latent.Tensors.Tests.Random;

/// <summary>What the public draws refuse, and in which words.</summary>
public class DrawArgumentsTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(1);
    private readonly float[] _three = new float[3];

    [Theory]
    [InlineData(-0.1f, "-0.1")]
    [InlineData(1.0000001f, "1.0000001")]
    [InlineData(float.NaN, "NaN")]
    public void Probabilities_outside_0_and_1(float p, string shown)
    {
        Assert.Equal(
            $"Bernoulli: the probability of element 0 is {shown}; it must lie in [0, 1].",
            Assert.Throws<ArgumentException>(() => Key.Bernoulli(_three, p)).Message);
        Assert.Equal(
            $"Bernoulli: the probability of element 2 is {shown}; it must lie in [0, 1].",
            Assert.Throws<ArgumentException>(() => Key.Bernoulli(_three, [0, 1, p])).Message);
    }

    [Theory]
    [InlineData(0f, "0")]
    [InlineData(-2f, "-2")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Shapes_that_are_not_positive_and_finite(float shape, string shown)
    {
        string Message(int element) => $"Gamma: the shape of element {element} is {shown}; it must be positive and finite.";
        Assert.Equal(Message(0), Assert.Throws<ArgumentException>(() => Key.Gamma(_three, shape)).Message);
        Assert.Equal(Message(1), Assert.Throws<ArgumentException>(() => Key.Gamma(_three, [1, shape, 1])).Message);
        Assert.Equal(Message(1), Assert.Throws<ArgumentException>(() => Key.LogGamma(_three, [1, shape, 1])).Message);
        Assert.Equal(Message(0), Assert.Throws<ArgumentException>(() => Key.Gamma(new double[3], (double)shape)).Message);
    }

    [Fact]
    public void Lengths_that_do_not_match()
    {
        Assert.Equal("Gamma: 3 elements to draw, but 2 shapes.", Assert.Throws<ShapeException>(() => Key.Gamma(_three, [1, 2])).Message);
        Assert.Equal(
            "Bernoulli: 3 elements to draw, but 1 probabilities.",
            Assert.Throws<ShapeException>(() => Key.Bernoulli(_three, [1f])).Message);
        Assert.Equal(
            "Categorical: 2 rows of 4 classes need 8 entries, not 3.",
            Assert.Throws<ShapeException>(() => Key.Categorical(new int[2], _three, 4)).Message);
        Assert.Throws<ShapeException>(() => Key.CategoricalLogits(new int[2], _three, 0));
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f, -1f)]
    [InlineData(1f, float.NaN)]
    [InlineData(1f, float.PositiveInfinity)]
    public void Weights_that_are_no_distribution(float first, float second) =>
        Assert.Equal(
            "Categorical: row 1 is no distribution: it has a negative or non-finite weight, or nothing but zeros.",
            Assert.Throws<ArgumentException>(() => Key.Categorical(new int[2], [1, 1, first, second], 2)).Message);

    [Theory]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(1f, float.NaN)]
    [InlineData(1f, float.PositiveInfinity)]
    public void Logits_that_are_no_distribution(float first, float second) =>
        Assert.Equal(
            "CategoricalLogits: row 1 is no distribution: it has NaN or +infinity, or nothing but -infinity.",
            Assert.Throws<ArgumentException>(() => Key.CategoricalLogits(new int[2], [1, 1, first, second], 2)).Message);

    [Fact]
    public void Nothing_to_draw_is_fine()
    {
        Key.Normal(Span<float>.Empty);
        Key.Gamma(Span<float>.Empty, []);
        Key.Categorical([], [], 3);
        Key.Permutation(0).Fill(Span<int>.Empty);
    }
}
