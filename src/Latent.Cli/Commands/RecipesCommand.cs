using System.CommandLine;
using Latent.Cli.Terminal;
using Latent.Files;
using Latent.Reporting;
using Latent.Runs.Recipes;

namespace Latent.Cli.Commands;

/// <summary><c>latent recipes</c>: models of the literature by their names.</summary>
internal static class RecipesCommand
{
    private static readonly Argument<string?> What = new("name")
    {
        Description = "One recipe, to see its settings; without it: all",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "name",
    };

    public static Command Make()
    {
        What.CompletionSources.Add([.. RecipeCatalog.All.Select(static entry => entry.Name)]);
        Command command = new("recipes", "List the models of the literature that train --recipe knows, or show the settings of one.") { What };
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    /// <summary>The recipe of a name.</summary>
    /// <exception cref="CommandException">There is none; the message has the nearest.</exception>
    public static RecipeEntry Find(string name)
    {
        if (RecipeCatalog.Find(name) is { } found) return found;
        string meant = NearestName.Hint(name, RecipeCatalog.All.Select(static entry => entry.Name));
        throw new CommandException(ExitCode.Usage, $"there is no recipe '{name}'.{meant} 'latent recipes' lists them.");
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        RecipeEntry[] shown = parsed.GetValue(What) is { } name ? [Find(name)] : [.. RecipeCatalog.All];
        RecipesResult result = new(1, [.. shown.Select(static e => new RecipeItem(e.Name, e.Family, e.Summary, e.Formula, e.Reference, e.Settings))]);
        terminal.Result(result, CliJson.Default.RecipesResult, () => parsed.GetValue(What) is null ? List(shown) : One(shown[0]));
        return ExitCode.Ok;
    }

    private static string List(RecipeEntry[] entries)
    {
        ReportTable table = new("recipe", "what it is", "reference");
        foreach (RecipeEntry entry in entries) table = table.Row(entry.Name, entry.Summary, entry.Reference);
        return TextTable.Of(table);
    }

    private static string One(RecipeEntry entry) =>
        $"{entry.Name}: {entry.Summary}\n{entry.Formula}\n{entry.Reference}\n\n{entry.Settings}\n";
}

/// <summary>The result of <c>latent recipes --json</c>.</summary>
internal sealed record RecipesResult(int SchemaVersion, RecipeItem[] Recipes);

/// <summary>A recipe; its settings are a configuration.</summary>
internal sealed record RecipeItem(string Name, string Family, string Summary, string Formula, string Reference, string Settings);
