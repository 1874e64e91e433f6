using Latent.Reporting;

namespace Latent.Evaluation.Pictures;

/// <summary>Samples, and the training example that is nearest to each: whether a model has learnt by heart shows here first.</summary>
/// <param name="Sheet">Samples, and below each its neighbour.</param>
/// <param name="Rows">Which training example is nearest to each sample; of equals the first.</param>
/// <param name="Distances">How far it is: √Σ(x − x')² in the data's own numbers.</param>
public sealed record NeighbourSheet(Picture Sheet, IReadOnlyList<int> Rows, IReadOnlyList<double> Distances)
{
    /// <summary>Sample, neighbour and distance.</summary>
    public ReportTable ToTable()
    {
        ReportTable table = new("sample", "nearest training example", "distance");
        for (int i = 0; i < Rows.Count; i++)
            table = table.Row(i, Rows[i], Distances[i]);
        return table;
    }
}
