using Latent.Data.Columns;

namespace Latent.Data.Sources;

/// <summary>Puts examples and their classes together.</summary>
internal static class Labelled
{
    /// <summary>A data set of both.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="values">The examples.</param>
    /// <param name="classes">Their classes.</param>
    /// <param name="file">Where the classes come from, for the message.</param>
    /// <exception cref="DataFormatException">There are not as many classes as examples.</exception>
    public static ColumnDataset Join(string name, ColumnData values, ColumnData classes, string file) => values.Count == classes.Count
        ? new ColumnDataset(name, values, classes)
        : throw new DataFormatException(file, null, $"{classes.Count} classes for {values.Count} examples.", "The two must belong together.");
}
