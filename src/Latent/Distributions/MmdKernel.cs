using System.Globalization;
using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A positive-definite kernel k(x, y) of the distance of two vectors, a sum over scales, for <see cref="MaximumMeanDiscrepancy"/>.</summary>
public sealed class MmdKernel
{
    private readonly double[] _scales;
    private readonly bool _isGaussian;

    private MmdKernel(double[] scales, bool isGaussian)
    {
        _scales = scales;
        _isGaussian = isGaussian;
    }

    /// <summary>k(x, x): the number of scales.</summary>
    public double AtZero => _scales.Length;

    /// <summary>exp(-|x - y|²/(2ℓ²)), summed over the length scales ℓ.</summary>
    /// <param name="lengthScales">ℓ &gt; 0, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is not positive.</exception>
    public static MmdKernel Rbf(params ReadOnlySpan<double> lengthScales) => new(Scales("Rbf", "length scale", lengthScales), isGaussian: true);

    /// <summary>C/(C + |x - y|²), summed over the constants C.</summary>
    /// <remarks>
    /// I. Tolstikhin, O. Bousquet, S. Gelly, B. Schölkopf, "Wasserstein Auto-Encoders", 2018, section 4: heavy tails, so that codes far
    /// from the prior still feel it. With z of d dimensions and prior N(0, σ²) it takes C = 2dσ².
    /// </remarks>
    /// <param name="constants">C &gt; 0, at least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is not positive.</exception>
    public static MmdKernel InverseMultiquadric(params ReadOnlySpan<double> constants) =>
        new(Scales("InverseMultiquadric", "constant", constants), isGaussian: false);

    /// <summary>k as a function of |x - y|², element by element.</summary>
    /// <param name="squaredDistance">|x - y|², not negative; any shape.</param>
    public Tensor Of(Tensor squaredDistance)
    {
        ArgumentNullException.ThrowIfNull(squaredDistance);
        Tensor? sum = null;
        foreach (double scale in _scales)
        {
            Tensor term = _isGaussian ? (squaredDistance * (-0.5 / (scale * scale))).Exp() : scale / (scale + squaredDistance);
            sum = sum is null ? term : sum + term;
        }

        return sum!;
    }

    /// <summary>The name and the scales.</summary>
    public override string ToString()
    {
        string scales = string.Join(", ", _scales.Select(static s => s.ToString(CultureInfo.InvariantCulture)));
        return $"{(_isGaussian ? "rbf" : "imq")}({scales})";
    }

    private static double[] Scales(string name, string what, ReadOnlySpan<double> scales)
    {
        if (scales.Length == 0) throw new ArgumentException($"MmdKernel.{name}: give at least one {what}.");
        foreach (double scale in scales)
        {
            if (!(scale > 0) || double.IsInfinity(scale))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"MmdKernel.{name}: a {what} must be positive; got {scale}."));
        }

        return scales.ToArray();
    }
}
