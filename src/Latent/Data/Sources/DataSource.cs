using System.Text.Json.Serialization;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>Where data comes from: a record that a configuration holds and a run stores. Opening it reads or draws the data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ArraySource), "array")]
[JsonDerivedType(typeof(CsvSource), "csv")]
[JsonDerivedType(typeof(DigitsSource), "digits")]
[JsonDerivedType(typeof(ImageFolderSource), "images")]
[JsonDerivedType(typeof(MnistSource), "mnist")]
[JsonDerivedType(typeof(NpzSource), "npz")]
[JsonDerivedType(typeof(PianoRollSource), "piano-rolls")]
[JsonDerivedType(typeof(SpritesSource), "sprites")]
[JsonDerivedType(typeof(WavSource), "wav")]
public abstract record DataSource
{
    /// <summary>The data in the parts it comes in; what is missing can be cut out by <see cref="DataSplits.Complete"/>.</summary>
    /// <param name="key">The randomness of data that is drawn; data that is read does not depend on it.</param>
    /// <exception cref="DataFormatException">A file is missing, damaged or of another format.</exception>
    /// <exception cref="ArgumentException">An option has a value that makes no sense; the message says which.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public abstract DataSplits Open(RandomKey key);

    /// <summary>The files that are read, in a fixed order, as they lie on disk; none for data that is drawn.</summary>
    /// <exception cref="DataFormatException">A folder is missing, or has none of its files.</exception>
    public virtual IReadOnlyList<string> InputFiles() => [];
}
