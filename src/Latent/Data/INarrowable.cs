namespace Latent.Data;

/// <summary>A data set that can leave out columns nobody asks for.</summary>
internal interface INarrowable
{
    /// <summary>This data set with no more than one of its columns and what that is made of.</summary>
    IDataset Only(string column);
}
