using System.CommandLine;
using System.Globalization;
using Latent.Cli.Terminal;
using Latent.Data.Download;
using Latent.Data.Sources;

namespace Latent.Cli.Commands;

/// <summary><c>latent data get</c>: a published data set into a folder, held to its checksums.</summary>
internal static class DataGetCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Which one: " + Names() };
    private static readonly Option<string?> Out = Options.Text("--out", "Where its files go (default: data/<name>)", "folder");
    private static readonly Option<string?> Mirror = Options.Text("--mirror", "Another https address under which the files lie by their names", "url");
    private static readonly Option<bool> Force = new("--force") { Description = "Replace files that are there and are others" };

    public static Command Make()
    {
        Command command = new("get", "Download a data set over https; nothing is kept whose SHA-256 is not the published one.") { Name, Out, Mirror, Force };
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        string name = parsed.GetValue(Name)!;
        DownloadSet set = DownloadCatalog.Find(name) ?? throw new CommandException(ExitCode.Usage, KnownData.Find(name) is null
            ? $"there is no data set '{name}'. To be had are {Names()}."
            : $"'{name}' cannot be downloaded: no address with a published checksum is known. To be had are {Names()}.");
        Uri? mirror = parsed.GetValue(Mirror) is not { } text ? null : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) ? address
            : throw new CommandException(ExitCode.Usage, $"--mirror: expected an https address, found '{text}'.");
        string folder = parsed.GetValue(Out) ?? Path.Combine(DataLocator.DefaultFolder, set.Name);
        using Downloader downloader = new();
        IReadOnlyList<DownloadedFile> files;
        try
        {
            files = downloader.Get(set, folder, mirror, parsed.GetValue(Force), (file, from) => terminal.Say($"fetching {from} ({Size(file.Bytes)})"));
        }
        catch (DownloadException e)
        {
            throw new CommandException(e.IsTemporary ? ExitCode.Temporary : ExitCode.BadData, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.CannotWrite, e.Message);
        }

        DataGetFile[] got = [.. files.Select(static file => new DataGetFile(file.Path, file.Bytes, file.Sha256, file.From))];
        terminal.Result(new DataGetResult(1, set.Name, folder, set.ChecksumsFrom, got), CliJson.Default.DataGetResult,
        [
            ("data", set.Name),
            ("folder", folder),
            .. got.Select(static file => ("file", $"{Path.GetFileName(file.Path)}  {Size(file.Bytes)}  {(file.From is null ? "was there" : "downloaded")}")),
            ("checksums", $"as published by {set.ChecksumsFrom}"),
        ]);
        return ExitCode.Ok;
    }

    private static string Names() => string.Join(", ", DownloadCatalog.All.Select(static set => set.Name));

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");
}

/// <summary>The result of <c>latent data get --json</c>.</summary>
internal sealed record DataGetResult(int SchemaVersion, string Name, string Folder, string ChecksumsFrom, DataGetFile[] Files);

/// <summary>A file that is now there; its origin is null if it was before.</summary>
internal sealed record DataGetFile(string Path, long Bytes, string Sha256, string? From);
