using Latent.Models;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Objectives.Constraints;

/// <summary>What a batch knows of an attribute y.</summary>
/// <param name="Values">y of the examples that have one, [n, ...], a constant.</param>
/// <param name="Known">Their places in the batch; null if all have one.</param>
internal sealed record Attribute(Tensor Values, int[]? Known)
{
    public static Attribute Of(Trace trace, string name, Penalty penalty)
    {
        // Labels often come in another precision than the model.
        Tensor values = trace.Observed(name).Detach().To(trace.DType);
        if (trace.MaskOf(name) is not { } mask) return new Attribute(values, null);
        if (mask.Shape != Shape.Create([trace.Count]))
        {
            throw new ArgumentException(
                $"Penalty '{penalty.Name}': the mask of '{name}' has shape {mask.Shape}; an attribute is known or not for whole examples, [{trace.Count}].");
        }

        double[] known = mask.ToDoubles();
        int[] rows = [.. Enumerable.Range(0, known.Length).Where(i => known[i] != 0)];
        if (rows.Length == 0)
            throw new ArgumentException($"Penalty '{penalty.Name}': '{name}' is known for no example of the batch; take batches that have some.");
        return new Attribute(values.Gather(0, rows), rows);
    }

    /// <summary>1 where two examples have equal values, [n, n].</summary>
    public Tensor SameClass()
    {
        int count = Values.Shape[0], width = Values.Shape.Count / count;
        Tensor equal = Values.Reshape(count, 1, width).EqualTo(Values.Reshape(1, count, width));
        return width == 1 ? equal.Reshape(count, count) : equal.Min(-1);
    }

    /// <summary>The entropy of the classes' frequencies in nats, from how many examples are of each one's class, [n].</summary>
    public double Entropy(Tensor sizes) => Math.Log(Values.Shape[0]) - sizes.Log().Mean().Item();
}
