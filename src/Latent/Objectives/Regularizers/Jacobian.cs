using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>Squared norms of Jacobians whose rows do not see one another, as penalties that can be differentiated.</summary>
internal static class Jacobian
{
    /// <summary>
    /// The mean over rows of ‖∂outputᵢ/∂inputᵢ‖²_F: exact, by one backward traversal per element of an output, or estimated without bias by
    /// probes v of random signs, E‖vᵀJ‖² = ‖J‖²_F (Hutchinson 1990), one traversal each.
    /// </summary>
    /// <param name="output">[B, D], a function of <paramref name="input"/>, row by row.</param>
    /// <param name="input">[B, ...], tracked.</param>
    /// <param name="probes">How many probes; null for the exact norm.</param>
    /// <param name="key">The randomness of the probes.</param>
    /// <param name="createGraph">Whether the result is to be differentiated.</param>
    /// <returns>One element; null if the output does not depend on the input.</returns>
    public static Tensor? SquaredNorm(Tensor output, Tensor input, int? probes, RandomKey key, bool createGraph)
    {
        if (output.Node is null || input.Node is null) return null;
        Pass pass = input.Pass!;
        int rows = output.Shape[0], width = output.Shape[1];
        Tensor? sum = null;
        for (int i = 0; i < (probes ?? width); i++)
        {
            Tensor seen = probes is null ? output.Slice(1, i, 1) : output * Signs(i);
            Gradients gradients = pass.Backward(seen.Sum(), [input], createGraph);
            if (!gradients.TryGet(input, out Tensor? gradient)) return null;
            Tensor norm = gradient.Square().Sum();
            sum = sum is null ? norm : sum + norm;
        }

        return sum! * (1.0 / ((double)rows * (probes ?? 1)));

        Tensor Signs(int probe) => (2.0 * pass.Normal([rows, width], key.At(probe), output.DType).Greater(0.0)) - 1.0;
    }

    /// <summary>
    /// A value that needs gradients by inputs or codes: in the trace's own pass where that records, so that it can be differentiated again, else
    /// in a pass of its own, as a number.
    /// </summary>
    /// <param name="trace">The trace that was made.</param>
    /// <param name="penalty">Who asks.</param>
    /// <param name="evaluate">The value of a recording pass, a model, its batch, and whether to create a graph.</param>
    public static PenaltyTerms Evaluate(Trace trace, Penalty penalty, Func<Pass, LatentModel, Batch, bool, Tensor> evaluate)
    {
        if (trace.Model is not { } model || trace.Batch is not { } batch)
        {
            throw new ArgumentException(
                $"Penalty '{penalty.Name}': it differentiates the model by what it reads, and this trace has no batch, or was not made by LatentModel.Trace.");
        }

        if (trace.Pass.Records) return new PenaltyTerms(evaluate(trace.Pass, model, batch, true));
        using Pass own = Pass.Differentiation(trace.Pass.Key, trace.Pass.Device, trace.Pass.Step);
        Batch copy = batch;
        // A tensor belongs to its pass; a copy belongs to none.
        foreach (string name in batch.Names.ToArray()) copy = copy.With(name, batch[name].Clone(), batch.Mask(name)?.Clone());
        double value = evaluate(own, model, copy, false).Item();
        return new PenaltyTerms(trace.Pass.Full([], value, trace.DType));
    }
}
