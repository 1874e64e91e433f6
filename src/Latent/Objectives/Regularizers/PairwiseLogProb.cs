using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>Log-probabilities of every draw under every example's posterior: what estimates of the aggregated posterior are made of.</summary>
/// <remarks>
/// The number of terms is the batch size squared times the width of the code. The examples are the innermost axis: sums over them run along
/// memory and sums over the code's elements across it, which is some thirty times as fast as with the elements innermost.
/// </remarks>
internal static class PairwiseLogProb
{
    /// <summary>log q_d(z_i | x_j) of each element d of the code, [K, B, D, B].</summary>
    /// <exception cref="ArgumentException">The posterior does not factorise over the elements.</exception>
    public static Tensor Elements(Codes codes, Penalty penalty)
    {
        if (codes.Posterior is not ElementwiseDistribution posterior)
        {
            throw new ArgumentException(
                $"Penalty '{penalty.Name}': needs the marginals of each element of the code, and {codes.Posterior.Name} does not factorise over "
                + "them; use a diagonal posterior, such as Normal.");
        }

        return Elements(posterior, codes);
    }

    /// <summary>log q(z_i | x_j), [K, B, B].</summary>
    public static Tensor Whole(Codes codes)
    {
        if (codes.Posterior is ElementwiseDistribution posterior) return Elements(posterior, codes).Sum(2);
        // An axis of size 1 before the event meets the batch of posteriors.
        Shape events = codes.Posterior.EventShape;
        return codes.Posterior.LogProb(codes.Values.Reshape(Shape.Create([codes.Samples, codes.Count, 1]).Concat(events)));
    }

    private static Tensor Elements(ElementwiseDistribution posterior, Codes codes)
    {
        int count = codes.Count, width = posterior.EventShape.Count;
        // Of as many axes as before, so that the parameters mean the same to the family.
        Shape turned = Turned(posterior.EventAxes, width, count);
        var across = (ElementwiseDistribution)posterior.Map((parameter, _) =>
            parameter.BroadcastTo(posterior.Elements).Reshape(count, width).SwapAxes().Reshape(turned));
        Tensor values = codes.Values.Reshape(Shape.Create([codes.Samples, count]).Concat(Turned(posterior.EventAxes, width, 1)));
        return across.ElementLogProb(values).Reshape(codes.Samples, count, width, count);
    }

    // [..., width, count] of one axis more than the event has.
    private static Shape Turned(int eventAxes, int width, int count)
    {
        if (eventAxes == 0) return [count];
        Shape ones = [1, 1, 1, 1, 1, 1];
        return ones.Slice(0, eventAxes - 1).Concat([width, count]);
    }
}
