using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>What scalar families over finitely many numbers have in common: enumeration, and moments as sums over all values.</summary>
internal static class FiniteSet
{
    private const int Most = 1 << 16;

    /// <summary>How many events there are; <see cref="int.MaxValue"/> if more than 2¹⁶.</summary>
    public static int Size(int values, Shape eventShape)
    {
        long size = 1;
        for (int i = 0; i < eventShape.Count; i++)
        {
            size *= values;
            if (size > Most) return int.MaxValue;
        }

        return (int)size;
    }

    /// <summary>All events whose elements take the values, [size] + event; the last element changes first.</summary>
    public static Tensor Enumerate(Distribution distribution, ReadOnlySpan<double> values, DType dtype)
    {
        Shape eventShape = distribution.EventShape;
        int size = Size(values.Length, eventShape), width = eventShape.Count;
        if (size == int.MaxValue)
            throw new NotSupportedException($"{distribution}: {values.Length}^{width} values are too many to enumerate; at most 2^16.");
        double[] all = new double[size * width];
        for (int i = 0; i < size; i++)
        {
            int rest = i;
            for (int j = width - 1; j >= 0; j--)
            {
                all[(i * width) + j] = values[rest % values.Length];
                rest /= values.Length;
            }
        }

        return Tensor.From(all, Shape.Create([size]).Concat(eventShape)).To(dtype);
    }

    /// <summary>0, ..., count - 1 as values of a family whose elements are one axis, [count, 1].</summary>
    public static Tensor Integers(int count, DType dtype) => Column([.. Enumerable.Range(0, count)], dtype);

    /// <summary>Numbers as values of a family whose elements are one axis, [count, 1].</summary>
    public static Tensor Column(double[] values, DType dtype) => Tensor.From(values, [values.Length, 1]).To(dtype);

    /// <summary>E[x] of each element of a family over a few numbers.</summary>
    /// <param name="flat">The family with its elements as one axis, [n].</param>
    /// <param name="values">The numbers, [count, 1].</param>
    public static Tensor Mean(ElementwiseDistribution flat, Tensor values) => (flat.ElementLogProb(values).Exp() * values).Sum(0);

    /// <summary>E[(x - E[x])²] of each element.</summary>
    /// <inheritdoc cref="Mean"/>
    public static Tensor Variance(ElementwiseDistribution flat, Tensor values)
    {
        Tensor probs = flat.ElementLogProb(values).Exp();
        return (probs * (values - (probs * values).SumKeepingAxes(0)).Square()).Sum(0);
    }

    /// <summary>-Σ p log p of each element.</summary>
    /// <inheritdoc cref="Mean"/>
    public static Tensor Entropy(ElementwiseDistribution flat, Tensor values)
    {
        Tensor logProbs = flat.ElementLogProb(values);
        return -Expect(logProbs, logProbs).Sum(0);
    }

    /// <summary>Σ xᵢ·log pᵢ over the last axis, where 0·log 0 is 0: the log-probability of a vector with a single 1, differentiable by it.</summary>
    /// <remarks>
    /// The mask is by log p, not by x: the gradient by an element of x that is 0 is log p of that class, which a straight-through estimator
    /// needs. Of a class that cannot occur it is 0 instead of -∞.
    /// </remarks>
    public static Tensor Chosen(Tensor value, Tensor logProbs)
    {
        Tensor possible = logProbs.Greater(double.NegativeInfinity);
        Tensor impossible = (value.IsWeak ? value : value.Detach()).Where(double.NegativeInfinity, 0.0);
        return possible.Where(value * possible.Where(logProbs, 0.0), impossible).Sum(-1);
    }

    /// <summary>e^w·x, and 0 where e^w is 0, also against an infinite x.</summary>
    public static Tensor Expect(Tensor logWeights, Tensor x)
    {
        Tensor weights = logWeights.Exp();
        return weights * weights.Where(x, 0.0);
    }
}
