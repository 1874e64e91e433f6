using Latent.Data;
using Latent.Data.Transforms;
using Latent.Reporting;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

// Spoiled examples and what the model makes of them.
public sealed partial class ModelPictures
{
    /// <summary>Examples, the same spoiled, and what the model makes of these: the mean of p(x | z) at the mean code of the spoiled example.</summary>
    /// <param name="data">The data as the model sees it.</param>
    /// <param name="rows">Which examples.</param>
    /// <param name="noise">What spoils them; null where they are noisy already, and are shown above what the model makes of them.</param>
    /// <param name="columns">Images to a row.</param>
    public Picture Denoised(IDataset data, ReadOnlySpan<int> rows, Transform? noise, int columns = 12)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (rows.Length == 0)
            throw new ArgumentException("No example is named to denoise.", nameof(rows));
        DenoisedExamples examples = Denoising.Examples(_model, data, rows, noise, new EvaluationContext(_key) { Device = Device, Cancellation = Cancellation });
        int count = rows.Length;
        List<(string, float[])> kinds = [("noisy", Shown(examples.Noisy)), ("denoised", Shown(examples.Denoised))];
        if (noise is not null) kinds.Insert(0, ("clean", Shown(examples.Clean)));
        return Beneath(kinds, count, columns);

        float[] Shown(double[] values) => _view.Intensities(Tensor.From(values, [count, values.Length / count]), count, "The model's");
    }
}
