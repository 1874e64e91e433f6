using Latent.Networks;
using Latent.Tensors;

namespace Latent.Models.Labelled;

/// <summary>Features of an example and a class together, the part of the example computed once for all classes.</summary>
/// <remarks>
/// <para>
/// A perceptron's first layer on [x, y] is f(x·Wx + y·Wy + b): x·Wx has the batch's rows, and only the sum has one for every class. Of any other
/// network, the features stand for x, and one such layer of their width follows.
/// </para>
/// <para>Parameters: <c>x.weight</c>, <c>x.bias</c>, <c>y.weight</c> [width, classes]; then the layers after it, from <c>1.weight</c>.</para>
/// </remarks>
internal sealed class JointEncoder
{
    private readonly EncoderNetwork? _network;
    private readonly Linear _ofX;
    private readonly Parameter _ofY;
    private readonly Activation _activation;
    private readonly Linear[] _after;
    private readonly Shape _input;

    public JointEncoder(NetworkConfig config, ParameterScope scope, Shape input, int classes)
    {
        _input = input;
        int inputs, width;
        IReadOnlyList<int> after = [];
        if (config is MlpConfig mlp)
        {
            Sizes.Check("mlp", "hidden", mlp.Hidden);
            if (mlp.Hidden.Count == 0)
                throw new ArgumentException("mlp: hidden is empty; a network of an example and a class together has at least one layer.");
            (inputs, width, after, _activation) = (input.Count, mlp.Hidden[0], [.. mlp.Hidden.Skip(1)], mlp.Activation);
        }
        else
        {
            _network = config.Encoder(scope, input);
            (inputs, width, _activation) = (_network.Width, _network.Width, Activation.Softplus);
        }

        _ofX = new Linear(scope / "x", inputs, width, Activation.None, config.Initialization);
        _ofY = (scope / "y").Parameter("weight", [width, classes], config.Initialization.Weight(inputs + classes));
        _after = new Linear[after.Count];
        for (int i = 0; i < after.Count; i++)
            _after[i] = new Linear(scope / Sizes.Index(i + 1), i == 0 ? width : after[i - 1], after[i], _activation, config.Initialization);
        Width = after.Count == 0 ? width : after[^1];
    }

    /// <summary>The number of features.</summary>
    public int Width { get; }

    /// <summary>What examples alone come to, [examples, ...]: to be given to <see cref="Features"/> with any number of classes each.</summary>
    public Tensor Part(Pass pass, Tensor x, Tensor? lengths)
    {
        Tensor seen = _network is not null ? _network.Forward(pass, x, lengths)
            : x.Shape.Rank == _input.Rank + 1 && x.Shape.Slice(1, x.Shape.Rank) == _input ? x.Reshape(x.Shape[0], _input.Count)
            : throw new ShapeException($"The network was built for examples of shape {_input}; the batch is {x.Shape}.");
        return _ofX.Forward(pass, seen);
    }

    /// <summary>part [examples, ...] and y [n·examples, classes], the examples' rows again and again -> [n·examples, width].</summary>
    public Tensor Features(Pass pass, Tensor part, Tensor y)
    {
        int rows = y.Shape[0], examples = part.Shape[0], width = part.Shape[1];
        Tensor ofY = Ops.Linear(y, pass[_ofY]);
        Tensor sum = rows == examples ? ofY + part : (ofY.Reshape(rows / examples, examples, width) + part).Reshape(rows, width);
        Tensor features = sum.Activate(_activation);
        foreach (Linear layer in _after) features = layer.Forward(pass, features);
        return features;
    }
}
