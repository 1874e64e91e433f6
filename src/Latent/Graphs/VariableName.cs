using System.Globalization;
using System.Text;

namespace Latent.Graphs;

/// <summary>
/// A name as mathematics writes it: z1 is z with the subscript 1, sigma is σ, one letter is set in italics, a word upright.
/// </summary>
internal readonly record struct VariableName(string Base, string Subscript)
{
    private const string Greek = "alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ "
        + "pi π rho ρ sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω";

    /// <summary>Whether the name is a single letter, Greek ones written out among them, with or without a subscript.</summary>
    public bool IsSymbol => new StringInfo(Symbol).LengthInTextElements == 1;

    /// <summary>The name without its subscript as it is drawn: a Greek letter for its name.</summary>
    public string Symbol
    {
        get
        {
            string[] pairs = Greek.Split(' ');
            int at = Array.IndexOf(pairs, Base);
            return at >= 0 && at % 2 == 0 ? pairs[at + 1] : Base;
        }
    }

    /// <summary>Cuts digits off the end, and an underscore before them; a name of digits alone stays whole.</summary>
    public static VariableName Of(string name)
    {
        int end = name.Length;
        while (end > 0 && char.IsAsciiDigit(name[end - 1])) end--;
        int stem = end > 1 && name[end - 1] == '_' ? end - 1 : end;
        return end == name.Length || stem == 0 || !char.IsLetter(name[stem - 1]) ? new(name, "") : new(name[..stem], name[end..]);
    }

    /// <summary>The name in LaTeX's mathematics mode; words need amsmath's <c>\text</c>.</summary>
    public string ToLatex()
    {
        string stem = !string.Equals(Symbol, Base, StringComparison.Ordinal) ? @"\" + Base
            : IsSymbol && char.IsLetter(Base[0]) ? Base
            : $@"\text{{{EscapeLatex(Base)}}}";
        return Subscript.Length == 0 ? stem : $"{stem}_{{{Subscript}}}";
    }

    private static string EscapeLatex(string text)
    {
        StringBuilder result = new();
        foreach (char c in text)
        {
            result.Append(c switch
            {
                '\\' => @"\textbackslash{}",
                '^' => @"\textasciicircum{}",
                '~' => @"\textasciitilde{}",
                '{' or '}' or '$' or '&' or '#' or '%' or '_' => @"\" + c,
                _ => c.ToString(),
            });
        }

        return result.ToString();
    }
}
