namespace Latent.Tests;

/// <summary>Finds the repository, and the data sets that lie beside it where they do.</summary>
internal static class RealData
{
    /// <summary>The folder of Latent.slnx.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The folder ../shared/data/<paramref name="name"/> beside the repository's root, or null.</summary>
    public static string? Folder(string name)
    {
        string data = Path.Combine(RepositoryRoot, "..", "shared", "data", name);
        return Directory.Exists(data) ? data : null;
    }

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Latent.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Latent.slnx is in none of the folders above the tests.");
        return folder.FullName;
    }
}
