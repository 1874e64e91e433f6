using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>What objectives that wrap another share.</summary>
internal static class Composition
{
    /// <summary>The terms with factor·(penalty - bound) in the loss, and the penalty's measures.</summary>
    public static ObjectiveTerms Add(
        ObjectiveTerms terms, Penalty penalty, PenaltyTerms more, double factor, double bound, IReadOnlyList<Measure> measures)
    {
        if (more.Value.Shape.Count != 1)
            throw new ShapeException($"Penalty '{penalty.Name}': its value has shape {more.Value.Shape}; it must be one number.");
        Tensor value = more.Value.Reshape(Shape.Create([]));
        // A factor of zero leaves the penalty out of the backward traversal, where it may be the dearest part.
        Tensor loss = terms.Loss;
        if (factor != 0) loss += factor * (bound == 0 ? value : value - bound);
        Tensor? adversary = (terms.AdversaryLoss, more.AdversaryLoss) switch
        {
            ({ } a, { } b) => a + b,
            ({ } a, null) => a,
            (null, var b) => b,
        };
        return terms with
        {
            Loss = loss,
            AdversaryLoss = adversary,
            Measures =
            [
                .. terms.Measures,
                new Measure(penalty.Name, value.Item()),
                .. measures,
                .. more.Measures.Select(measure => measure with { Name = $"{penalty.Name}.{measure.Name}" }),
            ],
        };
    }

    /// <summary>Refuses two penalties of one name, whose measures and states could not be told apart.</summary>
    public static void ThrowIfRepeated(IReadOnlyList<Penalty> penalties)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Penalty penalty in penalties)
        {
            if (!names.Add(penalty.Name))
                throw new ArgumentException($"Two penalties are named '{penalty.Name}'; set Name on one of them, so that reports tell them apart.");
        }
    }
}
