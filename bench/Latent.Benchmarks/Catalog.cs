using Latent.Benchmarks.Cases;

namespace Latent.Benchmarks;

/// <summary>Every case, in the order of the table.</summary>
internal static class Catalog
{
    public static IEnumerable<Case> All =>
    [
        .. MatrixCases.All,
        .. TrainingCases.All,
        .. EpochCases.All,
        .. ConvolutionCases.All,
        .. RecurrentCases.All,
        .. LayerCases.All,
        .. FusedCases.All,
        .. PenaltyCases.All,
        .. OperationCases.All,
        .. RandomCases.All,
        .. TrainingCases.Sweeps,
    ];
}
