using System.Globalization;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Discrete;

/// <summary>Choices at positions in an order, each given those before it: log p(z) = Σᵢ log softmax(lᵢ(z₁, ..., zᵢ₋₁)) at zᵢ.</summary>
/// <remarks>
/// The logits are those of a <see cref="MaskedNetwork"/>: all of them at once where z is known, one position after the other where it is drawn.
/// </remarks>
internal sealed class MaskedCategorical : Distribution
{
    private readonly Tensor[] _weights;
    private readonly Tensor[] _biases;
    private readonly double _temperature;

    public MaskedCategorical(int positions, int classes, Tensor[] weights, Tensor[] biases, double temperature = 1)
    {
        Positions = positions;
        Classes = classes;
        _weights = weights;
        _biases = biases;
        _temperature = temperature;
    }

    public int Positions { get; }

    public int Classes { get; }

    public override Shape BatchShape => [];

    public override Shape EventShape => [Positions, Classes];

    public override Support Support => Support.OneHot;

    public override GradientPath Gradient => GradientPath.ScoreFunction;

    public override Tensor LogProb(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Shape.Rank < 2 || value.Shape.Slice(value.Shape.Rank - 2, value.Shape.Rank) != EventShape)
            throw new ShapeException($"{Name}: a value of shape {value.Shape} has no event of shape {EventShape}.");
        Support.Check(value, Name);
        Shape lead = value.Shape.Slice(0, value.Shape.Rank - 2);
        Tensor flat = value.Reshape(lead.Count, Positions * Classes);
        Tensor chosen = (Logits(flat).LogSoftmax() * flat.Reshape(lead.Count, Positions, Classes)).Sum(-2, -1);
        return chosen.Reshape(lead);
    }

    public override Tensor Sample(Draws draws, Shape samples = default)
    {
        int rows = samples.Count;
        Tensor like = _biases[^1].Detach();
        Tensor nothing = like.Pass is { } pass ? pass.Full([rows, Classes], 0, like.DType) : Tensor.Zeros([rows, Classes], like.DType);
        Tensor[] drawn = new Tensor[Positions];
        Array.Fill(drawn, nothing);
        for (int i = 0; i < Positions; i++)
        {
            Tensor logits = Logits(Ops.Concat(drawn, axis: 1)).Slice(1, i, 1).Reshape(rows, Classes).Detach();
            Tensor noise = draws.Split(i.ToString(CultureInfo.InvariantCulture)).Gumbel(like, samples.Concat([Classes])).Reshape(rows, Classes);
            int[] chosen = (logits + noise).ArgMax(-1);
            drawn[i] = like.Pass is { } owner ? owner.OneHot(chosen, Classes, like.DType) : Ops.OneHot(chosen, Classes, like.DType);
        }

        return Ops.Stack(drawn, axis: 1).Reshape(samples.Concat(EventShape));
    }

    /// <summary>Logits are divided by the temperature.</summary>
    public override Distribution Tempered(double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return temperature == 1 ? this : new MaskedCategorical(Positions, Classes, _weights, _biases, _temperature * temperature);
    }

    public override Distribution Map(ParameterMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new MaskedCategorical(
            Positions, Classes, [.. _weights.Select(weight => map(weight, 2))], [.. _biases.Select(bias => map(bias, 1))], _temperature);
    }

    // [rows, positions·classes] -> [rows, positions, classes].
    private Tensor Logits(Tensor flat)
    {
        Tensor h = flat;
        for (int layer = 0; layer < _weights.Length; layer++)
            h = Ops.Linear(h, _weights[layer], _biases[layer], layer == _weights.Length - 1 ? Activation.None : Activation.Relu);
        Tensor logits = h.Reshape(flat.Shape[0], Positions, Classes);
        return _temperature == 1 ? logits : logits / _temperature;
    }
}
