using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

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
