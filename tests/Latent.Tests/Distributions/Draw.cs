using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>Samples of a case, with what its closed forms, or integrals, say of them.</summary>
internal sealed class Draw
{
    private readonly double[] _flat;

    /// <summary>Draws.</summary>
    public Draw(DistributionCase c, int count, ulong seed)
    {
        Case = c;
        Count = count;
        Distribution = c.Make();
        Size = Distribution.EventShape.Count;
        using Pass pass = Pass.Evaluation();
        Tensor samples = Distribution.Sample(RandomKey.FromSeed(seed), [count]);
        Distribution.Support.Check(samples, c.Name);
        _flat = samples.ToDoubles();
        Domain? domain = c.Integrable ? DensityTests.Domain(c, Distribution) : null;
        Mean = DensityTests.Known(() => Distribution.Mean) ?? domain?.Expect(Distribution, static (x, _) => x) ?? Unknown();
        Variance = DensityTests.Known(() => Distribution.Variance)
            ?? domain?.Expect(Distribution, (x, _) => [.. x.Select((v, i) => (v - Mean[i]) * (v - Mean[i]))]) ?? Unknown();
        Entropy = (DensityTests.Known(Distribution.Entropy) ?? domain?.Expect(Distribution, static (_, l) => [-l]))?[0];
    }

    private Draw(Draw right, double[] flat)
    {
        (Case, Count, Distribution, Size) = (right.Case, right.Count, right.Distribution, right.Size);
        (Mean, Variance, Entropy) = (right.Mean, right.Variance, right.Entropy);
        _flat = flat;
    }

    public DistributionCase Case { get; }

    public int Count { get; }

    public Distribution Distribution { get; }

    public int Size { get; }

    public double[] Mean { get; }

    public double[] Variance { get; }

    public double? Entropy { get; }

    public ReadOnlySpan<double> this[int i] => _flat.AsSpan(i * Size, Size);

    /// <summary>The samples as a tensor.</summary>
    public Tensor Values => Tensor.From(_flat, Shape.Create([Count]).Concat(Distribution.EventShape));

    /// <summary>A broken twin: deviations from the mean are too large by a factor.</summary>
    public Draw Scaled(double factor) => new(this, [.. _flat.Select((x, i) => Mean[i % Size] + (factor * (x - Mean[i % Size])))]);

    /// <summary>Whether the variance shows a factor of 1.02: it is then 4 % off, 8 of its standard errors or more.</summary>
    public bool ShowsScale => Case.HasSampleVariance && Variance.All(double.IsFinite)
        && Moment(static (x, centre) => (x - centre) * (x - centre)).All(static m => m.Error < 0.005 * m.Mean);

    /// <summary>A broken twin: every so-many-th sample is the case's first value.</summary>
    public Draw Repeating(int every)
    {
        double[] flat = [.. _flat];
        for (int i = 0; i < Count; i += every)
            Case.Values[0].CopyTo(flat.AsSpan(i * Size));
        return new Draw(this, flat);
    }

    /// <summary>Per element, the mean of a function of it and the mean's standard error.</summary>
    public (double Mean, double Error)[] Moment(Func<double, double, double> f)
    {
        var moments = new (double Mean, double Error)[Size];
        for (int element = 0; element < Size; element++)
        {
            double sum = 0, squares = 0, centre = Mean[element], first = f(_flat[element], centre);
            // About the first value, so that the variance does not cancel.
            for (int i = element; i < _flat.Length; i += Size)
            {
                double value = f(_flat[i], centre) - first;
                sum += value;
                squares += value * value;
            }

            double mean = sum / Count;
            moments[element] = (first + mean, Math.Sqrt(Math.Max(0, (squares / Count) - (mean * mean)) / Count));
        }

        return moments;
    }

    private double[] Unknown() => [.. Enumerable.Repeat(double.NaN, Size)];
}
