using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

/// <summary>The codes of some examples at one latent variable: the means of q(z | x), flattened to a vector each.</summary>
public sealed class SiteCodes
{
    private readonly double[] _values;

    private readonly Support _support;

    internal SiteCodes(string name, Shape shape, int count, double[] values, IReadOnlyList<double> kl, bool hasStandardPrior, Support support)
    {
        _support = support;
        Name = name;
        Shape = shape;
        Count = count;
        _values = values;
        Kl = kl;
        HasStandardPrior = hasStandardPrior;
        Width = shape.Count;
    }

    /// <summary>The name of the latent variable.</summary>
    public string Name { get; }

    /// <summary>Its shape in the model, for one example.</summary>
    public Shape Shape { get; }

    /// <summary>Its dimensions D: the numbers of one code.</summary>
    public int Width { get; }

    /// <summary>How many examples.</summary>
    public int Count { get; }

    /// <summary>
    /// KL(q(z_d | x) ‖ p(z_d)) of each dimension in nats, the mean over the examples; empty where the distributions do not factorise over
    /// dimensions or their divergence has no closed form.
    /// </summary>
    public IReadOnlyList<double> Kl { get; }

    /// <summary>Whether the prior is N(0, I), so that its quantiles and contours are known.</summary>
    public bool HasStandardPrior { get; }

    /// <summary>The code of an example, [D].</summary>
    public ReadOnlySpan<double> this[int example] => _values.AsSpan(example * Width, Width);

    /// <summary>One dimension of all examples.</summary>
    public double[] Dimension(int dimension)
    {
        ThrowIfNoDimension(dimension);
        double[] values = new double[Count];
        for (int i = 0; i < Count; i++)
            values[i] = _values[(i * Width) + dimension];
        return values;
    }

    /// <summary>The mean code, [D].</summary>
    public double[] Mean()
    {
        double[] mean = new double[Width];
        for (int i = 0; i < _values.Length; i++)
            mean[i % Width] += _values[i] / Count;
        return mean;
    }

    /// <summary>Of a site of one-hot vectors, that of the class which most examples have.</summary>
    internal double[] MostFrequent()
    {
        double[] mean = Mean(), one = new double[Width];
        one[Array.IndexOf(mean, mean.Max())] = 1;
        return one;
    }

    /// <summary>
    /// The dimensions from the one that tells most of the examples to the one that tells least: by KL, or where that is not known by the
    /// variance of the codes (Y. Burda et al. 2016, section 5: active units). Equals keep their order.
    /// </summary>
    public IReadOnlyList<int> ByActivity()
    {
        double[] mean = Mean();
        double[] activity = new double[Width];
        for (int i = 0; i < _values.Length; i++)
            activity[i % Width] += (_values[i] - mean[i % Width]) * (_values[i] - mean[i % Width]);
        if (Kl.Count == Width)
            activity = [.. Kl];
        return [.. Enumerable.Range(0, Width).OrderByDescending(d => activity[d])];
    }

    /// <summary>What moving a dimension does beside that, for captions; empty where dimensions are free of one another.</summary>
    internal string MovedBy =>
        IsOnSphere ? ", and brings the point back onto the sphere" : IsChoice ? ", the log-odds of a class among those of its variable" : "";

    /// <summary>
    /// Gives a dimension of a code a value, within the set that codes are of: on a sphere the point is brought back to length 1, of a choice the value
    /// is the log-odds of the class and the others share the rest.
    /// </summary>
    internal void Move(Span<double> code, int dimension, double value)
    {
        if (!IsChoice)
        {
            code[dimension] = value;
            Project(code);
            return;
        }

        int classes = Shape[-1], first = dimension / classes * classes;
        Span<double> probs = code.Slice(first, classes);
        double chosen = 1 / (1 + Math.Exp(-value)), rest = 0;
        for (int i = 0; i < classes; i++) rest += first + i == dimension ? 0 : probs[i];
        for (int i = 0; i < classes; i++)
        {
            probs[i] = first + i == dimension ? chosen : rest > 0 ? (1 - chosen) * probs[i] / rest : (1 - chosen) / (classes - 1);
        }
    }

    /// <summary>Brings a mean of codes back into the set they are of, where it is another.</summary>
    internal void Project(Span<double> code)
    {
        double length = IsOnSphere ? Geometry.Norm(code) : 0;
        for (int i = 0; length > 0 && i < code.Length; i++) code[i] /= length;
    }

    private bool IsOnSphere => _support.IsSameAs(Support.Sphere) && Shape.Rank == 1;

    private bool IsChoice => (_support.IsSameAs(Support.OneHot) || _support.IsSameAs(Support.Simplex)) && Shape[-1] > 1;

    /// <summary>What a dimension is called: <c>z[3]</c>.</summary>
    internal string NameOf(int dimension) => $"{Name}[{dimension}]";

    internal void ThrowIfNoDimension(int dimension)
    {
        if ((uint)dimension >= (uint)Width)
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"The latent variable '{Name}' has the dimensions 0 to {Width - 1}.");
    }
}
