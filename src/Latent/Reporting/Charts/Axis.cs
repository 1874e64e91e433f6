namespace Latent.Reporting.Charts;

/// <summary>From values to pixels, with ticks at round numbers.</summary>
internal sealed class Axis
{
    private readonly double _low, _high, _from, _to;
    private readonly bool _isLog;

    private Axis(double low, double high, double from, double to, bool isLog)
    {
        (_low, _high, _from, _to, _isLog) = (isLog ? Math.Log10(low) : low, isLog ? Math.Log10(high) : high, from, to, isLog);
        Low = low;
        High = high;
    }

    public double Low { get; }

    public double High { get; }

    public IReadOnlyList<(double Value, string Label)> Ticks { get; private init; } = [];

    /// <summary>An axis over the finite ones of some values.</summary>
    /// <param name="values">For a logarithmic axis, those above 0.</param>
    /// <param name="from">Where its low end is.</param>
    /// <param name="to">Where its high end is.</param>
    /// <param name="ticks">About how many ticks.</param>
    /// <param name="isLog">Equal ratios are equally far apart.</param>
    /// <param name="margin">Of the range, kept free at either end.</param>
    /// <param name="whole">Ticks stand at whole numbers alone: epochs, steps.</param>
    /// <param name="low">The low end, whatever the values.</param>
    /// <param name="high">The high end, whatever the values.</param>
    public static Axis Over(
        IEnumerable<double> values, double from, double to, int ticks, bool isLog = false, double margin = 0, bool whole = false,
        double? low = null, double? high = null)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || (isLog && value <= 0))
                continue;
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        if (isLog)
            return Logarithmic(Limits(low is > 0 ? low : null, high is > 0 ? high : null, least, most, isLog, margin), from, to);
        (double first, double last) = Limits(low, high, least, most, isLog, margin);
        double step = Step((last - first) / Math.Max(1, ticks));
        if (whole)
            step = Math.Max(1, step);
        List<(double, string)> places = [];
        for (double k = Math.Ceiling((first / step) - 1e-9); k <= Math.Floor((last / step) + 1e-9) && places.Count < 100; k++)
        {
            // A multiple of the step, not a sum of steps: 0.3, not 0.30000000000000004.
            double value = Math.Round(k * step, 12);
            places.Add((value, NumberText.Tick(value, step)));
        }

        return new Axis(first, last, from, to, isLog: false) { Ticks = places };
    }

    /// <summary>Where a value stands; NaN for one that has no place.</summary>
    public double At(double value)
    {
        double place = _isLog ? (value > 0 ? Math.Log10(value) : double.NaN) : value;
        return _from + ((place - _low) / (_high - _low) * (_to - _from));
    }

    /// <summary>The step 1, 2 or 5 times a power of ten that is next to a number.</summary>
    internal static double Step(double about)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(about)));
        double ratio = about / power;
        return power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
    }

    private static (double Low, double High) Limits(double? low, double? high, double least, double most, bool isLog, double margin)
    {
        if (!double.IsFinite(least))
            (least, most) = isLog ? (0.1, 10) : (0, 1);
        double first = low ?? least, last = high ?? most;
        if (isLog)
        {
            double ratio = Math.Pow(last / first, margin);
            (first, last) = (low ?? (first / ratio), high ?? (last * ratio));
            return last / first > 1.0001 ? (first, last) : (first / 2, first * 2);
        }

        double span = last - first;
        double width = Math.Max(Math.Abs(first), Math.Abs(last));
        // A range that is all rounding is no range.
        if (!(span > 1e-9 * width))
            return width == 0 ? (-1, 1) : (first - (0.5 * Step(width)), first + (0.5 * Step(width)));
        return (low ?? (first - (margin * span)), high ?? (last + (margin * span)));
    }

    private static Axis Logarithmic((double Low, double High) limits, double from, double to)
    {
        int first = (int)Math.Floor(Math.Log10(limits.Low) + 1e-9), last = (int)Math.Ceiling(Math.Log10(limits.High) - 1e-9);
        int every = Math.Max(1, (last - first) / 7);
        double[] within = limits.High / limits.Low <= 100 ? [1, 2, 5] : [1];
        List<(double, string)> places = [];
        for (int decade = first; decade <= last; decade += every)
        {
            foreach (double factor in within)
            {
                double value = factor * Math.Pow(10, decade);
                if (value >= limits.Low * (1 - 1e-9) && value <= limits.High * (1 + 1e-9))
                    places.Add((value, NumberText.Significant(value, 1)));
            }
        }

        return new Axis(limits.Low, limits.High, from, to, isLog: true) { Ticks = places };
    }
}
