using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>A choice among C classes, as a number 0, ..., C - 1: log p(x) = log pₓ with p = softmax(l).</summary>
/// <remarks>
/// The same choice as a vector, which a network takes and whose gradient can be relaxed, is <see cref="OneHotCategorical"/>. A logit of -∞
/// is a class that never occurs.
/// </remarks>
public sealed class Categorical : ElementwiseDistribution, IEnumerableSupport
{
    /// <summary>The KL divergences from a categorical distribution known in closed form.</summary>
    internal static readonly KlRule[] KlRules =
        [KlRule.OfElements<Categorical, Categorical>("Σ pᵢ·(log pᵢ - log pᵢ′)", KlCategoricalCategorical)];

    private readonly Tensor _logits;
    private Tensor? _logProbs;

    private Categorical(Tensor logits, int eventAxes)
        : base(logits.Shape.Slice(0, logits.Shape.Rank - 1), eventAxes)
    {
        _logits = logits;
        Support = Support.Integers(Classes);
    }

    /// <summary>Unnormalised log-probabilities, batch + event + [C].</summary>
    public Tensor Logits => _logits;

    /// <summary>log p, batch + event + [C].</summary>
    public Tensor LogProbs => _logProbs ??= _logits.LogSoftmax();

    /// <summary>p, batch + event + [C].</summary>
    public Tensor Probs => LogProbs.Exp();

    /// <summary>C.</summary>
    public int Classes => _logits.Shape[-1];

    /// <inheritdoc/>
    public override Support Support { get; }

    /// <inheritdoc/>
    public override GradientPath Gradient => GradientPath.ScoreFunction;

    /// <summary>Σ i·pᵢ: the mean of the class's number, of use where the order of the classes means something.</summary>
    public override Tensor Mean => (Probs * Numbers()).Sum(-1);

    /// <inheritdoc/>
    public override Tensor Variance => (Probs * (Numbers() - (Probs * Numbers()).SumKeepingAxes(-1)).Square()).Sum(-1);

    /// <inheritdoc/>
    public int SupportSize => FiniteSet.Size(Classes, EventShape);

    /// <summary>From unnormalised log-probabilities.</summary>
    /// <param name="logits">batch + event + [C].</param>
    /// <param name="eventAxes">How many axes before the class axis are one event.</param>
    /// <exception cref="ShapeException">There is no class axis, or fewer axes before it than the event's.</exception>
    public static Categorical FromLogits(Tensor logits, int eventAxes = 0)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.Shape.Rank == 0 || logits.Shape[-1] == 0)
            throw new ShapeException($"Categorical: logits need a last axis of at least one class; they have shape {logits.Shape}.");
        return new Categorical(logits, Arguments.EventAxes("Categorical", logits.Shape.Without(-1), eventAxes));
    }

    /// <summary>From probabilities; they are normalised.</summary>
    /// <param name="probs">batch + event + [C].</param>
    /// <param name="eventAxes">How many axes before the class axis are one event.</param>
    /// <exception cref="ArgumentException">A probability is not positive.</exception>
    /// <exception cref="ShapeException">There is no class axis, or fewer axes before it than the event's.</exception>
    public static Categorical FromProbs(Tensor probs, int eventAxes = 0) =>
        FromLogits(Arguments.Positive("Categorical", "probabilities", probs).Log(), eventAxes);

    /// <inheritdoc/>
    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        Shape shape = samples.Concat(Elements);
        int[] chosen = Choose(_logits, draws, samples);
        Tensor value = Tensor.Allocate(_logits.Pass, _logits.Device, shape, _logits.DType);
        if (value.DType == DType.Float32) Array.ConvertAll(chosen, static c => (float)c).CopyTo(value.Writable<float>());
        else Array.ConvertAll(chosen, static c => (double)c).CopyTo(value.Writable<double>());
        return value;
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!Shape.TryBroadcast(value.Shape, Elements, out Shape full))
            throw new ShapeException($"Categorical: a value of shape {value.Shape} does not broadcast to batch {BatchShape} + event {EventShape}.");
        Tensor known = value.IsWeak ? value.Resolve(null, _logits.Device, _logits.DType) : value.Detach();
        double[] classes = (full == value.Shape ? known : known.BroadcastTo(full)).ToDoubles();
        int[] rows = Rows(full);
        bool missing = false;
        int[] at = new int[classes.Length];
        for (int i = 0; i < at.Length; i++)
        {
            missing |= double.IsNaN(classes[i]);
            at[i] = (rows[i] * Classes) + (double.IsNaN(classes[i]) ? 0 : (int)classes[i]);
        }

        Tensor logProb = LogProbs.Reshape(LogProbs.Shape.Count).Gather(0, at).Reshape(full);
        return missing ? logProb + (0.0 * known) : logProb;
    }

    /// <inheritdoc/>
    public override Tensor ElementEntropy() => -FiniteSet.Expect(LogProbs, LogProbs).Sum(-1);

    /// <inheritdoc/>
    public Tensor Enumerate() => FiniteSet.Enumerate(this, [.. Enumerable.Range(0, Classes)], _logits.DType);

    /// <inheritdoc/>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new Categorical(_logits / temperature, EventAxes);
    }

    /// <inheritdoc/>
    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        Tensor logits = map(_logits, EventAxes + 1);
        return ReferenceEquals(logits, _logits) ? this : new Categorical(logits, EventAxes);
    }

    /// <summary>One class per element and sample, row-major.</summary>
    /// <remarks>The largest of logits and Gumbel noise is a draw from the softmax (Gumbel 1954; Maddison et al. 2014).</remarks>
    internal static int[] Choose(Tensor logits, Draws draws, Shape samples) =>
        (logits.Detach() + draws.Gumbel(logits, samples.Concat(logits.Shape))).ArgMax(-1);

    private protected override ElementwiseDistribution WithEventAxes(int eventAxes) => new Categorical(_logits, eventAxes);

    private static Tensor KlCategoricalCategorical(Categorical q, Categorical p) => q.Classes == p.Classes
        ? FiniteSet.Expect(q.LogProbs, q.LogProbs - p.LogProbs).Sum(-1)
        : throw new ShapeException($"KL(Categorical || Categorical): q chooses among {q.Classes} classes, p among {p.Classes}; they must be as many.");

    private Tensor Numbers() => Tensor.From([.. Enumerable.Range(0, Classes).Select(static i => (double)i)], [Classes]).To(_logits.DType);

    // Which row of logits each element of the broadcast shape has.
    private int[] Rows(Shape full)
    {
        int count = Elements.Count;
        int[] rows = [.. Enumerable.Range(0, count)];
        if (full == Elements) return rows;
        if (full.Slice(full.Rank - Elements.Rank, full.Rank) == Elements) return [.. Enumerable.Range(0, full.Count).Select(i => i % count)];
        Tensor numbers = Tensor.From(Array.ConvertAll(rows, static i => (double)i), Elements);
        return Array.ConvertAll(numbers.BroadcastTo(full).ToDoubles(), static i => (int)i);
    }
}
