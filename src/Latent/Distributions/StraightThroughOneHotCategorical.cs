using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// A choice among C classes whose samples are vectors with a single 1, while their gradient is that of the relaxed choice: hard forward,
/// soft backward. The gradient is biased; a lower temperature has less bias and more variance.
/// </summary>
/// <remarks>
/// A sample is one_hot(argmax s) with the gradient of softmax(s/τ), s = l + Gumbel noise. Its log-probability, entropy and divergences are
/// those of <see cref="OneHotCategorical"/>, so that an ELBO with it is that of the discrete variable. Jang, Gu and Poole, "Categorical
/// reparameterization with Gumbel-softmax", ICLR 2017, section 2.2.
/// </remarks>
public sealed class StraightThroughOneHotCategorical : Distribution, IEnumerableSupport
{
    /// <summary>The KL divergences in closed form: those of the choice itself.</summary>
    internal static readonly KlRule[] KlRules =
    [
        KlRule.Of<StraightThroughOneHotCategorical, OneHotCategorical>("Σ pᵢ·(log pᵢ - log pᵢ′)", (q, p) => Kl.Divergence(q.Choice, p)),
        KlRule.Of<StraightThroughOneHotCategorical, StraightThroughOneHotCategorical>(
            "Σ pᵢ·(log pᵢ - log pᵢ′)", (q, p) => Kl.Divergence(q.Choice, p.Choice)),
    ];

    private readonly Tensor _temperature;

    private StraightThroughOneHotCategorical(OneHotCategorical choice, Tensor temperature)
    {
        Choice = choice;
        _temperature = temperature;
    }

    /// <summary>The choice without the gradient.</summary>
    public OneHotCategorical Choice { get; }

    /// <summary>Unnormalised log-probabilities, batch + [C].</summary>
    public Tensor Logits => Choice.Logits;

    /// <summary>τ of the backward direction; broadcasts against the batch.</summary>
    public Tensor Temperature => _temperature;

    /// <inheritdoc/>
    public override Shape BatchShape => Choice.BatchShape;

    /// <inheritdoc/>
    public override Shape EventShape => Choice.EventShape;

    /// <inheritdoc/>
    public override Support Support => Support.OneHot;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.StraightThrough;

    /// <inheritdoc/>
    public override Tensor Mean => Choice.Mean;

    /// <inheritdoc/>
    public override Tensor Variance => Choice.Variance;

    /// <inheritdoc/>
    public int SupportSize => Choice.SupportSize;

    /// <summary>From unnormalised log-probabilities, batch + [C], and the temperature of the gradient.</summary>
    /// <param name="logits">l.</param>
    /// <param name="temperature">τ &gt; 0; broadcasts against the batch.</param>
    /// <exception cref="ShapeException">There is no class axis, or the temperature does not broadcast against the batch.</exception>
    /// <exception cref="ArgumentException">A temperature is not positive.</exception>
    public static StraightThroughOneHotCategorical FromLogits(Tensor logits, Tensor temperature)
    {
        _ = OneHotCategorical.FromLogits(logits);
        Relaxation.Broadcast("StraightThroughOneHotCategorical", ref logits, ref temperature);
        return new StraightThroughOneHotCategorical(OneHotCategorical.FromLogits(logits), temperature);
    }

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Tensor scores = Relaxation.Scores(Logits, _temperature, draws, samples);
        int[] chosen = scores.ArgMax(-1);
        Tensor hard = scores.Pass is { } pass ? pass.OneHot(chosen, Choice.Classes, scores.DType) : Ops.OneHot(chosen, Choice.Classes, scores.DType);
        Tensor soft = scores.Softmax();
        // The difference is exactly 0 and carries the gradient.
        return hard.Reshape(scores.Shape) + (soft - soft.Detach());
    }

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        return FiniteSet.Chosen(value, Choice.LogProbs);
    }

    /// <inheritdoc/>
    public override Tensor Entropy() => Choice.Entropy();

    /// <inheritdoc/>
    public Tensor Enumerate() => Choice.Enumerate();

    /// <summary>The choice sharpened or flattened: logits are divided by the number, τ stays.</summary>
    public override Distribution Tempered(double temperature) =>
        temperature == 1 ? this : new StraightThroughOneHotCategorical((OneHotCategorical)Choice.Tempered(temperature), _temperature);

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var choice = (OneHotCategorical)Choice.Map(map);
        Tensor temperature = map(_temperature, 0);
        return ReferenceEquals(choice, Choice) && ReferenceEquals(temperature, _temperature)
            ? this
            : new StraightThroughOneHotCategorical(choice, temperature);
    }
}
