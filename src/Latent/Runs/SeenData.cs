using Latent.Checkpoints;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Evaluation.Pictures;
using Latent.Tensors;

namespace Latent.Runs;

/// <summary>A model beside data: the data as it sees them, and how what it makes of them is seen as images.</summary>
internal sealed class SeenData
{
    private readonly ModelFile _file;

    public SeenData(ModelFile file, IDataset raw)
    {
        _file = file;
        Raw = raw;
        Seen = file.Prepare(raw);
    }

    /// <summary>Before the model's transforms.</summary>
    public IDataset Raw { get; }

    /// <summary>As the model sees them.</summary>
    public IDataset Seen { get; }

    /// <summary>What is shown as the originals, if not what the encoder saw: grey images say more than the binary ones.</summary>
    public IDataset? ShownAs
    {
        get
        {
            DataColumn raw = Raw.Column("x"), seen = Seen.Column("x");
            // What is standardised is restored as it is drawn, and is no other than what the encoder saw.
            return raw.Shape == seen.Shape && raw.Levels > 0 && !IsStandardized(_file) ? Raw : null;
        }
    }

    /// <summary>How the numbers of the model are seen: on the scale of the data before they were standardised.</summary>
    /// <exception cref="NotImagesException">They are no images.</exception>
    public ImageView View => ViewOf(_file, Raw, Seen);

    /// <summary>Pictures of the model; null where its data are no images.</summary>
    /// <param name="key">The randomness.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="obstacle">Why there are none.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public ModelPictures? Pictures(RandomKey key, Device? device, out string? obstacle, CancellationToken cancellation)
    {
        try
        {
            obstacle = null;
            return new ModelPictures(_file.Model, View, key) { Device = device, Cancellation = cancellation };
        }
        catch (Exception error) when (error is NotImagesException or ArgumentException)
        {
            obstacle = error.Message;
            return null;
        }
    }

    /// <summary>How the numbers of a model are seen: on the scale of the data before they were standardised.</summary>
    internal static ImageView ViewOf(ModelFile file, IDataset raw, IDataset seen) => IsStandardized(file)
        && raw.Column("x").Shape.Count == seen.Column("x").Shape.Count
        ? ImageView.Of(raw) with { Restore = values => file.Restore(values) }
        : ImageView.Of(seen);

    private static bool IsStandardized(ModelFile file) =>
        file.Transforms.Any(static transform => transform is Standardize && string.Equals(transform.Column, "x", StringComparison.Ordinal));
}
