using Latent.Tensors;

namespace Latent.Networks;

/// <summary>Convolutions with a stride, then fully connected layers; the decoder is the mirror image, with transposed convolutions.</summary>
/// <remarks>
/// A decoder gives back any height and width exactly, by what its transposed convolutions add at the end: 28 -> 14 -> 7 -> 14 -> 28.
/// Parameters: <c>0.weight</c> [32, 1, 3, 3], <c>0.bias</c>, <c>1.weight</c> ..., the fully connected layers numbered after the convolutions,
/// and <c>logits.weight</c> for a head of that name. A. Radford, L. Metz, S. Chintala, "Unsupervised representation learning with deep
/// convolutional generative adversarial networks", ICLR 2016, section 3.
/// </remarks>
public sealed record ConvolutionalConfig : NetworkConfig
{
    /// <summary>Channels after each convolution from the data's side; the decoder has them in reverse.</summary>
    public IReadOnlyList<int> Channels { get; set; } = [32, 64];

    /// <summary>The window's size.</summary>
    public int Kernel { get; set; } = 3;

    /// <summary>The step from window to window.</summary>
    public int Stride { get; set; } = 2;

    /// <summary>Zeros around an image, on each side.</summary>
    public int Padding { get; set; } = 1;

    /// <summary>Widths of fully connected layers between the convolutions and the code; none by default.</summary>
    public IReadOnlyList<int> Hidden { get; set; } = [];

    /// <summary>Applied after every layer.</summary>
    public Activation Activation { get; set; } = Activation.Relu;

    /// <summary>What layers are normalised by before their activation.</summary>
    public LayerNormalization Normalization { get; set; }

    /// <summary>
    /// 1 if examples are signals [channels, length] or [length], 2 if they are images [channels, height, width] or [height, width]; null for
    /// images, and for signals where examples have one axis.
    /// </summary>
    public int? Dimensions { get; set; }

    /// <inheritdoc/>
    public override EncoderNetwork Encoder(ParameterScope scope, Shape input)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ImageShape[] sizes = Shapes(input);
        Window window = Moving(sizes[0].IsLine);
        List<Layered> convolutions = [], hidden = [];
        for (int i = 0; i < Channels.Count; i++)
        {
            ParameterScope at = scope / Sizes.Index(i);
            int from = sizes[i].Channels, to = Channels[i];
            convolutions.Add(Layered.Of(at, to, Activation, Normalization, f => new Convolution(at, from, to, window, f, Initialization).Forward));
        }

        int width = sizes[^1].Count;
        foreach (int units in Hidden)
        {
            hidden.Add(Dense(scope / Sizes.Index(convolutions.Count + hidden.Count), width, units));
            width = units;
        }

        return new ConvolutionalEncoder(sizes[0], sizes[^1], convolutions, hidden, input, width);
    }

    /// <inheritdoc/>
    public override DecoderNetwork Decoder(ParameterScope scope, int inputs, Shape output, IReadOnlyList<Head> heads)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(heads);
        ImageShape[] sizes = Shapes(output);
        Window window = Moving(sizes[0].IsLine);
        List<Layered> hidden = [], convolutions = [];
        int width = inputs;
        foreach (int units in (int[])[.. Hidden.Reverse(), sizes[^1].Count])
        {
            hidden.Add(Dense(scope / Sizes.Index(hidden.Count), width, units));
            width = units;
        }

        for (int i = Channels.Count - 1; i > 0; i--)
        {
            ParameterScope at = scope / Sizes.Index(hidden.Count + convolutions.Count);
            int from = Channels[i], to = Channels[i - 1];
            Size2d size = (sizes[i].Height, sizes[i].Width);
            convolutions.Add(Layered.Of(
                at, to, Activation, Normalization, f => new TransposedConvolution(at, from, to, window, size, f, Initialization).Forward));
        }

        ImageHeads last = new(scope, output, sizes[0], heads, (at, channels) => new TransposedConvolution(
            at, Channels[0], channels, window, (sizes[0].Height, sizes[0].Width), Activation.None, Initialization));
        return new ConvolutionalDecoder(hidden, sizes[^1], convolutions, last, inputs, output, heads);
    }

    private Layered Dense(ParameterScope scope, int inputs, int outputs) => Layered.Of(
        scope, outputs, Activation, Normalization, f => new Linear(scope, inputs, outputs, f, Initialization).Forward);

    private Window Moving(bool isLine) => new(Kernel, Stride, Padding, isLine);

    // The image before the first convolution and after each.
    private ImageShape[] Shapes(Shape example)
    {
        const string kind = "convolutional";
        if (Channels.Count == 0) throw new ArgumentException($"{kind}: channels is empty; at least one convolution is needed.");
        Sizes.Check(kind, "channels", Channels);
        Sizes.Check(kind, "hidden", Hidden);
        Sizes.Check(kind, "kernel", Kernel);
        Sizes.Check(kind, "stride", Stride);
        Sizes.Check(kind, "padding", Padding, 0);
        ImageShape[] sizes = new ImageShape[Channels.Count + 1];
        sizes[0] = ImageShape.Of(kind, example, Dimensions);
        for (int i = 0; i < Channels.Count; i++)
            sizes[i + 1] = sizes[i].Smaller(kind, i, Moving(sizes[0].IsLine), Channels[i]);
        return sizes;
    }

    private sealed class ConvolutionalEncoder(
        ImageShape image, ImageShape last, IReadOnlyList<Layered> convolutions, IReadOnlyList<Layered> hidden, Shape input, int width)
        : EncoderNetwork(input, width)
    {
        public override Shape? Grid => hidden.Count == 0 ? [last.Channels, last.Height * last.Width] : null;

        protected override Tensor Features(Pass pass, Tensor x, Tensor? lengths)
        {
            Tensor images = x.Reshape(x.Shape[0], image.Channels, image.Height, image.Width);
            return Layered.Through(hidden, pass, Layered.Through(convolutions, pass, images).Flatten(1));
        }
    }

    private sealed class ConvolutionalDecoder(
        IReadOnlyList<Layered> hidden, ImageShape smallest, IReadOnlyList<Layered> convolutions, ImageHeads last, int inputs, Shape output,
        IReadOnlyList<Head> heads) : DecoderNetwork(inputs, output, heads)
    {
        public override void SetBias(string head, Tensor values) => last.SetBias(head, values);

        protected override IReadOnlyList<Tensor> Compute(Pass pass, Tensor z, int? steps)
        {
            Tensor image = Layered.Through(hidden, pass, z).Reshape(z.Shape[0], smallest.Channels, smallest.Height, smallest.Width);
            return last.Forward(pass, Layered.Through(convolutions, pass, image));
        }
    }
}
