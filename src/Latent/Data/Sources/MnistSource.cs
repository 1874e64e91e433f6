using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>A folder with the four IDX files of MNIST or of a set that keeps their names: see <see cref="MnistFolder"/>.</summary>
public sealed record MnistSource : DataSource
{
    /// <summary>The folder.</summary>
    public required string Path { get; set; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputFiles() => MnistFolder.Files(Path);

    /// <inheritdoc/>
    public override DataSplits Open(RandomKey key)
    {
        ImageSplits splits = MnistFolder.Load(Path);
        return new DataSplits(splits.Train, null, splits.Test);
    }
}
