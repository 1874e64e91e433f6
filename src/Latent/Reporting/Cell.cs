namespace Latent.Reporting;

/// <summary>One entry of a <see cref="ReportTable"/>: text, a number, a number with its standard error, or nothing.</summary>
public readonly record struct Cell
{
    /// <summary>The text; null for a number or nothing.</summary>
    public string? Text { get; private init; }

    /// <summary>The number; null for text or nothing.</summary>
    public double? Number { get; private init; }

    /// <summary>The standard error of the number; null where there is none.</summary>
    public double? Error { get; private init; }

    /// <summary>Digits after the point when shown to people; by default four significant digits, or what the error tells.</summary>
    public int? Decimals { get; private init; }

    /// <summary>Whether the entry stands out, as the best of its row does: in bold with a star.</summary>
    public bool IsMarked { get; init; }

    /// <summary>A number.</summary>
    /// <param name="value">The number; files keep all its digits.</param>
    /// <param name="decimals">Digits after the point when shown.</param>
    public static Cell Of(double value, int? decimals = null) => new() { Number = value, Decimals = decimals };

    /// <summary>A number that was estimated, shown as value ± error to the second significant digit of the error.</summary>
    /// <param name="value">The number.</param>
    /// <param name="error">Its standard error.</param>
    public static Cell Estimate(double value, double error) => new() { Number = value, Error = error };

    /// <summary>Text.</summary>
    public static implicit operator Cell(string text) => new() { Text = text };

    /// <summary>A number.</summary>
    public static implicit operator Cell(double value) => new() { Number = value };

    /// <summary>A whole number, shown in full.</summary>
    public static implicit operator Cell(int value) => new() { Number = value, Decimals = 0 };

    /// <summary>A whole number, shown in full.</summary>
    public static implicit operator Cell(long value) => new() { Number = value, Decimals = 0 };

    /// <summary>As people read it.</summary>
    public override string ToString() => (Number, Error, Decimals) switch
    {
        ({ } value, { } error, _) => NumberText.WithError(value, error),
        ({ } value, null, { } decimals) => NumberText.Fixed(value, decimals),
        ({ } value, null, null) => NumberText.Significant(value),
        _ => Text ?? "",
    };
}
