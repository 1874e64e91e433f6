using System.Globalization;
using System.Text.Json;

namespace Latent.Configuration;

/// <summary>Where each value of a JSON text stands, by its path.</summary>
internal static class JsonPositions
{
    /// <summary>Line and column of every value, both from 1; of a property, those of its name.</summary>
    public static Dictionary<string, (int Line, int Column)> Of(ReadOnlySpan<byte> text)
    {
        Dictionary<string, (int, int)> found = new(StringComparer.Ordinal);
        Utf8JsonReader reader = new(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        Stack<(string Path, int Index)> open = new();
        string? property = null;
        int line = 1, lineStart = 0, seen = 0;
        while (reader.Read())
        {
            int start = (int)reader.TokenStartIndex;
            for (; seen < start; seen++)
            {
                if (text[seen] == '\n') (line, lineStart) = (line + 1, seen + 1);
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                string parent = open.Peek().Path;
                property = parent.Length == 0 ? reader.GetString()! : $"{parent}.{reader.GetString()}";
                found[property] = (line, start - lineStart + 1);
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                _ = open.Pop();
                continue;
            }

            string path = property ?? Element(open);
            property = null;
            _ = found.TryAdd(path, (line, start - lineStart + 1));
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) open.Push((path, 0));
        }

        return found;
    }

    // The next element of the innermost array.
    private static string Element(Stack<(string Path, int Index)> open)
    {
        if (open.Count == 0) return "";
        (string path, int index) = open.Pop();
        open.Push((path, index + 1));
        return string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
    }
}
