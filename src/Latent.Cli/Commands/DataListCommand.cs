using System.CommandLine;
using System.Globalization;
using Latent.Cli.Terminal;
using Latent.Data.Download;
using Latent.Data.Sources;

namespace Latent.Cli.Commands;

/// <summary><c>latent data list</c>: the data sets that have a name, where they lie, and the kinds of files that can be read.</summary>
internal static class DataListCommand
{
    private static readonly Option<string?> Folder = DataCommand.Folder();

    public static Command Make()
    {
        Command command = new("list", "Show the data sets by name, where they are, and what else can be read.") { Folder };
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        string folder = parsed.GetValue(Folder) ?? DataLocator.DefaultFolder;
        DataListEntry[] sets = [.. KnownData.All.Select(known => new DataListEntry(
            known.Name, known.What, known.Places.Count == 0, known.Places.Count == 0 ? null : DataLocator.PlaceOf(known, folder),
            DownloadCatalog.Find(known.Name) is { } download ? new DataDownload(download.Bytes, download.Reference, download.ChecksumsFrom) : null))];
        DataKind[] kinds = [.. DataCatalog.All.Where(static kind => !kind.IsBuiltIn)
            .Select(static kind => new DataKind(kind.Kind, kind.Reads, kind.Columns, kind.Reference))];
        terminal.Result(new DataListResult(1, folder, sets, kinds), CliJson.Default.DataListResult,
        [
            .. sets.Select(static set => (set.Name, $"{set.What}; {Where(set)}")),
            ("", ""),
            .. kinds.Select(static kind => (kind.Kind, $"reads {kind.Reads}; gives {kind.Columns}")),
        ]);
        return ExitCode.Ok;
    }

    private static string Where(DataListEntry set) => set switch
    {
        { BuiltIn: true } => "needs no file",
        { Path: { } path } => $"in {path}",
        { Download: { } download } => string.Create(CultureInfo.InvariantCulture,
            $"not here; latent data get {set.Name} ({Math.Max(1, download.Bytes >> 20)} MiB, checksums of {download.ChecksumsFrom})"),
        _ => "not here",
    };
}

/// <summary>The result of <c>latent data list --json</c>.</summary>
internal sealed record DataListResult(int SchemaVersion, string Folder, DataListEntry[] Sets, DataKind[] Kinds);

/// <summary>A data set that has a name; its path is null where it is not there.</summary>
internal sealed record DataListEntry(string Name, string What, bool BuiltIn, string? Path, DataDownload? Download);

/// <summary>What is downloaded for a set, and whose checksums it is held to.</summary>
internal sealed record DataDownload(long Bytes, string Reference, string ChecksumsFrom);

/// <summary>A kind of files.</summary>
internal sealed record DataKind(string Kind, string Reads, string Columns, string Reference);
