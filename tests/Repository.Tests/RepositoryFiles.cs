namespace Repository.Tests;

/// <summary>The files of this repository, with paths relative to its root and forward slashes.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] NotOurs = ["artifacts", "bin", "obj", "runs", "TestResults", ".git", ".vs", ".idea", "node_modules", "__pycache__"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> All { get; } = [.. Walk(new DirectoryInfo(FindRoot())).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Sources(string under) => All.Where(path =>
        path.StartsWith(under + "/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (FileInfo file in folder.EnumerateFiles())
            yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        foreach (DirectoryInfo child in folder.EnumerateDirectories())
        {
            if (NotOurs.Contains(child.Name) || child.LinkTarget is not null)
                continue;
            foreach (string path in Walk(child))
                yield return path;
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Latent.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Latent.slnx is in none of the folders above the tests.");
        return folder.FullName;
    }
}
