namespace Latent.Evaluation;

/// <summary>
/// log mean w and the effective sample size of weights that come one by one as logarithms, in double precision and in the order they come,
/// so that no cut into chunks changes a bit.
/// </summary>
internal struct WeightStream
{
    private double _largest;
    private double _sum;
    private double _squares;

    public static WeightStream Empty => new() { _largest = double.NegativeInfinity };

    /// <summary>K.</summary>
    public int Count { get; private set; }

    /// <summary>log (1/K) Σ w.</summary>
    public readonly double LogMean => _largest + Math.Log(_sum / Count);

    /// <summary>(Σ w)² / Σ w², from 1 to K; 0 if all weights are 0 (Kong 1992).</summary>
    public readonly double EffectiveSampleSize => _squares > 0 ? _sum * _sum / _squares : 0;

    /// <summary>
    /// The variance of <see cref="LogMean"/> over draws, by the delta method: that of the mean weight by that mean squared. 0 for one weight.
    /// </summary>
    public readonly double Variance => Count > 1 ? Math.Max(0, ((Count / EffectiveSampleSize) - 1) / (Count - 1)) : 0;

    public void Add(double logWeight)
    {
        Count++;
        if (logWeight <= _largest)
        {
            // Both infinite only while every weight was 0.
            double w = double.IsNegativeInfinity(logWeight) ? 0 : Math.Exp(logWeight - _largest);
            _sum += w;
            _squares += w * w;
            return;
        }

        // A NaN comes here, and stays.
        double ratio = double.IsNegativeInfinity(_largest) ? 0 : Math.Exp(_largest - logWeight);
        _largest = logWeight;
        _sum = (_sum * ratio) + 1;
        _squares = (_squares * ratio * ratio) + 1;
    }
}
