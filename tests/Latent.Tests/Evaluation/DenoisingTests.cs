using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;
using Latent.Tests.Models;
using Transform = Latent.Data.Transforms.Transform;

namespace Latent.Tests.Evaluation;

public sealed class DenoisingTests
{
    private const int Rows = 400, Width = 8;

    [Fact]
    public void Errors_are_those_of_a_model_that_halves_what_it_is_given()
    {
        // x̃ = x + σ·ε, and the model gives x̃/2: E (x̃ - x)² = σ², E (x̃/2 - x)² = (x² + σ²)/4. Within four standard errors of 400 examples.
        IDataset data = Data();
        double power = Enumerable.Range(0, Rows * Width).Average(static i => Value(i) * Value(i)), noise = 0.49;
        DenoisingResult result = Denoising.Run(new Half(), data, new DenoisingOptions(Denoising.NoiseOf("gaussian", 0.7, data)), Context());
        Near(noise, result.NoisyError);
        Near((power + noise) / 4, result.DenoisedError);
        Near(noise - ((power + noise) / 4), result.Improvement);
        // log p of unit variance: half the squared error, and a constant.
        Assert.Equal(-0.5 * Width * (result.DenoisedError.Value + Math.Log(2 * Math.PI)), result.LogLikelihood.Value, 1e-4);
        Assert.Equal(-0.5 * Width * ((power / 4) + Math.Log(2 * Math.PI)), result.CleanLogLikelihood.Value, 1e-4);
        Assert.Equal((Rows, Rows, (Estimate?)null), (result.Examples, result.Available, result.NoisyPsnr));
        Assert.Equal(result.DenoisedError.Value, result.DenoisedErrorPerExample.Average(), 1e-9);
        // A model that is told of other noise is elsewhere by far more.
        Assert.True(Math.Abs(result.NoisyError.Value - 0.36) > 10 * result.NoisyError.StandardError);

        static void Near(double expected, Estimate actual) =>
            Assert.InRange(actual.Value, expected - (4 * actual.StandardError), expected + (4 * actual.StandardError));
    }

    [Fact]
    public void Masked_examples_are_worse_by_what_was_lost_exactly()
    {
        IDataset data = Data();
        int[] rows = [.. Enumerable.Range(0, 20)];
        Transform noise = Denoising.NoiseOf("masking", 0.3, data);
        DenoisedExamples examples = Denoising.Examples(new Half(), data, rows, noise, Context());
        DenoisingResult result = Denoising.Run(new Half(), data.Take(20), new DenoisingOptions(noise), Context());
        double lost = 0, error = 0;
        for (int i = 0; i < examples.Clean.Length; i++)
        {
            Assert.True(examples.Noisy[i] == 0 || examples.Noisy[i] == examples.Clean[i]);
            Assert.Equal(examples.Noisy[i] / 2, examples.Denoised[i], 1e-6);
            lost += examples.Noisy[i] == 0 ? examples.Clean[i] * examples.Clean[i] : 0;
            error += (examples.Denoised[i] - examples.Clean[i]) * (examples.Denoised[i] - examples.Clean[i]);
        }

        Assert.Equal(lost / examples.Clean.Length, result.NoisyError.Value, 1e-6);
        Assert.Equal(error / examples.Clean.Length, result.DenoisedError.Value, 1e-6);
    }

    [Fact]
    public void The_same_key_spoils_alike_whatever_the_batches_and_the_model()
    {
        IDataset data = Data();
        DenoisingOptions options = new(Denoising.NoiseOf("salt-and-pepper", 0.2, data)) { Examples = 100 };
        DenoisingResult expected = Denoising.Run(new Half(), data, options, Context());
        foreach (int rows in new[] { 1, 7, 64 })
        {
            DenoisingResult other = Denoising.Run(new Half(), data, options, Context() with { Rows = rows });
            Assert.Equal((expected.NoisyError, expected.DenoisedError, expected.LogLikelihood), (other.NoisyError, other.DenoisedError, other.LogLikelihood));
        }

        Assert.NotEqual(expected.NoisyError, Denoising.Run(new Half(), data, options, new EvaluationContext(RandomKey.FromSeed(9))).NoisyError);
        // Salt and pepper are the ends of what real numbers reach.
        var noise = Assert.IsType<SaltAndPepper>(options.Noise);
        double[] values = [.. Enumerable.Range(0, Rows * Width).Select(static i => (double)(float)Value(i))];
        Assert.Equal((values.Min(), values.Max()), (noise.Low, noise.High));
    }

