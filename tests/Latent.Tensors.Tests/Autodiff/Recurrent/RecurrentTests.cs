using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels.Reference;

namespace Latent.Tensors.Tests.Autodiff.Recurrent;

public sealed class RecurrentTests
{
    private const int Steps = 3, Batch = 2, Inputs = 2, Hidden = 2;

    // Computed by PyTorch's nn.GRU and nn.LSTM in float64 on packed sequences of lengths 3 and 2, with the numbers of Fill.
    private static readonly double[] s_gru =
        [-0.007679559945698309, -0.09210065458057443, 0.03349545129160876, 0.11001513544813704, -0.0005307407232570888, -0.09941847505142719, -0.018397583953777212, 0.00261840979550379, 0.015464587472917943, -0.03980278002494041, 0.0, 0.0];

    private static readonly double[] s_gruFinal = [0.015464587472917943, -0.03980278002494041, -0.018397583953777212, 0.00261840979550379];

    private static readonly double[] s_lstm =
        [-0.06753058059929719, -0.03743775523419493, -0.03642996649936768, 0.11329996071778202, -0.08581364965179396, -0.00784269129939357, -0.07171095594197369, 0.0663600394549498, -0.0848169867542718, 0.05821512142135996, 0.0, 0.0];

    private static readonly double[] s_lstmCell = [-0.1354486749412997, 0.12009375704803169, -0.11594208419351816, 0.14777847120927473];

    private static Tensor Fill(int factor, Shape shape) =>
        Tensor.From([.. Enumerable.Range(0, shape.Count).Select(i => ((i * factor % 17) - 8) / 16.0)], shape);

    [Fact]
    public void Gru_is_the_one_of_PyTorch()
    {
        RecurrentResult result = Ops.Gru(
            Fill(5, [Steps, Batch, Inputs]), null, Fill(3, [3 * Hidden, Inputs]), Fill(7, [3 * Hidden, Hidden]), Fill(11, [3 * Hidden]), Fill(13, [3 * Hidden]), [3, 2]);
        AssertClose(s_gru, result.Outputs);
        AssertClose(s_gruFinal, result.Final);
        Assert.Null(result.FinalCell);
    }

    [Fact]
    public void Lstm_is_the_one_of_PyTorch()
    {
        RecurrentResult result = Ops.Lstm(
            Fill(5, [Steps, Batch, Inputs]), null, null, Fill(3, [4 * Hidden, Inputs]), Fill(7, [4 * Hidden, Hidden]), Fill(11, [4 * Hidden]), Fill(13, [4 * Hidden]), [3, 2]);
        AssertClose(s_lstm, result.Outputs);
        AssertClose(s_lstmCell, result.FinalCell!);
    }

    [Fact]
    public void Threads_do_not_change_the_bits()
    {
        float[][] gradients = [.. new[] { 1, 2, 3, 7 }.Select(threads =>
        {
            using Pass pass = Pass.Training(device: Device.CreateCpu(threads));
            Tensor x = pass.Track(Fill(5, [9, 6, 33]).To(DType.Float32)), w = pass.Track(Fill(3, [3 * 70, 33]).To(DType.Float32));
            Tensor u = pass.Track(Fill(7, [3 * 70, 70]).To(DType.Float32));
            return pass.Backward(Ops.Gru(x, null, w, u).Outputs.Square().Sum())[u].ToArray();
        })];
        Assert.All(gradients, g => Assert.Equal(gradients[0], g));
    }

    [Fact]
    public void Outputs_past_the_end_are_zero_whatever_the_state()
    {
        Tensor x = Fill(5, [Steps, Batch, Inputs]);
        Tensor initial = Tensor.From([double.NaN, double.PositiveInfinity, 0, 0], [Batch, Hidden]);
        double[] outputs = Ops.Gru(x, initial, Fill(3, [3 * Hidden, Inputs]), Fill(7, [3 * Hidden, Hidden]), lengths: [1, 3]).Outputs.ToDoubles();
        for (int t = 0; t < Steps; t++)
            for (int unit = 0; unit < Hidden; unit++)
            {
                double value = outputs[(t * Batch * Hidden) + unit];
                Assert.Equal(t == 0, double.IsNaN(value));
                if (t > 0) Assert.Equal(0, value);
                Assert.True(double.IsFinite(outputs[(((t * Batch) + 1) * Hidden) + unit]));
            }
    }

    [Theory]
    [InlineData(new[] { 2, 4 }, "Gru: sequence 1 has length 4; x has 3 steps.")]
    [InlineData(new[] { 2 }, "Gru: 1 lengths for a batch of 2.")]
    public void Lengths_that_do_not_fit_are_refused(int[] lengths, string message)
    {
        ShapeException error = Assert.Throws<ShapeException>(() => Ops.Gru(
            Fill(5, [Steps, Batch, Inputs]), null, Fill(3, [3 * Hidden, Inputs]), Fill(7, [3 * Hidden, Hidden]), lengths: lengths));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void An_infinite_gradient_by_h_passes_to_the_state_before_only_through_the_product()
    {
        UnitVector<Scalar> saved = default, state = default, gradient = default, projected = default, recurrent = default;
        gradient[0] = new(double.PositiveInfinity);
        LstmCell.Backward(saved, state, state, ref gradient, ref projected, ref recurrent);
        Assert.Equal(0, gradient[0].Value);
    }

    [Fact]
    public void Weights_of_another_width_are_refused()
    {
        ShapeException error = Assert.Throws<ShapeException>(() =>
            Ops.Gru(Fill(5, [Steps, Batch, Inputs]), null, Fill(3, [3 * Hidden, Inputs + 1]), Fill(7, [3 * Hidden, Hidden])));
        Assert.Equal("Gru: the input weight has shape [6, 3]; expected [6, 2].", error.Message);
    }

    private static void AssertClose(double[] expected, Tensor actual)
    {
        double[] values = actual.ToDoubles();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], values[i], 1e-14);
    }
}
