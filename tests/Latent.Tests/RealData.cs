namespace Latent.Tests;

/// <summary>Finds the data sets that lie beside the repository, where they do.</summary>
internal static class RealData
{
    /// <summary>The folder ../shared/data/<paramref name="name"/> beside the repository's root, or null.</summary>
    public static string? Folder(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Latent.slnx")))
                continue;
            string data = Path.Combine(folder.FullName, "..", "shared", "data", name);
            return Directory.Exists(data) ? data : null;
        }

        return null;
    }
}
