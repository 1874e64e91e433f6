using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// How the aggregated posterior q(z) = (1/N) Σₙ q(z | xₙ) of a data set of N examples is estimated from a batch of B, one of which made z.
/// </summary>
/// <remarks>T. Q. Chen, X. Li, R. Grosse, D. Duvenaud, "Isolating sources of disentanglement in VAEs", NeurIPS 2018, appendix C.</remarks>
public sealed class MinibatchSampling
{
    private readonly bool _stratified;

    private MinibatchSampling(bool stratified, long datasetSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(datasetSize);
        _stratified = stratified;
        DatasetSize = datasetSize;
    }

    /// <summary>N.</summary>
    public long DatasetSize { get; }

    /// <summary>
    /// Minibatch-weighted sampling: q(z) ≈ (1/(N·B)) Σⱼ q(z | xⱼ) (eq. 3 of the paper). The weights sum to 1/N, so each log q is too small
    /// by up to log N; the total correlation of D elements is up to (D - 1)·log N too large, with useful gradients all the same.
    /// </summary>
    public static MinibatchSampling Weighted(long datasetSize) => new(false, datasetSize);

    /// <summary>
    /// Minibatch-stratified sampling: q(z) ≈ (1/N)·q(z | xᵢ) + ((N - 1)/(N·(B - 1))) Σ_{j≠i} q(z | xⱼ) for z drawn from q(z | xᵢ). Unbiased
    /// for q(z), before the logarithm; exact where the batch is the data set. At least two examples.
    /// </summary>
    /// <remarks>
    /// The paper gives B - 2 of the others the weight 1/(B - 1) and one, whichever is last, (N - B + 1)/(N·(B - 1)); this is its mean over
    /// which of them is last: the same expectation, less variance, and exact for the whole data set, which the paper's form is not.
    /// </remarks>
    public static MinibatchSampling Stratified(long datasetSize) => new(true, datasetSize);

    /// <inheritdoc/>
    public override string ToString() => $"{(_stratified ? "stratified" : "weighted")} ({DatasetSize} examples)";

    /// <summary>The logarithms of the weights, which broadcast to [B, B]: row i for the draw of example i, column j for the posterior of j.</summary>
    internal Tensor LogWeights(Pass pass, int batch, DType dtype, Penalty penalty)
    {
        if (batch > DatasetSize)
        {
            throw new ArgumentException(
                $"Penalty '{penalty.Name}': a batch of {batch} examples cannot come from a data set of {DatasetSize}; give the size of the data set.");
        }

        double n = DatasetSize;
        if (!_stratified) return -Math.Log(n * batch);
        if (batch == DatasetSize) return -Math.Log(n);
        if (batch < 2)
            throw new ArgumentException($"Penalty '{penalty.Name}': stratified sampling needs a batch of at least two examples; it has {batch}.");
        Tensor weights = pass.Full([batch, batch], Math.Log((n - 1) / (n * (batch - 1))), dtype);
        for (int i = 0; i < batch; i++)
        {
            if (dtype == DType.Float32) weights.Writable<float>()[(i * batch) + i] = (float)-Math.Log(n);
            else weights.Writable<double>()[(i * batch) + i] = -Math.Log(n);
        }

        return weights;
    }
}
