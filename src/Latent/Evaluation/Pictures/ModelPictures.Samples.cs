using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

// Images from the prior.
public sealed partial class ModelPictures
{
    /// <summary>A sheet of images from the prior: z ~ p(z), and the mean of p(x | z) or a draw from it.</summary>
    /// <param name="count">How many.</param>
    /// <param name="draws">Draws of x instead of means.</param>
    /// <param name="temperature">Of the prior: below 1 less varied, 1 the model.</param>
    /// <param name="columns">Images to a row.</param>
    public Picture Samples(int count, bool draws = false, double temperature = 1, int columns = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        float[] images = SampleImages(count, draws, temperature);
        return Grid((count + columns - 1) / columns, Math.Min(count, columns)).FitTo(SheetWidth).Draw(images);
    }

    /// <summary>The images of <see cref="Samples"/> as intensities in [0, 1], image after image, each [channels, height, width].</summary>
    /// <inheritdoc cref="Samples"/>
    public float[] SampleImages(int count, bool draws = false, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        using Pass pass = NewPass("samples");
        TraceMode mode = Held.Count == 0 ? TraceMode.Generate(count, temperature, means: !draws) : TraceMode.Given(HeldBy(count, pass), !draws, temperature);
        Trace trace = _model.Trace(pass, null, mode);
        return _view.Intensities(trace[_view.Column].Value!, count, "The model's");
    }

    private Dictionary<string, Tensor> HeldBy(int rows, Pass pass)
    {
        Dictionary<string, Tensor> values = new(StringComparer.Ordinal);
        foreach ((string name, double[] one) in Held)
        {
            Shape shape = Array.Find(Sites(), site => string.Equals(site.Name, name, StringComparison.Ordinal)).Shape;
            values.Add(name, pass.From([.. Enumerable.Range(0, rows).SelectMany(_ => one)], Shape.Create([rows]).Concat(shape)).To(DType));
        }

        return values;
    }
}
