using Latent.Tensors;

namespace Latent.Networks;

/// <summary>One direction of one layer of a recurrent network, its parameters named as PyTorch's are.</summary>
internal sealed class RecurrentLayer
{
    private readonly RecurrentCell _cell;
    private readonly bool _reverse;
    private readonly Parameter _weightInput;
    private readonly Parameter _weightHidden;
    private readonly Parameter _biasInput;
    private readonly Parameter _biasHidden;

    /// <summary>
    /// Makes <c>weight_ih_l0</c> [gates·H, inputs], <c>weight_hh_l0</c> [gates·H, H], <c>bias_ih_l0</c>, <c>bias_hh_l0</c>; names of a reverse one end
    /// in <c>_reverse</c>.
    /// </summary>
    public RecurrentLayer(ParameterScope scope, RecurrentConfig config, int layer, int inputs, bool reverse = false)
    {
        _cell = config.Cell;
        _reverse = reverse;
        int hidden = config.Hidden, width = (_cell == RecurrentCell.Gru ? 3 : 4) * hidden;
        string end = $"_l{Sizes.Index(layer)}{(reverse ? "_reverse" : "")}";
        InitializerConfig first = config.Initialization;
        _weightInput = scope.Parameter("weight_ih" + end, [width, inputs], first.Weight(hidden));
        _weightHidden = scope.Parameter("weight_hh" + end, [width, hidden], first.Weight(hidden));
        _biasInput = scope.Parameter("bias_ih" + end, [width], first.Bias(hidden));
        _biasHidden = scope.Parameter("bias_hh" + end, [width], first.Bias(hidden));
    }

    /// <summary>x [T, rows, inputs] -> [T, rows, H] and the last states.</summary>
    public RecurrentResult Forward(Pass pass, Tensor x, Tensor? initial, Tensor? initialCell, ReadOnlySpan<int> lengths) => _cell == RecurrentCell.Gru
        ? Ops.Gru(x, initial, pass[_weightInput], pass[_weightHidden], pass[_biasInput], pass[_biasHidden], lengths, _reverse)
        : Ops.Lstm(x, initial, initialCell, pass[_weightInput], pass[_weightHidden], pass[_biasInput], pass[_biasHidden], lengths, _reverse);
}
