using System.Globalization;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>Fully connected layers with leaky rectifiers of slope 0.2 and one output, as discriminators commonly are.</summary>
/// <remarks>The layers are named by their index, the last one <c>logit</c>.</remarks>
internal sealed class LeakyMlp
{
    private const double Slope = 0.2;
    private readonly Linear[] _hidden;
    private readonly Linear _logit;

    public LeakyMlp(ParameterScope scope, int inputs, IReadOnlyList<int> hidden)
    {
        _hidden = new Linear[hidden.Count];
        for (int i = 0; i < hidden.Count; i++)
        {
            _hidden[i] = new Linear(scope / i.ToString(CultureInfo.InvariantCulture), inputs, hidden[i]);
            inputs = hidden[i];
        }

        _logit = new Linear(scope / "logit", inputs, 1);
    }

    /// <summary>x [n, inputs] -> [n].</summary>
    public Tensor Forward(Pass pass, Tensor x)
    {
        foreach (Linear layer in _hidden) x = layer.Forward(pass, x).LeakyRelu(Slope);
        Tensor logit = _logit.Forward(pass, x);
        return logit.Reshape(logit.Shape[0]);
    }
}
