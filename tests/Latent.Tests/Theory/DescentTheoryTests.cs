using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Tests.Theory;

/// <summary>The equations of docs/theory/descent.md.</summary>
public sealed class DescentTheoryTests
{
    private static readonly double[] Curvatures = [1, 10];

    [Fact]
    public void A_step_is_against_the_gradient()
    {
        double[] w = Descend(0.05, 0, 1);
        Assert.Equal(0.95, w[0], 14);
        Assert.Equal(0.5, w[1], 14);
    }

    [Fact]
    public void A_quadratic_shrinks_by_a_factor_a_step()
    {
        double[] w = Descend(0.1, 0, 30);
        Assert.Equal(Math.Pow(0.9, 30), w[0], 14);
        Assert.Equal(0, w[1], 14);
    }

    [Fact]
    public void Rates_beyond_two_over_the_curvature_diverge()
    {
        Assert.True(Math.Abs(Descend(0.199, 0, 2000)[1]) < 1e-3);
        Assert.True(Math.Abs(Descend(0.201, 0, 2000)[1]) > 1e3);
    }

    [Fact]
    public void Momentum_is_faster_on_a_narrow_valley()
    {
        double plain = Descend(0.15, 0, 60).Max(Math.Abs), heavy = Descend(0.15, 0.5, 60).Max(Math.Abs);
        Assert.True(heavy < plain / 100, $"{heavy} against {plain}");
    }

    [Fact]
    public void A_minibatch_gradient_is_unbiased()
    {
        // All ten batches of two out of five examples: their mean is the full gradient, exactly.
        double[] gradients = [0.3, -1, 2, 0.7, -0.4];
        double sum = 0;
        int batches = 0;
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < i; j++, batches++)
                sum += (gradients[i] + gradients[j]) / 2;
        }

        Assert.Equal(gradients.Average(), sum / batches, 14);
    }

    [Fact]
    public void A_chain_of_Jacobians()
    {
        using Pass pass = Pass.Training();
        Tensor x = pass.Track(Tensor.From([0.3, -0.8], [2]));
        Tensor a = Tensor.From([1, 2, -0.5, 0.7], [2, 2]), b = Tensor.From([0.2, -1, 1.5, 0.4], [2, 2]);
        Tensor h = Ops.MatMul(a, x.Reshape(2, 1)).Tanh(), loss = Ops.MatMul(b, h).Square().Sum();
        double[] found = pass.Backward(loss)[x].ToDoubles();

        double[] hv = h.ToDoubles(), av = a.ToDoubles(), bv = b.ToDoubles();
        double[] y = [(bv[0] * hv[0]) + (bv[1] * hv[1]), (bv[2] * hv[0]) + (bv[3] * hv[1])];
        double[] row = [2 * y[0], 2 * y[1]];
        row = [(row[0] * bv[0]) + (row[1] * bv[2]), (row[0] * bv[1]) + (row[1] * bv[3])];
        row = [row[0] * (1 - (hv[0] * hv[0])), row[1] * (1 - (hv[1] * hv[1]))];
        row = [(row[0] * av[0]) + (row[1] * av[2]), (row[0] * av[1]) + (row[1] * av[3])];
        Assert.Equal(row[0], found[0], 13);
        Assert.Equal(row[1], found[1], 13);
    }

    [Fact]
    public void A_network_by_hand()
    {
        const double w = 0.8, v = -1.2, x = 0.5, y = 1;
        using Pass pass = Pass.Training();
        Tensor tw = pass.Track(Tensor.Full([], w, DType.Float64)), tv = pass.Track(Tensor.Full([], v, DType.Float64));
        Gradients found = pass.Backward(((tv * (tw * x).Tanh()) - y).Square());
        double h = Math.Tanh(w * x), e = 2 * ((v * h) - y);
        Assert.Equal(e * h, found[tv].Item(), 13);
        Assert.Equal(e * v * (1 - (h * h)) * x, found[tw].Item(), 13);
    }

    [Fact]
    public void A_matrix_product_passes_back_through_its_transpose()
    {
        using Pass pass = Pass.Training();
        double[] wv = [1, 2, -0.5, 0.7, 0.1, -0.9], xv = [0.3, -0.8], c = [1, -2, 0.5];
        Tensor w = pass.Track(Tensor.From(wv, [3, 2])), x = pass.Track(Tensor.From(xv, [2, 1]));
        Gradients found = pass.Backward((Ops.MatMul(w, x) * Tensor.From(c, [3, 1])).Sum());
        double[] dx = found[x].ToDoubles(), dw = found[w].ToDoubles();
        for (int j = 0; j < 2; j++)
        {
            Assert.Equal(Enumerable.Range(0, 3).Sum(i => wv[(i * 2) + j] * c[i]), dx[j], 13);
            for (int i = 0; i < 3; i++)
                Assert.Equal(c[i] * xv[j], dw[(i * 2) + j], 13);
        }
    }

    [Fact]
    public void Central_differences_have_an_error_of_second_order()
    {
        double exact = Math.Cos(0.7);
        double coarse = Math.Abs(Slope(0.02) - exact), fine = Math.Abs(Slope(0.01) - exact);
        Assert.InRange(coarse / fine, 3.9, 4.1);

        static double Slope(double h) => (Math.Sin(0.7 + h) - Math.Sin(0.7 - h)) / (2 * h);
    }

    // The library's own descent on ½ Σ λᵢwᵢ² from (1, 1).
    private static double[] Descend(double rate, double momentum, int steps)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        Parameter w = scope.Parameter("w", [2], Initializer.Ones);
        Sgd descent = new([w], rate, momentum);
        for (int t = 0; t < steps; t++)
        {
            using Pass pass = Pass.Training();
            descent.Step(pass.Backward((0.5 * pass.From(Curvatures, [2]) * pass[w].Square()).Sum()));
        }

        return w.Value.ToDoubles();
    }
}
