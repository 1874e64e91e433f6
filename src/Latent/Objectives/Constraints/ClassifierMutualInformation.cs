using Latent.Distributions;
using Latent.Models;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Objectives.Constraints;

/// <summary>A lower bound on I(z; y) by a second player that guesses y from the code: H(y) + E log r(y | z), for any y that r has a density for.</summary>
/// <remarks>
/// <para>
/// I(z; y) = H(y) + E log r(y | z) + E KL(q(y | z) ‖ r(y | z)) (Barber and Agakov 2003): the better r guesses, the closer. r is trained by
/// its own optimiser on -E log r(y | z) with codes as constants, <see cref="ObjectiveTerms.AdversaryLoss"/>; give it more or larger steps
/// than the model. A bound that the estimate keeps is kept by the mutual information only so far as r has learned to guess: to hold this
/// estimate down is to hide y from r, which another classifier may still find.
/// </para>
/// <para>
/// y may be discrete, such as a <see cref="OneHotCategorical"/>, or continuous, such as a <see cref="Normal"/>; entropies then are
/// differential and H(y) must be given. Examples whose y is masked are left out. D. Barber, F. Agakov, "The IM algorithm: a variational
/// approach to information maximization", NeurIPS 2003.
/// </para>
/// </remarks>
public sealed class ClassifierMutualInformation : Penalty
{
    private readonly string _attribute;
    private readonly Func<Pass, Tensor, Distribution> _classifier;

    /// <summary>The bound by a classifier.</summary>
    /// <param name="attribute">The name of y in the batch.</param>
    /// <param name="classifier">r(y | z): from codes [n, event] to n distributions of y.</param>
    /// <param name="parameters">What the classifier learns.</param>
    public ClassifierMutualInformation(string attribute, Func<Pass, Tensor, Distribution> classifier, IReadOnlyList<Parameter> parameters)
        : base("mutual-information")
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0) throw new ArgumentException("ClassifierMutualInformation: the classifier has no parameters; it could not learn.");
        _attribute = attribute;
        _classifier = classifier;
        AdversaryParameters = parameters;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> AdversaryParameters { get; }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <summary>
    /// H(y) in nats. By default, for discrete y, that of the frequencies in the batch, which is too small by about (classes - 1)/(2B).
    /// </summary>
    public double? AttributeEntropy { get; init; }

    /// <inheritdoc/>
    /// <remarks>Measures: <c>attribute-entropy</c> H(y) in nats.</remarks>
    /// <exception cref="ArgumentException">y is continuous and H(y) is not given, or y is known for no example.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        Codes codes = Codes.Of(trace, Site, this);
        Attribute attribute = Attribute.Of(trace, _attribute, this);
        if (attribute.Known is { } known) codes = codes.Take(known);
        Tensor values = codes.Samples == 1 ? attribute.Values : attribute.Values.Tile(0, codes.Samples);
        Distribution r;
        Tensor guess;
        // The model's gradient passes through the classifier and leaves it alone.
        using (trace.Pass.Freeze()) guess = Score(codes.Values, out r);
        double entropy = AttributeEntropy ?? (r.Support.IsDiscrete
            ? attribute.Entropy(attribute.SameClass().Sum(1))
            : throw new ArgumentException(
                $"Penalty '{Name}': {r.Name} is a density, so H(y) must be given by AttributeEntropy, the differential entropy of y."));
        return new PenaltyTerms(guess + entropy)
        {
            AdversaryLoss = -Score(codes.Values.Detach(), out _),
            Measures = [new Measure("attribute-entropy", entropy)],
        };

        Tensor Score(Tensor z, out Distribution guessed)
        {
            guessed = _classifier(trace.Pass, z);
            Tensor logProb = guessed.LogProb(values);
            return logProb.Shape == Shape.Create([codes.Rows])
                ? logProb.Mean()
                : throw new ShapeException(
                    $"Penalty '{Name}': log r(y | z) has shape {logProb.Shape} for {codes.Rows} codes and y of shape {values.Shape}; it must have one "
                    + "number per code. Give r as many event axes as y has beside its first.");
        }
    }
}
