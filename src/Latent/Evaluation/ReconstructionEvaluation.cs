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

/// <summary>How well a model gives back what it has encoded, without chance: every latent variable at the mean of its q.</summary>
/// <param name="Data">What the data is called.</param>
/// <param name="Examples">How many examples.</param>
/// <param name="Available">How many examples the data have: where they are more than <paramref name="Examples"/>, those are a random subset.</param>
/// <param name="LogLikelihood">log p(x | E_q[z]), all observed sites, in nats per example.</param>
/// <param name="SquaredError">
/// (1/D) Σ (x - E[x | E_q[z]])² over the D observed numbers of the first observed site, in the units the model sees; null where that site has
/// no mean or takes sequences.
/// </param>
public sealed record ReconstructionResult(string Data, int Examples, int Available, Estimate LogLikelihood, Estimate? SquaredError)
{
    /// <summary>log p(x | E_q[z]) of each example.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> LogLikelihoodPerExample { get; init; } = [];

    /// <summary>The squared error of each example; empty where it is not defined.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> SquaredErrorPerExample { get; init; } = [];
}

/// <summary>Encodes and decodes examples by means alone, so that models whose q was never trained are judged as fairly as others.</summary>
/// <remarks>
/// E_q[log p(x | z)], the bound's own term, draws z: of a model that was trained on <see cref="Objectives.Reconstruction"/> it says how wide a
/// q is that nobody has looked at.
/// </remarks>
public static class ReconstructionEvaluation
{
    /// <summary>Means over the examples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data, as the model sees it.</param>
    /// <param name="examples">How many examples, chosen at random by the key; 0 for all.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    /// <exception cref="EvaluationNotDefinedException">The model observes nothing, or a q has no mean.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the last batch.</exception>
    public static ReconstructionResult Run(LatentModel model, IDataset data, int examples, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        int available = data.Count;
        data = EvaluationData.Subset(data, examples, context, out _);
        List<double> scores = [];
        List<double>? errors = [];
        try
        {
            EvaluationData.ForEach(data, data.Count, context.RowsFor(data), context, "noise", (batch, pass, _) =>
            {
                Trace trace = model.Trace(pass, batch, TraceMode.Reconstruct);
                scores.AddRange(Scores(trace));
                if (errors is not null && Errors(trace, batch, data) is { } own) errors.AddRange(own);
                else errors = null;
            });
        }
        catch (Exception error) when (error is NotSupportedException or KeyNotFoundException)
        {
            throw new EvaluationNotDefinedException("Reconstruction", error.Message);
        }

        return new ReconstructionResult(data.Name, data.Count, available, Mean(scores), errors is { Count: > 0 } ? Mean(errors) : null)
        {
            LogLikelihoodPerExample = scores,
            SquaredErrorPerExample = errors ?? [],
        };
    }

    private static Estimate Mean(List<double> values)
    {
        RunningMoments moments = default;
        foreach (double value in values) moments.Add(value);
        return moments.Estimate;
    }

    private static double[] Scores(Trace trace)
    {
        double[]? sum = null;
        foreach (Site site in trace.ObservedSites)
        {
            double[] own = trace.LogLikelihood(site).ToDoubles();
            sum = sum is null ? own : [.. sum.Zip(own, static (a, b) => a + b)];
        }

        return sum ?? throw new EvaluationNotDefinedException("Reconstruction", "the model has no observed site");
    }

    private static double[]? Errors(Trace trace, Batch batch, IDataset data)
    {
        Site site = trace.ObservedSites.First();
        if (data.Has(site.Name) && data.Column(site.Name).IsSequence) return null;
        Tensor x = batch[site.Name];
        double[] values = x.ToDoubles(), means;
        try
        {
            Tensor mean = site.Prior.Mean;
            means = (mean.Shape == x.Shape ? mean : mean.BroadcastTo(x.Shape)).ToDoubles();
        }
        catch (Exception error) when (error is NotSupportedException or ShapeException)
        {
            return null; // a family without a mean, or one for each value that is enumerated
        }

        double[]? known = batch.Mask(site.Name) is { } mask && mask.Shape == x.Shape ? mask.ToDoubles() : null;
        double[] errors = new double[batch.Count];
        int width = values.Length / batch.Count;
        for (int i = 0; i < errors.Length; i++)
        {
            double sum = 0, count = 0;
            for (int j = i * width; j < (i + 1) * width; j++)
            {
                if (known is not null && known[j] == 0) continue;
                sum += (values[j] - means[j]) * (values[j] - means[j]);
                count++;
            }

            errors[i] = count == 0 ? 0 : sum / count;
        }

        return errors;
    }
}
