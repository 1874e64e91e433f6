using System.Globalization;
using System.Text;

namespace Latent.Samples.Theory;

/// <summary>Named numbers, one a line, as the pages show them.</summary>
public sealed class Numbers
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds numbers under one name, to ten decimals.</summary>
    public Numbers Add(string name, params ReadOnlySpan<double> values) => Add(name, "F10", values);

    /// <summary>Adds numbers under one name in a format of .NET.</summary>
    public Numbers Add(string name, string format, params ReadOnlySpan<double> values)
    {
        _text.Append(name.PadRight(46));
        foreach (double value in values)
            _text.Append(value.ToString(format, CultureInfo.InvariantCulture).PadLeft(16));
        _text.Append('\n');
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
