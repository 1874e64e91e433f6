using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The logarithm of a relaxed choice among C classes: y with Σ e^yᵢ = 1. What to sample and score; e^y is what a network takes.</summary>
/// <remarks>
/// log p(y) = log (C - 1)! + (C - 1)·log τ + Σ log softmax(l - τ·y)ᵢ, a density on the surface Σ e^yᵢ = 1 by its measure
/// dy₁⋯dy_(C-1)/e^(y_C), which treats all components alike. A sample is log softmax((l + g)/τ) with Gumbel noise g. It loses nothing where
/// <see cref="RelaxedOneHotCategorical"/>, the same variable as a vector of the simplex, has components below the smallest number.
/// Maddison, Mnih and Teh, "The Concrete distribution", ICLR 2017, appendix C.3.
/// </remarks>
public sealed class ExpRelaxedOneHotCategorical : Distribution
{
    private readonly Tensor _logits;
    private readonly Tensor _temperature;

    private ExpRelaxedOneHotCategorical(Tensor logits, Tensor temperature)
    {
        _logits = logits;
        _temperature = temperature;
    }

    /// <summary>Unnormalised log-probabilities of the choice, batch + [C].</summary>
    public Tensor Logits => _logits;

    /// <summary>τ; broadcasts against the batch.</summary>
    public Tensor Temperature => _temperature;

    /// <summary>C.</summary>
    public int Classes => _logits.Shape[-1];

    /// <inheritdoc/>
    public override Shape BatchShape => _logits.Shape.Slice(0, _logits.Shape.Rank - 1);

    /// <inheritdoc/>
    public override Shape EventShape => [Classes];

    /// <inheritdoc/>
    public override Support Support => Support.LogSimplex;

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.Pathwise;

    /// <summary>From unnormalised log-probabilities and the temperature.</summary>
    /// <param name="logits">l, batch + [C] with at least two classes.</param>
    /// <param name="temperature">τ &gt; 0; broadcasts against the batch. At most 1/(C - 1), the density has no mode inside the simplex.</param>
    /// <exception cref="ShapeException">There is no class axis, or the temperature does not broadcast against the batch.</exception>
    /// <exception cref="ArgumentException">A temperature is not positive.</exception>
    public static ExpRelaxedOneHotCategorical FromLogits(Tensor logits, Tensor temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.Shape.Rank == 0 || logits.Shape[-1] < 2)
        {
            throw new ShapeException(
                $"Relaxed one-hot categorical: logits need a last axis of at least two classes; they have shape {logits.Shape}.");
        }

        Relaxation.Broadcast("Relaxed one-hot categorical", ref logits, ref temperature);
        return new ExpRelaxedOneHotCategorical(logits, temperature);
    }

    /// <summary>From probabilities of the choice, which are normalised.</summary>
    /// <inheritdoc cref="FromLogits"/>
    /// <param name="probs">batch + [C], positive.</param>
    /// <param name="temperature">τ.</param>
    public static ExpRelaxedOneHotCategorical FromProbs(Tensor probs, Tensor temperature) =>
        FromLogits(Arguments.Positive("Relaxed one-hot categorical", "probabilities", probs).Log(), temperature);

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default) => Relaxation.Scores(_logits, _temperature, draws, samples).LogSoftmax();

    /// <inheritdoc/>
    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Support.Check(value, Name);
        return Density(value);
    }

    /// <summary>The choice sharpened or flattened: logits are divided by the number, τ stays.</summary>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new ExpRelaxedOneHotCategorical(_logits / temperature, _temperature);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, 1), temperature = map(_temperature, 0);
        return ReferenceEquals(logits, _logits) && ReferenceEquals(temperature, _temperature)
            ? this
            : new ExpRelaxedOneHotCategorical(logits, temperature);
    }

    /// <summary>log p(y), unchecked.</summary>
    internal Tensor Density(Tensor y)
    {
        // Σ log softmax is l - τy summed, less C times their log-sum-exp: one sweep, and no difference of large numbers.
        Tensor terms = (_logits - (Relaxation.PerClass(_temperature) * y)).LogSoftmax().Sum(-1);
        return terms + (((Classes - 1.0) * _temperature.Log()) + SpecialMath.LogGamma((double)Classes));
    }
}
