using System.Text.Json.Serialization;
using Latent.Distributions;
using Latent.Json;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Likelihoods;

/// <summary>Whose the scale of a likelihood is: a Gaussian's standard deviation, for one.</summary>
[JsonConverter(typeof(KebabNames<LikelihoodScale>))]
public enum LikelihoodScale
{
    /// <summary>A number that is given.</summary>
    Fixed,

    /// <summary>One number for all elements, learned.</summary>
    Shared,

    /// <summary>The decoder's, for every element of every example.</summary>
    PerElement,
}

/// <summary>What a decoder's means pass through.</summary>
[JsonConverter(typeof(KebabNames<MeanRange>))]
public enum MeanRange
{
    /// <summary>Any number.</summary>
    Real,

    /// <summary>Between 0 and 1, by the logistic function.</summary>
    Unit,
}

/// <summary>A location and a scale, as the likelihoods of that form have them: the heads, the parameter, and the floor of the scale.</summary>
internal sealed class LocationAndScale
{
    private readonly LikelihoodScale _whose;
    private readonly double _given;
    private readonly double _least;
    private readonly MeanRange _range;
    private readonly Parameter? _shared;

    /// <summary>Checks the numbers and makes the parameter of a shared scale.</summary>
    /// <param name="kind">The likelihood, for messages.</param>
    /// <param name="scope">Where <c>log_scale</c> [1] is made.</param>
    /// <param name="whose">Whose the scale is.</param>
    /// <param name="option">The name of the next option.</param>
    /// <param name="given">The scale that is fixed, or that a shared one starts from.</param>
    /// <param name="least">The least one.</param>
    /// <param name="range">What means pass through.</param>
    public LocationAndScale(string kind, ParameterScope scope, LikelihoodScale whose, string option, double given, double least, MeanRange range)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (!(given > 0 && double.IsFinite(given))) throw new ArgumentException($"{kind}: {option} is {given}; a scale is a positive number.");
        // Nothing is learned of a fixed scale, and so there is no floor.
        if (whose != LikelihoodScale.Fixed && !(least > 0 && least < given))
            throw new ArgumentException($"{kind}: the least {option} is {least}; it is positive and below {option}, {given}.");
        _whose = whose;
        _given = Math.Log(given);
        _least = Math.Log(least);
        _range = range;
        if (whose == LikelihoodScale.Shared) _shared = scope.Parameter("log_scale", [1], Initializer.Constant(Unfloored(_given)));
    }

    /// <summary>What a decoder computes.</summary>
    public IReadOnlyList<Head> Heads => _whose == LikelihoodScale.PerElement ? [new Head("mean"), new Head("log_scale")] : [new Head("mean")];

    /// <summary>The first head where the mean is a given one.</summary>
    public Func<double, double> HeadOfMean => _range == MeanRange.Unit ? LikelihoodConfig.Logit : static mean => mean;

    /// <summary>The location and the logarithm of the scale, which broadcast.</summary>
    public (Tensor Mean, Tensor LogScale) Of(Pass pass, IReadOnlyList<Tensor> heads)
    {
        Tensor mean = _range == MeanRange.Unit ? heads[0].Sigmoid() : heads[0];
        Tensor logScale = _whose switch
        {
            LikelihoodScale.Fixed => pass.Full([1], _given, mean.DType),
            LikelihoodScale.Shared => Floored(pass[_shared!]),
            // A layer's first outputs are near 0: they mean the scale that is given.
            _ => Floored(heads[1] + Unfloored(_given)),
        };
        return (mean, logScale);
    }

    // floor + log(1 + e^(h - floor)): h where it is far above the floor, and a gradient everywhere.
    private Tensor Floored(Tensor h) => (h - _least).Softplus() + _least;

    private double Unfloored(double logScale)
    {
        double above = logScale - _least;
        return logScale + Math.Log(-double.ExpM1(-above));
    }
}
