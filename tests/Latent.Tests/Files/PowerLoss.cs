using System.Security.Cryptography;
using System.Text;

namespace Latent.Tests.Files;

/// <summary>
/// What may be on the disk after a loss of power: for every prefix of the changes, everything that was flushed, and of the rest any part. A name
/// that was not flushed is there or not, each apart from the others; of bytes that were not flushed any sectors of 512 are there, with the length of
/// the file as it was, as it is, or in between, and zeros where nothing arrived.
/// </summary>
/// <remarks>
/// After Pillai et al., "All file systems are not created equal: on the complexity of crafting crash-consistent applications", OSDI 2014, and the
/// simulated disks of SQLite's crash tests.
/// </remarks>
internal sealed class PowerLoss
{
    private const int Sector = 512, MostSectors = 9, MostSubsets = 1 << 6, MostCombinations = 1 << 11;

    private readonly Dictionary<MemoryFile, FileOnDisk> _files = [];
    private readonly Dictionary<MemoryFolder, FolderOnDisk> _folders = [];
    private readonly MemoryFolder _root;

    private PowerLoss(MemoryFolder root)
    {
        _root = root;
        FolderOf(root);
    }

    private sealed class FileOnDisk
    {
        public byte[] Flushed { get; set; } = [];

        public List<byte> All { get; } = [];
    }

    private sealed class FolderOnDisk
    {
        public Dictionary<string, MemoryNode> Flushed { get; } = new(StringComparer.Ordinal);

        public List<NameChange> Pending { get; } = [];
    }

    /// <summary>Walks through all states; one that is possible after several numbers of changes comes once for each different promise.</summary>
    /// <param name="calls">A file system that began empty and noted its changes.</param>
    /// <param name="promise">From the number of changes made to what has been promised by then.</param>
    /// <returns>What had been promised, and a disk after the loss.</returns>
    public static IEnumerable<(T Promised, MemoryFolder Disk)> States<T>(MemoryCalls calls, Func<int, T> promise)
    {
        PowerLoss loss = new(calls.Root);
        HashSet<(string, T)> seen = [];
        for (int n = 0; n <= calls.Changes.Count; n++)
        {
            if (n > 0)
                loss.Apply(calls.Changes[n - 1]);
            T promised = promise(n);
            foreach (MemoryFolder disk in loss.Disks())
            {
                if (seen.Add((Fingerprint(disk), promised)))
                    yield return (promised, disk);
            }
        }
    }

    private void Apply(Change change)
    {
        switch (change)
        {
            case Written written:
                FileOf(written.File).All.AddRange(written.Bytes);
                break;
            case NameChange names:
                FolderOf(names.Folder).Pending.Add(names);
                break;
            case Flushed { Node: MemoryFile file }:
                FileOf(file).Flushed = [.. FileOf(file).All];
                break;
            case Flushed { Node: MemoryFolder folder }:
                foreach (NameChange pending in FolderOf(folder).Pending)
                    Apply(pending, FolderOf(folder).Flushed);
                FolderOf(folder).Pending.Clear();
                break;
        }
    }

    private static void Apply(NameChange change, IDictionary<string, MemoryNode> names)
    {
        foreach ((string name, MemoryNode? node) in change.Names)
        {
            if (node is null)
                names.Remove(name);
            else
                names[name] = node;
        }
    }

    // Every choice of names that arrived, with every choice of contents of the files whose contents are not safe.
    private IEnumerable<MemoryFolder> Disks()
    {
        NameChange[] pending = [.. _folders.Values.SelectMany(static folder => folder.Pending)];
        foreach (HashSet<NameChange> arrived in Subsets(pending))
        {
            MemoryFolder names = Names(_root, arrived);
            MemoryFile[] unsafeFiles = [.. Reachable(names).Where(file => FileOf(file).All.Count > FileOf(file).Flushed.Length)];
            byte[][][] variants = [.. unsafeFiles.Select(file => Contents(FileOf(file)).ToArray())];
            foreach (int[] choice in Choices([.. variants.Select(static v => v.Length)]))
                yield return Filled(names, file => Array.IndexOf(unsafeFiles, file) is var i and >= 0 ? variants[i][choice[i]] : FileOf(file).Flushed);
        }
    }

