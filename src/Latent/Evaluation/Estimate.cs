namespace Latent.Evaluation;

/// <summary>A mean with its standard error.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">
/// The standard deviation of the values divided by √n: how far the mean over other examples of the same kind would be. 0 for one example,
/// which says nothing of others.
/// </param>
public sealed record Estimate(double Value, double StandardError)
{
    /// <summary>The same for values that are multiplied by a factor.</summary>
    internal Estimate Times(double factor) => new(Value * factor, StandardError * Math.Abs(factor));

    /// <summary>The same for values to which a constant is added.</summary>
    internal Estimate Plus(double constant) => this with { Value = Value + constant };
}

/// <summary>Mean and variance of numbers that come one by one, without cancellation; their order is that of the examples, whatever the batches.</summary>
/// <remarks>B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4, 1962.</remarks>
internal struct RunningMoments
{
    private double _mean;
    private double _squares;

    /// <summary>How many numbers.</summary>
    public int Count { get; private set; }

    /// <summary>Their mean; 0 of none.</summary>
    public readonly double Mean => _mean;

    /// <summary>Their variance, by n - 1; 0 of fewer than two.</summary>
    public readonly double Variance => Count > 1 ? _squares / (Count - 1) : 0;

    /// <summary>The mean with its standard error.</summary>
    public readonly Estimate Estimate => new(_mean, Count > 0 ? Math.Sqrt(Variance / Count) : 0);

    public void Add(double value)
    {
        Count++;
        double before = value - _mean;
        _mean += before / Count;
        _squares += before * (value - _mean);
    }

    public static RunningMoments Of(ReadOnlySpan<double> values)
    {
        RunningMoments moments = default;
        foreach (double value in values)
            moments.Add(value);
        return moments;
    }
}
