using System.CommandLine;
using System.Globalization;
using Latent.Data;
using Latent.Distributions;
using Latent.Files;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Cli.Models;

/// <summary>The class that examples are made of, as a command line names it: <c>--given y=3</c>.</summary>
internal static class GivenSelection
{
    public static readonly Option<string?> Given = Options.Text("--given", "Of a model with classes, make examples of this one, by name or number", "y=class");

    /// <summary>The latent variable and its value; nothing if none is named.</summary>
    /// <exception cref="CommandException">The model has no such variable, or it no such class.</exception>
    public static IReadOnlyDictionary<string, double[]> Of(ParseResult parsed, SelectedModel model)
    {
        Dictionary<string, double[]> held = new(StringComparer.Ordinal);
        if (parsed.GetValue(Given) is not { } text) return held;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) throw Wrong($"--given {text}: expected a latent variable and its class, as y=3.");
        string name = text[..equals], value = text[(equals + 1)..];
        Site[] sites = Classes(model);
        if (sites.Length == 0) throw Wrong($"--given {text}: the model has no class to be given; conditional-vae is one that has.");
        Site site = Array.Find(sites, site => string.Equals(site.Name, name, StringComparison.Ordinal)) ?? throw Wrong(
            $"--given {text}: the model has no class '{name}'; it has: {string.Join(", ", sites.Select(static s => s.Name))}.");
        int classes = site.Prior.EventShape[0];
        IReadOnlyList<string> names = NamesOf(model.File.Columns, name, classes);
        if (PlaceOf(value, names) is not { } place)
        {
            string meant = NearestName.Hint(value, names);
            throw Wrong(string.Create(CultureInfo.InvariantCulture,
                $"--given {text}: '{name}' has no class '{value}'; it has {classes}: "
                    + $"{string.Join(", ", names.Take(20))}{(classes > 20 ? ", ..." : "")}.{meant}"));
        }

        double[] one = new double[classes];
        one[place] = 1;
        held.Add(name, one);
        return held;
    }

    /// <summary>A class in words: "y = 3"; empty if none is named.</summary>
    public static string Words(ParseResult parsed) =>
        parsed.GetValue(Given) is { } text ? $", {text.Replace("=", " = ", StringComparison.Ordinal)}" : "";

    /// <summary>
    /// The number of a class by its name, or by its number where no name is one: of the classes 1.5 and 2.5, 1 is none, and not the second.
    /// </summary>
    internal static int? PlaceOf(string value, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], value, StringComparison.Ordinal)) return i;
        }

        bool areNumbers = names.Any(static name => double.TryParse(name, CultureInfo.InvariantCulture, out _));
        return !areNumbers && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place < names.Count ? place : null;
    }

    private static Site[] Classes(SelectedModel model)
    {
        using Pass pass = Pass.Evaluation(default, model.Device);
        return [.. model.File.Model.Trace(pass, null, TraceMode.Generate(1, means: true)).LatentSites
            .Where(static site => site.IsOptional && site.Prior.Support.IsSameAs(Support.OneHot))];
    }

    private static IReadOnlyList<string> NamesOf(IReadOnlyList<DataColumn> columns, string name, int classes)
    {
        DataColumn? column = columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        return column?.Classes.Count == classes ? column.Classes : column?.Elements.Count == classes ? column.Elements
            : [.. Enumerable.Range(0, classes).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
    }

    private static CommandException Wrong(string message) => new(ExitCode.Usage, message);
}