    [Fact]
    public void An_example_is_spoiled_alike_whichever_others_are_judged()
    {
        IDataset data = Data();
        DenoisingOptions options = new(Denoising.NoiseOf("masking", 0.3, data));
        double[] all = [.. Denoising.Run(new Half(), data, options, Context()).DenoisedErrorPerExample];
        DenoisingResult some = Denoising.Run(new Half(), data, options with { Examples = 50 }, Context());
        Assert.Equal((50, Rows), (some.Examples, some.Available));
        Assert.Equal(50, some.DenoisedErrorPerExample.Count);
        Assert.All(some.DenoisedErrorPerExample, error => Assert.Contains(error, all));
    }

    [Fact]
    public void Salt_and_pepper_are_the_ends_of_all_the_data()
    {
        // The largest and the smallest number stand in the last row, far beyond what one look would read.
        const int rows = 2500;
        double[] values = [.. Enumerable.Range(0, rows * 2).Select(static i => i < (rows * 2) - 2 ? Value(i) : i % 2 == 0 ? -7 : 9)];
        IDataset data = new ColumnDataset("spikes", new ValueColumn(new DataColumn("x", [2]), values));
        var noise = Assert.IsType<SaltAndPepper>(Denoising.NoiseOf("salt-and-pepper", 0.1, data));
        Assert.Equal((-7.0, 9.0), (noise.Low, noise.High));
    }

    [Fact]
    public void Intensities_have_a_signal_to_noise_ratio_and_stay_within_their_range()
    {
        ImageDataset images = TinyVae.Images(50);
        IDataset data = images.With(new Flatten());
        Transform noise = Denoising.NoiseOf("gaussian", 0.5, data);
        DenoisedExamples examples = Denoising.Examples(TinyVae.Make(), data, [0, 1, 2], noise, Context());
        Assert.All(examples.Noisy, static value => Assert.InRange(value, 0, 1));
        DenoisingResult result = Denoising.Run(TinyVae.Make(), data, new DenoisingOptions(noise), Context());
        Assert.Equal(-10 * Math.Log10(result.NoisyError.Value), result.NoisyPsnr!.Value, 1e-9);
        Assert.Equal(10 / Math.Log(10) * result.DenoisedError.StandardError / result.DenoisedError.Value, result.DenoisedPsnr!.StandardError, 1e-9);
    }

    [Fact]
    public void A_picture_has_three_rows_for_spoiled_examples_and_two_for_noisy_ones()
    {
        IDataset data = TinyVae.Images(5).With(new Flatten());
        ModelPictures pictures = new(TinyVae.Make(), new ImageView(1, 2, 3), RandomKey.FromSeed(1));
        Picture spoiled = pictures.Denoised(data, [0, 1, 2, 3, 4], Denoising.NoiseOf("masking", 0.5, data), columns: 5);
        Picture noisy = pictures.Denoised(data, [0, 1, 2, 3, 4], null, columns: 5);
        Assert.True(spoiled.Height > noisy.Height && spoiled.Width == noisy.Width);
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        IDataset data = Data();
        Assert.StartsWith("Denoising: without noise of its own nothing is known of the clean examples",
            Assert.Throws<ArgumentException>(() => Denoising.Run(new Half(), data, new DenoisingOptions(null), Context())).Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no noise 'poisson'; there are: masking, gaussian, salt-and-pepper.",
            Assert.Throws<ArgumentException>(() => Denoising.NoiseOf("poisson", 1, data)).Message, StringComparison.Ordinal);
        Assert.Equal("masking-noise: the probability is 1.5; it must lie in [0, 1].",
            Assert.Throws<ArgumentException>(() => Denoising.NoiseOf("masking", 1.5, data)).Message);
    }

    private static EvaluationContext Context() => new(RandomKey.FromSeed(3));

    private static double Value(int i) => Math.Sin(1.3 * i) + (0.4 * Math.Cos(0.7 * i));

    private static IDataset Data() =>
        new ColumnDataset("waves", new ValueColumn(new DataColumn("x", [Width]), (double[])[.. Enumerable.Range(0, Rows * Width).Select(Value)]));

    /// <summary>Gives back half of what it was given.</summary>
    private sealed class Half : LatentModel
    {
        public override IReadOnlyList<Parameter> Parameters => [];

        public override void Run(Trace t)
        {
            Tensor z = t.Latent("z", t.StandardNormal(Width), () => Delta.At(t.Observed("x"), eventAxes: 1));
            t.Observe("x", () => Normal.FromLogScale(0.5 * z, t.Pass.Full([1], 0), eventAxes: 1));
        }
    }
}
