namespace Latent.Data.Sources;

/// <summary>Finds the data that a name or a path means, with a folder to look in or without.</summary>
public static class DataLocator
{
    /// <summary>Where named data sets lie if no folder is given, relative to the current one; <c>latent data get</c> puts them there.</summary>
    public const string DefaultFolder = "data";

    /// <summary>The source that reads what is asked for.</summary>
    /// <param name="data">
    /// A name of <see cref="KnownData"/>, or a file or folder whose content says what it is (<see cref="DataDetection"/>); null takes
    /// what <paramref name="folder"/> itself holds, and the built-in digits if there is none.
    /// </param>
    /// <param name="folder">
    /// A folder of data sets, or one that holds the data set itself; null looks in <see cref="DefaultFolder"/> and in the current folder.
    /// </param>
    /// <returns>A source with the options that suit the data; its files are there, but not yet read.</returns>
    /// <exception cref="DataFormatException">Nothing is found; the message says what was looked for, and where.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static DataSource Find(string? data, string? folder = null)
    {
        if (string.IsNullOrEmpty(data))
            return string.IsNullOrEmpty(folder) ? new DigitsSource() : DataDetection.Detect(folder);
        string?[] folders = string.IsNullOrEmpty(folder) ? [DefaultFolder, "."] : [folder];
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
            throw new DataFormatException(folder, null, "there is no such folder.", $"It was to be looked in for '{data}'.");
        if (KnownData.Find(data) is not { } known)
            return Unnamed(data, folder);
        if (known.Places.Count == 0)
            return known.Make("");
        string[] places = [.. folders.SelectMany(where => Places(known, where!, itself: folder is not null)).Distinct(StringComparer.Ordinal)];
        if (Array.Find(places, path => IsThere(known, path)) is { } found)
            return known.Make(found);
        // A file or folder that happens to have the name of a set.
        if (string.IsNullOrEmpty(folder) && (File.Exists(data) || Directory.Exists(data)))
            return DataDetection.Detect(data);
        string remedy = Download.DownloadCatalog.Find(known.Name) is null
            ? "Put it there, or give its folder (--data-dir) or its path."
            : $"Download it (latent data get {known.Name}), or give its folder (--data-dir).";
        throw new DataFormatException(data, null, $"the data set is not there; looked for {string.Join(", ", places)}.", remedy);
    }

    /// <summary>Where a named data set lies in a folder of data sets; null if it does not.</summary>
    /// <param name="known">The data set.</param>
    /// <param name="folder">A folder of data sets, or one that holds the data set itself.</param>
    public static string? PlaceOf(KnownData known, string folder)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Places(known, folder, itself: true).FirstOrDefault(path => IsThere(known, path));
    }

    private static DataSource Unnamed(string data, string? folder)
    {
        string inside = string.IsNullOrEmpty(folder) ? data : Path.Combine(folder, data);
        foreach (string path in new[] { inside, data })
        {
            if (File.Exists(path) || Directory.Exists(path))
                return DataDetection.Detect(path);
        }

        string looked = string.Equals(inside, data, StringComparison.Ordinal) ? inside : $"{inside}, {data}";
        throw new DataFormatException(data, null, $"no data set has this name, and there is no such file or folder (looked for {looked}).",
            $"Known names are {string.Join(", ", KnownData.All.Select(static known => known.Name))}.");
    }

    // In the sub-folder that the set has in a folder of sets, and in the folder itself if it was named.
    private static IEnumerable<string> Places(KnownData known, string folder, bool itself)
    {
        foreach (string place in known.Places)
        {
            string[] parts = place.Split('/');
            yield return Join(folder, parts);
            bool isFile = Path.HasExtension(place);
            if (!isFile && itself)
                yield return folder;
            else if (isFile && parts.Length > 1)
                yield return Join(folder, parts[^1..]);
        }
    }

    private static string Join(string folder, string[] parts) =>
        string.Equals(folder, ".", StringComparison.Ordinal) ? Path.Combine(parts) : Path.Combine([folder, .. parts]);

    private static bool IsThere(KnownData known, string path) =>
        known.Make(path) is MnistSource ? Directory.Exists(path) && MnistFolder.IsOne(path)
        : Path.HasExtension(path) ? File.Exists(path)
        : Directory.Exists(path) && Directory.EnumerateFiles(path, "*.wav").Any();
}
