using Latent.Data;
using Latent.Models;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Objectives;

/// <summary>What an objective is made with beside its settings.</summary>
/// <param name="Model">The model it will train.</param>
/// <param name="StepsPerEpoch">How long an epoch is, for schedules that count these.</param>
/// <param name="Examples">How many examples the training set has.</param>
/// <param name="Scope">Where parameters of the objective's own are made, those of a second player among them.</param>
public sealed record ObjectiveContext(LatentModel Model, long StepsPerEpoch, int Examples, ParameterScope Scope)
{
    /// <summary>
    /// What an example of the data consists of, as the model sees it; null where settings are looked at before there is data, so that columns
    /// and codes are not.
    /// </summary>
    public IReadOnlyList<DataColumn>? Columns { get; init; }

    /// <summary>The column of a name; null where there is no data yet.</summary>
    /// <exception cref="ArgumentException">There is data, and it has no such column.</exception>
    public DataColumn? Column(string name) => Columns is null
        ? null
        : Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal)) ?? throw new ArgumentException(
            $"the data has no column '{name}'; it has: {string.Join(", ", Columns.Select(static column => column.Name))}.");

    /// <summary>The shape of a latent site's values; [1] where there is no data yet.</summary>
    /// <param name="site">The site; null for the only latent one.</param>
    /// <exception cref="ArgumentException">There is no such site, or there are several and none is named.</exception>
    public Shape CodeShape(string? site)
    {
        if (Example() is not { } example) return [1];
        using Pass pass = Pass.Evaluation();
        Trace trace = Model.Trace(pass, example, TraceMode.Encode);
        try
        {
            return Codes.SiteOf(trace, site, "the penalty").Prior.EventShape;
        }
        catch (KeyNotFoundException error)
        {
            throw new ArgumentException(error.Message, nameof(site), error);
        }
    }

    /// <summary>Two examples of zeros, by which the shapes and the graph of the model are seen; null where there is no data yet.</summary>
    internal Batch? Example()
    {
        if (Columns is not { Count: > 0 } columns) return null;
        Batch? batch = null;
        foreach (DataColumn column in columns)
        {
            Shape two = [2];
            Tensor zeros = Tensor.Zeros(two.Concat(column.Shape), column.Type);
            batch = batch is null ? Batch.Of(column.Name, zeros) : batch.With(column.Name, zeros);
        }

        return batch;
    }
}
