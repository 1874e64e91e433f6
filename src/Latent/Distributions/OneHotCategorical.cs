using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A choice among C classes, as a vector with a single 1: log p(x) = Σ xᵢ·log pᵢ with p = softmax(l).</summary>
/// <remarks>A logit of -∞ is a class that never occurs.</remarks>
public sealed class OneHotCategorical : Distribution, IEnumerableSupport
{
    /// <summary>The KL divergences from a categorical distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
        [KlRule.Of<OneHotCategorical, OneHotCategorical>("Σ pᵢ·(log pᵢ - log pᵢ′)", KlCategoricalCategorical)];

    private readonly Tensor _logits;
    private Tensor? _logProbs;

    private OneHotCategorical(Tensor logits)
    {
        _logits = logits;
    }

    /// <summary>Unnormalised log-probabilities, batch + [C].</summary>
    public Tensor Logits => _logits;

    /// <summary>log p, batch + [C].</summary>
    public Tensor LogProbs => _logProbs ??= _logits.LogSoftmax();

    /// <summary>p, batch + [C].</summary>
    public Tensor Probs => LogProbs.Exp();

    /// <summary>C.</summary>
    public int Classes => _logits.Shape[-1];

    /// <inheritdoc/>
    public override Shape BatchShape => _logits.Shape.Slice(0, _logits.Shape.Rank - 1);

    /// <inheritdoc/>
    public override Shape EventShape => [Classes];

    /// <inheritdoc/>
    public override Support Support => Support.OneHot;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <inheritdoc/>
    public override Tensor Mean => Probs;

    /// <inheritdoc/>
    public override Tensor Variance => Probs * (1.0 - Probs);

    /// <inheritdoc/>
    public int SupportSize => Classes;

    /// <summary>From unnormalised log-probabilities, batch + [C].</summary>
    /// <exception cref="ShapeException">There is no class axis.</exception>
    public static OneHotCategorical FromLogits(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return logits.Shape.Rank > 0 && logits.Shape[-1] > 0
            ? new OneHotCategorical(logits)
            : throw new ShapeException($"OneHotCategorical: logits need a last axis of at least one class; they have shape {logits.Shape}.");
    }

    /// <summary>From probabilities, batch + [C]; they are normalised.</summary>
    /// <exception cref="ArgumentException">A probability is not positive.</exception>
    public static OneHotCategorical FromProbs(Tensor probs) =>
        FromLogits(Arguments.Positive("OneHotCategorical", "probabilities", probs).Log());

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        // The largest of logits and Gumbel noise is a draw from the softmax (Gumbel 1954; Maddison et al. 2014).
        Tensor scores = _logits.Detach() + draws.Gumbel(_logits, samples.Concat(_logits.Shape));
        int[] chosen = scores.ArgMax(-1);
        Tensor oneHot = scores.Pass is { } pass ? pass.OneHot(chosen, Classes, scores.DType) : Ops.OneHot(chosen, Classes, scores.DType);
        return oneHot.Reshape(scores.Shape);
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        return FiniteSet.Chosen(value, LogProbs);
    }

    /// <inheritdoc/>
    public override Tensor Entropy() => -FiniteSet.Expect(LogProbs, LogProbs).Sum(-1);

    /// <inheritdoc/>
    public Tensor Enumerate() => Ops.OneHot([.. Enumerable.Range(0, Classes)], Classes, _logits.DType);

    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new OneHotCategorical(_logits / temperature);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, 1);
        return ReferenceEquals(logits, _logits) ? this : new OneHotCategorical(logits);
    }

    private static Tensor KlCategoricalCategorical(OneHotCategorical q, OneHotCategorical p) =>
        FiniteSet.Expect(q.LogProbs, q.LogProbs - p.LogProbs).Sum(-1);
}
