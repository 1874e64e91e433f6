using Latent.Tensors;

namespace Latent.Networks;

/// <summary>One linear layer a head, from features to every element of an example.</summary>
internal sealed class LinearHeads
{
    private readonly Shape _output;
    private readonly IReadOnlyList<Head> _heads;
    private readonly Linear[] _layers;

    /// <summary>Makes the layers, each named by its head.</summary>
    public LinearHeads(ParameterScope scope, int inputs, Shape output, IReadOnlyList<Head> heads, InitializerConfig initialization)
    {
        _output = output;
        _heads = heads;
        _layers =
        [
            .. heads.Select(head => new Linear(scope / head.Name, inputs, checked(output.Count * head.Values), Activation.None, initialization)),
        ];
    }

    /// <summary>features [..., inputs] -> for each head [..., output], with an axis more for several values.</summary>
    public IReadOnlyList<Tensor> Forward(Pass pass, Tensor features)
    {
        Shape lead = features.Shape.Slice(0, features.Shape.Rank - 1);
        Tensor[] values = new Tensor[_layers.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Shape shape = lead.Concat(_output);
            values[i] = _layers[i].Forward(pass, features).Reshape(_heads[i].Values == 1 ? shape : shape.Concat([_heads[i].Values]));
        }

        return values;
    }

    /// <summary>Sets the bias of a head that has one value an element.</summary>
    public void SetBias(string head, Tensor values) => _layers[Head.Find(_heads, head)].SetBias(values.Reshape(values.Shape.Count));
}
