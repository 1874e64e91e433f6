using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Latent.Files;

namespace Latent.Cli;

/// <summary>Options whose errors are worded for people and whose numbers are read alike in every culture.</summary>
internal static class Options
{
    public static Option<int> Whole(string name, string description, int value, int least, int most, string help = "n") =>
        Parsed(name, description, help, value, text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out int number) && number >= least && number <= most
                ? number
                : null,
                    $"a whole number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A whole number that may be left out, and then is what something else says, not a number to be shown.</summary>
    public static Option<int?> MaybeWhole(string name, string description, int least, int most, string help = "n")
    {
        return new Option<int?>(name) { Description = description, HelpName = help, CustomParser = Parse };

        int? Parse(ArgumentResult result)
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
                return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: expected a whole number from {least} to {most}, found '{text}'."));
            return null;
        }
    }

    public static Option<ulong> Seed(string description) =>
        Parsed<ulong>("--seed", description, "n", 1, static text =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null,
            "a whole number from 0 to 18446744073709551615");

    public static Option<double> Positive(string name, string description, double value) =>
        Parsed(name, description, "x", value, static text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(
                number)
                ? number
                : null, "a number greater than 0, with a point for the decimals (0.001 or 1e-3)");

    /// <summary>Any number, such as a coordinate.</summary>
    public static Option<double> Number(string name, string description, double value) =>
        Parsed(name, description, "x", value, static text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null,
            "a number, with a point for the decimals");

    /// <summary>Numbers of examples or dimensions, from 0, separated by commas: <c>--examples 0,7,12</c>.</summary>
    public static Option<int[]?> Numbers(string name, string description)
    {
        return new Option<int[]?>(name) { Description = description, HelpName = "i,j,...", CustomParser = Parse };

        int[]? Parse(ArgumentResult result)
        {
            string text = string.Join(',', result.Tokens.Select(static token => token.Value));
            string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            int[] numbers = new int[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) continue;
                result.AddError($"{name}: expected whole numbers from 0, separated by commas (0,7,12), found '{text}'.");
                return null;
            }

            return numbers.Length == 0 ? null : numbers;
        }
    }

    /// <summary>One of some words, the nearest of which is named in the error.</summary>
    public static Option<string?> OneOf(string name, string description, params string[] words)
    {
        return new Option<string?>(name) { Description = $"{description}: {string.Join(", ", words)}", HelpName = "name", CustomParser = Parse };

        string? Parse(ArgumentResult result)
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (words.Contains(text, StringComparer.Ordinal)) return text;
            string meant = NearestName.Hint(text, words);
            result.AddError($"{name}: expected one of {string.Join(", ", words)}, found '{text}'.{meant}");
            return null;
        }
    }

    /// <summary>Some of some words, separated by commas.</summary>
    public static Option<string[]?> SomeOf(string name, string description, params string[] words)
    {
        return new Option<string[]?>(name) { Description = $"{description}: {string.Join(", ", words)}", HelpName = "names", CustomParser = Parse };

        string[]? Parse(ArgumentResult result)
        {
            string[] found = [.. result.Tokens.SelectMany(static token =>
                token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
            if (found.Length > 0 && found.All(word => words.Contains(word, StringComparer.Ordinal))) return found;
            string wrong = found.FirstOrDefault(word => !words.Contains(word, StringComparer.Ordinal)) ?? "";
            string meant = NearestName.Hint(wrong, words);
            result.AddError($"{name}: expected some of {string.Join(", ", words)}, found '{wrong}'.{meant}");
            return null;
        }
    }

    public static Option<string?> Text(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help };

    private static Option<T> Parsed<T>(string name, string description, string help, T value, Func<string, T?> parse, string expected)
        where T : struct
    {
        return new Option<T>(name)
        {
            Description = description,
            HelpName = help,
            DefaultValueFactory = _ => value,
            CustomParser = Parse,
        };

        T Parse(ArgumentResult result)
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (parse(text) is { } parsed)
                return parsed;
            result.AddError($"{name}: expected {expected}, found '{text}'.");
            return value;
        }
    }
}
