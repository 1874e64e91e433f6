using System.Globalization;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>A positive-definite kernel k(x, y) of the squared distance s = ‖x - y‖², for <see cref="MaximumMeanDiscrepancy"/>.</summary>
public abstract class MmdKernel
{
    private static readonly double[] Scales = [0.1, 0.2, 0.5, 1, 2, 5, 10];

    private MmdKernel()
    {
    }

    /// <summary>k(x, x).</summary>
    public abstract double AtZero { get; }

    /// <summary>k at squared distances of any shape.</summary>
    public abstract Tensor Of(Tensor squaredDistance);

    /// <summary>The Gaussian kernel e^(-s/(2ℓ²)); its tails are so thin that codes far away feel no force.</summary>
    /// <param name="lengthScale">ℓ.</param>
    public static MmdKernel Gaussian(double lengthScale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthScale);
        return new GaussianKernel(lengthScale);
    }

    /// <summary>The inverse multiquadric kernel C/(C + s), with heavy tails (Tolstikhin et al. 2018, section 4).</summary>
    /// <param name="c">C, a squared distance.</param>
    public static MmdKernel InverseMultiquadric(double c)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(c);
        return new InverseMultiquadricKernel(c);
    }

    /// <summary>Σ over kernels.</summary>
    public static MmdKernel Sum(params IReadOnlyList<MmdKernel> kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        return kernels.Count > 0 ? new SumKernel(kernels) : throw new ArgumentException("MmdKernel.Sum: no kernels are given.");
    }

    /// <summary>
    /// The sum of seven inverse multiquadric kernels with C = 2·D·variance times 0.1, 0.2, 0.5, 1, 2, 5 and 10, as Wasserstein autoencoders
    /// use it: 2·D·variance is the expected squared distance of two draws of N(0, variance) in D dimensions.
    /// </summary>
    /// <param name="width">D.</param>
    /// <param name="variance">Of the prior's elements.</param>
    public static MmdKernel MultiScale(int width, double variance = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return Sum([.. Scales.Select(scale => InverseMultiquadric(scale * 2 * width * variance))]);
    }

    private sealed class GaussianKernel(double lengthScale) : MmdKernel
    {
        public override double AtZero => 1;

        public override Tensor Of(Tensor squaredDistance) => (squaredDistance * (-0.5 / (lengthScale * lengthScale))).Exp();

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"e^(-s/(2·{lengthScale}²))");
    }

    private sealed class InverseMultiquadricKernel(double c) : MmdKernel
    {
        public override double AtZero => 1;

        public override Tensor Of(Tensor squaredDistance) => c / (c + squaredDistance);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{c}/({c} + s)");
    }

    private sealed class SumKernel(IReadOnlyList<MmdKernel> kernels) : MmdKernel
    {
        public override double AtZero => kernels.Sum(static k => k.AtZero);

        public override Tensor Of(Tensor squaredDistance)
        {
            Tensor sum = kernels[0].Of(squaredDistance);
            for (int i = 1; i < kernels.Count; i++)
                sum += kernels[i].Of(squaredDistance);
            return sum;
        }

        public override string ToString() => string.Join(" + ", kernels);
    }
}
