using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>How reconstructions are judged.</summary>
public sealed record ReconstructionOptions
{
    /// <summary>How many examples, chosen at random by the key; 0 for all.</summary>
    public int Examples { get; set; }
}

/// <summary>What a model makes of the means of its codes.</summary>
/// <param name="Data">What the data is called.</param>
/// <param name="Examples">How many examples.</param>
/// <param name="LogLikelihood">
/// log p(x | z = E_q[z]), all observed sites, in nats per example: the objective of an autoencoder, and no bound on log p(x).
/// </param>
/// <param name="SquaredError">
/// (x - E[x | z])², mean over the elements of the first observed site that are known, in the units of the data as the model sees them, squared.
/// Null where the likelihood has no mean.
/// </param>
public sealed record ReconstructionResult(string Data, int Examples, Estimate LogLikelihood, Estimate? SquaredError)
{
    /// <summary>How many examples the data have: where they are more than <see cref="Examples"/>, those are a random subset.</summary>
    public int Available { get; init; } = Examples;

    /// <summary>log p(x | z = E_q[z]) of each example in nats, in their order: with one key the same examples for every model.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> LogLikelihoodPerExample { get; init; } = [];

    /// <summary>The squared error of each example of which anything is known; empty where the likelihood has no mean.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> SquaredErrorPerExample { get; init; } = [];
}

/// <summary>Judges reconstructions from the means of q, for any model: what is defined for a deterministic autoencoder and a VAE alike.</summary>
public static class ReconstructionEvaluation
{
    /// <summary>Means over the examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data, as the model sees it.</param>
    /// <param name="options">How many examples.</param>
    /// <param name="context">Randomness of the data, device and cancellation.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the last batch.</exception>
    public static ReconstructionResult Run(LatentModel model, IDataset data, ReconstructionOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        int available = data.Count;
        data = EvaluationData.Subset(data, options.Examples, context);
        List<double> likelihoods = [], errors = [];
        bool hasMean = true;
        EvaluationData.ForEach(data, data.Count, context.RowsFor(data), context, "noise", (batch, pass, _) =>
        {
            Trace trace = model.Trace(pass, batch, TraceMode.Reconstruct);
            Tensor? sum = null;
            foreach (Site site in trace.ObservedSites)
            {
                Tensor term = trace.LogLikelihood(site);
                sum = sum is null ? term : sum + term;
            }

            if (sum is null) throw new EvaluationNotDefinedException("Reconstruction", "the model observes nothing");
            likelihoods.AddRange(sum.Mean(0).ToDoubles());
            hasMean = hasMean && AddErrors(trace, batch, errors);
        });
        return new ReconstructionResult(data.Name, data.Count, RunningMoments.Of([.. likelihoods]).Estimate,
            hasMean ? RunningMoments.Of([.. errors]).Estimate : null)
        {
            Available = available,
            LogLikelihoodPerExample = likelihoods,
            SquaredErrorPerExample = hasMean ? errors : [],
        };
    }

    // Mean squared error of each example; false where the likelihood has no mean of the data's shape.
    private static bool AddErrors(Trace trace, Batch batch, List<double> errors)
    {
        Site site = trace.ObservedSites.First();
        Tensor x = batch[site.Name];
        Tensor mean;
        try
        {
            mean = site.Prior.Mean;
        }
        catch (NotSupportedException)
        {
            return false;
        }

        if (mean.Shape != x.Shape) return false;
        double[] values = x.ToDoubles(), made = mean.ToDoubles();
        double[]? known = batch.Mask(site.Name) is { } mask && mask.Shape == x.Shape ? mask.ToDoubles() : null;
        int size = values.Length / batch.Count;
        for (int i = 0; i < batch.Count; i++)
        {
            double sum = 0, count = 0;
            for (int j = i * size; j < (i + 1) * size; j++)
            {
                if (known is not null && known[j] == 0) continue;
                sum += (values[j] - made[j]) * (values[j] - made[j]);
                count++;
            }

            if (count > 0) errors.Add(sum / count);
        }

        return true;
    }
}
