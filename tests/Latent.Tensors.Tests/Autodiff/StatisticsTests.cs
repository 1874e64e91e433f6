namespace Latent.Tensors.Tests.Autodiff;

public sealed class StatisticsTests
{
    [Fact]
    public void Variance_divides_by_n()
    {
        Tensor x = Tensor.From([1f, 2, 3, 6], [4]);
        Assert.Equal(3.5, x.Variance().Item(), 1e-6);
        Assert.Equal(Math.Sqrt(3.5), x.StandardDeviation().Item(), 1e-6);
        Assert.Equal(Math.Sqrt(50), x.Norm().Item(), 1e-5);
        Assert.Equal(50, x.Dot(x).Item(), 1e-5);
    }

    [Fact]
    public void A_constant_column_has_no_gradient_through_its_deviation()
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.Full([3], 2));
        Assert.Equal([0, 0, 0], pass.Backward(x.StandardDeviation())[x].ToArray());
        Tensor zero = pass.Track(Tensor.Zeros([3]));
        Assert.Equal([0, 0, 0], pass.Backward(zero.Norm())[zero].ToArray());
    }

    [Fact]
    public void The_first_of_equals_and_the_first_nan_win()
    {
        Tensor x = Tensor.From([1f, 5, 5, float.NaN, 9, float.NaN, -1, -2, -3], [3, 3]);
        Assert.Equal([1, 0, 0], x.ArgMax(1));
        Assert.Equal([1, 1, 1], Tensor.From([1f, 5, 5, float.NaN, 9, float.NaN], [2, 3]).ArgMax(0));
        Assert.Equal(
            "ArgMax: an empty set has no largest: axis 1 of [3, 0] has size 0.",
            Assert.Throws<ShapeException>(() => Tensor.Zeros([3, 0]).ArgMax(1)).Message);
        Assert.Equal("Dot: last axes differ: [3, 3] and [2].", Assert.Throws<ShapeException>(() => x.Dot(Tensor.Zeros([2]))).Message);
    }
}
