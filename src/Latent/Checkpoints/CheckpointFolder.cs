using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Latent.Files;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Checkpoints;

/// <summary>The files in one checkpoint's folder: writing them, and reading them back after every hash has been verified.</summary>
internal static class CheckpointFolder
{
    public const string ModelFile = "model.safetensors", OptimizerFile = "optimizer.safetensors", StateFile = "state.json";

    private const string StatesKey = "latent.states";
    private const char Separator = '/';
    private const int LargestDocument = 1 << 28;

    private static readonly string[] Files = [ModelFile, OptimizerFile, StateFile];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The folders named like checkpoints in a folder, the one of the highest step first; nothing in them is looked at.</summary>
    public static (CheckpointName Name, string Path)[] Find(FileSystem system, string parent)
    {
        List<(CheckpointName Name, string Path)> found = [];
        foreach (string name in system.List(parent))
        {
            if (CheckpointName.TryParse(name, out CheckpointName parsed))
                found.Add((parsed, Path.Combine(parent, name)));
        }

        return [.. found.OrderByDescending(static entry => entry.Name)];
    }

    /// <summary>Writes all files into an empty folder, each flushed, the manifest last.</summary>
    /// <returns>What was written.</returns>
    public static CheckpointManifest Write(FileSystem system, string folder, Checkpoint checkpoint, string run, DateTimeOffset now)
    {
        SortedDictionary<string, CheckpointManifest.Entry> entries = new(StringComparer.Ordinal);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] document = Utf8.GetBytes(checkpoint.Document);
        if (document.Length > LargestDocument)
            throw new ArgumentException($"Checkpoint: the document has {document.Length} bytes; at most {LargestDocument} are kept.", nameof(checkpoint));
        Add(ModelFile, ModelOf(checkpoint).Save);
        Add(OptimizerFile, StatesOf(checkpoint).Save);
        Add(StateFile, stream => stream.Write(document));
        CheckpointManifest manifest = new(CheckpointManifest.CurrentFormat, run, checkpoint.Step, checkpoint.Score, now, entries, "");
        byte[] bytes = manifest.ToBytes();
        system.Write(Path.Combine(folder, CheckpointManifest.FileName), stream => stream.Write(bytes));
        return manifest;

        void Add(string name, Action<Stream> write)
        {
            long length = system.Write(Path.Combine(folder, name), write, hash);
            entries[name] = new CheckpointManifest.Entry(length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="BadFileException">Something is not as it was written.</exception>
    /// <exception cref="FileOperationException">Something is missing or cannot be read.</exception>
    public static Checkpoint Read(FileSystem system, string folder, string run)
    {
        CheckpointManifest manifest = CheckpointManifest.Read(system, folder);
        if (!string.Equals(manifest.Run, run, StringComparison.Ordinal))
        {
            throw new CheckpointFormatException(folder, $"it is of the run '{manifest.Run}', not of '{run}'.",
                "Continue that run instead, or move the folder away.");
        }

        if (!CheckpointName.TryParse(Path.GetFileName(folder), out CheckpointName name) || name.Step != manifest.Step)
            throw new CheckpointFormatException(folder, $"its manifest is of step {manifest.Step}, which its name is not.", "Was the folder renamed?");
        if (!manifest.Files.Keys.SequenceEqual(Files, StringComparer.Ordinal))
            throw new CheckpointFormatException(folder, $"its manifest lists {string.Join(", ", manifest.Files.Keys)}, not {string.Join(", ", Files)}.");
        using FileReader state = OpenVerified(system, folder, StateFile, manifest);
        if (state.Length > LargestDocument)
            throw new CheckpointFormatException(state.Path, $"it has {state.Length} bytes; at most {LargestDocument} are kept.");
        byte[] document = new byte[state.Length];
        state.Read(document, 0);
        using SafetensorsFile model = SafetensorsFile.Open(OpenVerified(system, folder, ModelFile, manifest));
        using SafetensorsFile states = SafetensorsFile.Open(OpenVerified(system, folder, OptimizerFile, manifest));
        try
        {
            Dictionary<string, Tensor> parameters = model.Entries.ToDictionary(
                static entry => entry.Name, entry => model.ReadTensor(entry), StringComparer.Ordinal);
            return new Checkpoint(manifest.Step, parameters, ReadStates(states), Utf8.GetString(document), manifest.Score);
        }
        catch (Exception e) when (e is ArgumentException)
        {
            // Sound files of the right hashes, yet not what was ever written here.
            throw new CheckpointFormatException(folder, e.Message, inner: e);
        }
    }

    // Size and hash are looked at, and the content is then read, through one and the same open file.
    private static FileReader OpenVerified(FileSystem system, string folder, string name, CheckpointManifest manifest)
    {
        FileReader reader = system.Open(Path.Combine(folder, name));
        try
        {
            CheckpointManifest.Entry entry = manifest.Files[name];
            if (reader.Length != entry.Bytes)
                throw new CheckpointFormatException(reader.Path, $"it has {reader.Length} bytes, its manifest says {entry.Bytes}.");
            if (!string.Equals(reader.Sha256(), entry.Sha256, StringComparison.Ordinal))
                throw new CheckpointFormatException(reader.Path, "its SHA-256 is not the one in its manifest.");
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static SafetensorsWriter ModelOf(Checkpoint checkpoint)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, Tensor value) in checkpoint.Parameters)
            writer.Add(name, value);
        return writer;
    }

    private static SafetensorsWriter StatesOf(Checkpoint checkpoint)
    {
        SafetensorsWriter writer = new();
        writer.SetMetadata(StatesKey, string.Join(',', checkpoint.States.Keys.Order(StringComparer.Ordinal)));
        foreach ((string state, OptimizerState content) in checkpoint.States)
        {
            foreach ((string name, long value) in content.Counters)
                writer.SetMetadata(state + Separator + name, value.ToString(CultureInfo.InvariantCulture));
            foreach ((string name, Tensor value) in content.Tensors)
                writer.Add(state + Separator + name, value);
        }

        return writer;
    }

    private static Dictionary<string, OptimizerState> ReadStates(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(StatesKey, out string? list))
            throw new CheckpointFormatException(file.Path, $"there is no '{StatesKey}' in its metadata.");
        Dictionary<string, (Dictionary<string, long> Counters, Dictionary<string, Tensor> Tensors)> states = new(StringComparer.Ordinal);
        foreach (string state in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
            states[state] = (new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, Tensor>(StringComparer.Ordinal));
        foreach ((string key, string text) in file.Metadata)
        {
            if (string.Equals(key, StatesKey, StringComparison.Ordinal))
                continue;
            (string state, string name) = Split(key);
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
                throw new CheckpointFormatException(file.Path, $"the counter '{key}' is '{text}', not a whole number.");
            states[state].Counters[name] = value;
        }

        foreach (SafetensorsEntry entry in file.Entries)
        {
            (string state, string name) = Split(entry.Name);
            states[state].Tensors[name] = file.ReadTensor(entry);
        }

        return states.ToDictionary(static entry => entry.Key, static entry => new OptimizerState(entry.Value.Counters, entry.Value.Tensors),
            StringComparer.Ordinal);

        (string State, string Name) Split(string key)
        {
            int at = key.IndexOf(Separator, StringComparison.Ordinal);
            return at > 0 && states.ContainsKey(key[..at])
                ? (key[..at], key[(at + 1)..])
                : throw new CheckpointFormatException(file.Path, $"'{key}' belongs to none of the states it lists: {list}.");
        }
    }
}