    private static IEnumerable<HashSet<NameChange>> Subsets(NameChange[] pending)
    {
        if (1L << Math.Min(pending.Length, 30) <= MostSubsets)
        {
            for (int mask = 0; mask < 1 << pending.Length; mask++)
                yield return [.. pending.Where((_, i) => (mask >> i & 1) != 0)];
            yield break;
        }

        // Too many: all prefixes, each one alone, each one missing.
        for (int i = 0; i <= pending.Length; i++)
            yield return [.. pending[..i]];
        foreach (NameChange one in pending)
        {
            yield return [one];
            yield return [.. pending.Where(other => other != one)];
        }
    }

    private static IEnumerable<int[]> Choices(int[] counts)
    {
        long all = counts.Aggregate(1L, static (product, count) => Math.Min(product * count, int.MaxValue));
        if (all <= MostCombinations)
        {
            for (int index = 0; index < all; index++)
            {
                int rest = index;
                yield return [.. counts.Select(count => (Digit: rest % count, Next: rest /= count).Digit)];
            }

            yield break;
        }

        // Too many: each file goes through its contents while the others are all there (the last content) or all absent (the first).
        for (int file = 0; file < counts.Length; file++)
        {
            for (int content = 0; content < counts[file]; content++)
            {
                yield return [.. counts.Select((_, i) => i == file ? content : 0)];
                yield return [.. counts.Select((count, i) => i == file ? content : count - 1)];
            }
        }
    }

    // From nothing new to everything: any of the new sectors, the others zero; and the file cut after each of them.
    private static IEnumerable<byte[]> Contents(FileOnDisk file)
    {
        int old = file.Flushed.Length;
        byte[] all = [.. file.All];
        (int From, int To)[] sectors = [.. Enumerable.Range(old / Sector, ((all.Length - 1) / Sector) - (old / Sector) + 1)
            .Select(sector => (Math.Max(sector * Sector, old), Math.Min((sector + 1) * Sector, all.Length)))];
        yield return file.Flushed;
        foreach ((int from, _) in sectors[1..])
            yield return all[..from];
        int last = (1 << Math.Min(sectors.Length, MostSectors)) - 1;
        for (int mask = 0; mask <= last; mask++)
        {
            byte[] content = [.. all];
            for (int i = 0; i < sectors.Length; i++)
            {
                // Beyond the last bit all sectors share its fate.
                if ((mask >> Math.Min(i, MostSectors - 1) & 1) == 0)
                    content.AsSpan(sectors[i].From..sectors[i].To).Clear();
            }

            yield return content;
        }
    }

    private MemoryFolder Names(MemoryFolder folder, HashSet<NameChange> arrived)
    {
        FolderOnDisk disk = FolderOf(folder);
        SortedDictionary<string, MemoryNode> names = new(disk.Flushed, StringComparer.Ordinal);
        foreach (NameChange change in disk.Pending.Where(arrived.Contains))
            Apply(change, names);
        MemoryFolder result = new();
        foreach ((string name, MemoryNode node) in names)
            result.Live[name] = node is MemoryFolder inner ? Names(inner, arrived) : node;
        return result;
    }

    private static IEnumerable<MemoryFile> Reachable(MemoryFolder folder) =>
        folder.Live.Values.SelectMany(static node => node is MemoryFolder inner ? Reachable(inner) : [(MemoryFile)node]).Distinct();

    private static MemoryFolder Filled(MemoryFolder names, Func<MemoryFile, byte[]> content)
    {
        MemoryFolder result = new();
        foreach ((string name, MemoryNode node) in names.Live)
            result.Live[name] = node is MemoryFolder inner ? Filled(inner, content) : new MemoryFile { Live = [.. content((MemoryFile)node)] };
        return result;
    }

    private static string Fingerprint(MemoryFolder disk)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(disk);
        return Convert.ToHexString(hash.GetHashAndReset());

        void Add(MemoryFolder folder)
        {
            foreach ((string name, MemoryNode node) in folder.Live)
            {
                byte[] bytes = node is MemoryFile file ? [.. file.Live] : [];
                hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{(node is MemoryFolder ? "folder" : "file")}\0{bytes.Length}\0"));
                hash.AppendData(bytes);
                if (node is MemoryFolder inner)
                    Add(inner);
                hash.AppendData("\0end"u8);
            }
        }
    }

    private FileOnDisk FileOf(MemoryFile file) => _files.TryGetValue(file, out FileOnDisk? found) ? found : _files[file] = new();

    private FolderOnDisk FolderOf(MemoryFolder folder) => _folders.TryGetValue(folder, out FolderOnDisk? found) ? found : _folders[folder] = new();
}
