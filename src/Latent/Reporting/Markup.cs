using System.Text;

namespace Latent.Reporting;

/// <summary>Text for XML and HTML.</summary>
internal static class Markup
{
    /// <summary>
    /// The text as the content of an element or the value of a quoted attribute. Characters that neither language can hold become U+FFFD.
    /// </summary>
    public static string Escape(string text)
    {
        StringBuilder result = new(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                '\'' => result.Append("&#39;"),
                '\n' or '\t' => result.Append(rune),
                < 0x20 or (>= 0x7F and <= 0x9F) or 0xFFFE or 0xFFFF => result.Append('\uFFFD'),
                _ => result.Append(rune),
            };
        }

        return result.ToString();
    }

    /// <summary>At most so many characters; what is longer ends in an ellipsis. No pair of surrogates is cut.</summary>
    public static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        int end = longest - 1;
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
