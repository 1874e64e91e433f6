using Latent.Tensors;

namespace Latent.Networks;

/// <summary>One linear layer a head, from features to every element of an example.</summary>
internal sealed class LinearHeads
{
    private readonly Shape _output;
    private readonly IReadOnlyList<Head> _heads;
    private readonly Linear[] _layers;

    /// <summary>Makes the layers, each named by its head.</summary>
    public LinearHeads(ParameterScope scope, int inputs, Shape output, IReadOnlyList<Head> heads)
    {
        _output = output;
        _heads = heads;
        _layers = [.. heads.Select(head => new Linear(scope / head.Name, inputs, checked(output.Count * head.Values)))];
    }

    /// <summary>features [rows, inputs] -> for each head [rows, output], with an axis more for several values.</summary>
    public IReadOnlyList<Tensor> Forward(Pass pass, Tensor features)
    {
        Tensor[] values = new Tensor[_layers.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = _layers[i].Forward(pass, features).Reshape(ShapeOf(features.Shape[0], _heads[i]));
        return values;
    }

    /// <summary>Sets the bias of a head that has one value an element.</summary>
    public void SetBias(string head, Tensor values)
    {
        int place = 0;
        while (!string.Equals(_heads[place].Name, head, StringComparison.Ordinal)) place++;
        _layers[place].SetBias(values.Reshape(values.Shape.Count));
    }

    private Shape ShapeOf(int rows, Head head)
    {
        Shape shape = Shape.Create([rows]).Concat(_output);
        return head.Values == 1 ? shape : shape.Concat([head.Values]);
    }
}
