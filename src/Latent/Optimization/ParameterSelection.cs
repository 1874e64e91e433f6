using Latent.Files;
using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>Picks parameters by patterns on their paths: * stands for any characters, dots among them; ? for one character.</summary>
public static class ParameterSelection
{
    /// <summary>The parameters whose path matches one of the patterns, in their order.</summary>
    /// <example><c>ParameterSelection.Matching(scope.Parameters, "encoder.*", "prior.*")</c></example>
    /// <exception cref="ArgumentException">A pattern matches none; the message names the nearest path.</exception>
    public static IReadOnlyList<Parameter> Matching(IReadOnlyList<Parameter> parameters, params ReadOnlySpan<string> patterns)
    {
        bool[] chosen = Choose(parameters, patterns);
        return [.. parameters.Where((_, i) => chosen[i])];
    }

    /// <summary>The parameters whose path matches none of the patterns, in their order.</summary>
    /// <exception cref="ArgumentException">A pattern matches none; the message names the nearest path.</exception>
    public static IReadOnlyList<Parameter> Except(IReadOnlyList<Parameter> parameters, params ReadOnlySpan<string> patterns)
    {
        bool[] chosen = Choose(parameters, patterns);
        return [.. parameters.Where((_, i) => !chosen[i])];
    }

    /// <summary>Whether a path matches a pattern.</summary>
    internal static bool Matches(string path, string pattern)
    {
        // Where the last * stands, and how much of the path it takes so far.
        int star = -1, taken = 0, at = 0, position = 0;
        while (position < path.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, taken) = (at++, position);
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == path[position]))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                position = ++taken;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }

    /// <summary>The error of a pattern that matches nothing.</summary>
    internal static ArgumentException NothingMatches(string pattern, IEnumerable<string> paths)
    {
        string[] known = [.. paths];
        string nearest = known.Length == 0 ? "There are no parameters." : $"The nearest is '{NearestName.Of(pattern, known)}'.";
        return new ArgumentException(
            $"ParameterSelection: no parameter matches '{pattern}'. {nearest} In a pattern * stands for any characters.");
    }

    private static bool[] Choose(IReadOnlyList<Parameter> parameters, ReadOnlySpan<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        bool[] chosen = new bool[parameters.Count];
        foreach (string pattern in patterns)
        {
            ArgumentException.ThrowIfNullOrEmpty(pattern, nameof(patterns));
            bool any = false;
            for (int i = 0; i < chosen.Length; i++)
            {
                if (!Matches(parameters[i].Name, pattern)) continue;
                chosen[i] = any = true;
            }

            if (!any) throw NothingMatches(pattern, parameters.Select(static p => p.Name));
        }

        return chosen;
    }
}
