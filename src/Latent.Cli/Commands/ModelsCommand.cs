using System.CommandLine;
using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using Latent.Cli.Terminal;
using Latent.Configuration;
using Latent.Data.Transforms;
using Latent.Files;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Models.Priors;
using Latent.Networks;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Reporting;

namespace Latent.Cli.Commands;

/// <summary><c>latent models</c>: what a configuration can be put together from.</summary>
internal static class ModelsCommand
{
    private const string ModelList = "models", PosteriorList = "posteriors", PriorList = "priors", LikelihoodList = "likelihoods", NetworkList = "networks",
        ObjectiveList = "objectives", PenaltyList = "penalties", OptimizerList = "optimizers", TransformList = "transforms";

    private static readonly string[] Names =
        [ModelList, PosteriorList, PriorList, LikelihoodList, NetworkList, ObjectiveList, PenaltyList, OptimizerList, TransformList];

    private static readonly Argument<string?> What = new("list")
    {
        Description = $"One list: {string.Join(", ", Names)}; without it: all",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "list",
    };

    private static readonly Option<bool> Schema = new("--schema") { Description = "Print the JSON schema of configurations, for editors" };

    public static Command Make()
    {
        What.CompletionSources.Add(Names);
        Command command = new("models",
            "List the kinds of models, posteriors, priors, likelihoods, networks, objectives, penalties, optimisers and transforms, and what they are.")
        { What, Schema };
        command.SetAction(static parsed => Run(parsed, CommonOptions.Terminal(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, CommandTerminal terminal)
    {
        if (parsed.GetValue(Schema))
        {
            CommandTerminal.Print(ConfigurationSchema.Write() + "\n");
            return ExitCode.Ok;
        }

        string? what = parsed.GetValue(What);
        if (what is not null && !Names.Contains(what, StringComparer.Ordinal))
        {
            string meant = NearestName.Hint(what, Names);
            throw new CommandException(ExitCode.Usage, $"there is no list '{what}'; there are {string.Join(", ", Names)}.{meant}");
        }

        Listing[] lists = [.. All().Where(list => what is null || string.Equals(list.Name, what, StringComparison.Ordinal))];
        CatalogResult result = new(1, [.. lists.Select(static list => new CatalogList(list.Name, list.Setting, [.. list.Entries.Select(Item)]))]);
        terminal.Result(result, CliJson.Default.CatalogResult, () => Text(lists));
        return ExitCode.Ok;

        static CatalogItem Item(Entry entry) => new(entry.Kind, entry.IsConfigurable, entry.What, entry.For, entry.Reference);
    }

    private static Listing[] All() =>
    [
        new(ModelList, "model.kind", "factorisation", [.. ModelCatalog.All.Select(static e => new Entry(e.Kind, true, e.Factorisation, e.For, e.Reference))]),
        new(PosteriorList, "model.posterior.kind", "q(z | x)",
            [.. PosteriorCatalog.All.Select(static e => new Entry(e.Kind, true, e.Formula, e.For, e.Reference))]),
        new(PriorList, "model.prior.kind", "p(z)", [.. PriorCatalog.All.Select(static e => new Entry(e.Kind, true, e.Formula, e.For, e.Reference))]),
        new(LikelihoodList, "model.likelihood.kind", "log p(x | z) of an element",
            [.. LikelihoodCatalog.All.Select(static e => new Entry(e.Kind, true, e.Formula, e.For, e.Reference))]),
        new(NetworkList, "model.encoder.kind", "layers", [.. NetworkCatalog.All.Select(static e => new Entry(e.Kind, true, e.Layers, e.For, e.Reference))]),
        new(ObjectiveList, "objective.kind", "what is made large",
            [.. ObjectiveCatalog.All.Select(static e => new Entry(e.Name, Kinds<ObjectiveConfig>().Contains(e.Name), e.Formula, "", e.Reference))]),
        new(PenaltyList, "objective.penalties[].kind", "what is held down, by a weight or under objective.constraints[].quantity",
            [.. PenaltyCatalog.All.Select(static e => new Entry(e.Kind, Kinds<PenaltyConfig>().Contains(e.Kind), e.Formula, "", e.Reference))]),
        new(OptimizerList, "optimizer.kind", "update",
            [.. OptimizerCatalog.All.Select(static e => new Entry(e.Name, Kinds<OptimizerConfig>().Contains(e.Name), e.Update, "", e.Reference))]),
        new(TransformList, "data.transforms[].kind", "a value x becomes",
            [.. TransformCatalog.All.Select(static e => new Entry(e.Kind, true, e.Formula, "", e.Reference))]),
    ];

    // Some objectives are for code alone: a configuration has no kind for them.
    private static HashSet<string> Kinds<T>() =>
        [.. typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(static kind => (string)kind.TypeDiscriminator!)];

    private static string Text(Listing[] lists)
    {
        StringBuilder text = new();
        foreach (Listing list in lists)
        {
            bool hasFor = list.Entries.Any(static entry => entry.For.Length > 0);
            ReportTable table = hasFor ? new("kind", list.WhatIs, "for", "reference") : new("kind", list.WhatIs, "reference");
            foreach (Entry entry in list.Entries)
            {
                string kind = entry.IsConfigurable ? entry.Kind : $"({entry.Kind})";
                table = hasFor ? table.Row(kind, entry.What, entry.For, entry.Reference) : table.Row(kind, entry.What, entry.Reference);
            }

            text.Append(text.Length == 0 ? "" : "\n").Append(list.Name).Append(": --set ")
                .Append(list.Setting.Replace("[].kind", "='[{\"kind\": ...}]'", StringComparison.Ordinal))
                .Append(list.Setting.EndsWith("[].kind", StringComparison.Ordinal) ? "" : "=...").Append('\n').Append(TextTable.Of(table));
            if (list.Entries.Any(static entry => !entry.IsConfigurable)) text.Append("In parentheses: from code only.\n");
        }

        return text.ToString();
    }

    private sealed record Listing(string Name, string Setting, string WhatIs, Entry[] Entries);

    private sealed record Entry(string Kind, bool IsConfigurable, string What, string For, string Reference);
}

/// <summary>The result of <c>latent models --json</c>.</summary>
internal sealed record CatalogResult(int SchemaVersion, CatalogList[] Lists);

/// <summary>One list of kinds, and the setting that takes one of them.</summary>
internal sealed record CatalogList(string Name, string Setting, CatalogItem[] Items);

/// <summary>A kind; not configurable are those only code can make.</summary>
internal sealed record CatalogItem(string Kind, bool Configurable, string What, string For, string Reference);
