using Latent.Tensors;

namespace Latent.Networks;

/// <summary>
/// Residual blocks in stages: of images, each stage halves height and width, and the decoder doubles them by repeating pixels; of vectors, blocks
/// of fully connected layers.
/// </summary>
/// <remarks>
/// A stage begins, and that of a decoder ends, with the block that changes the size. Parameters: <c>0.weight</c> is the first layer,
/// <c>1.layer1.weight</c>, <c>1.layer2.weight</c>, <c>1.skip.weight</c>, <c>2.layer1.weight</c> ... the blocks, <c>norm.weight</c> the last
/// normalisation; fully connected layers are numbered on, and a head has its name. K. He et al., "Identity mappings in deep residual networks",
/// ECCV 2016; in variational autoencoders: D. P. Kingma et al., "Improved variational inference with inverse autoregressive flow", NIPS 2016,
/// appendix C.2.
/// </remarks>
public sealed record ResidualConfig : NetworkConfig
{
    private const string Kind = "residual";

    /// <summary>Channels of each stage from the data's side, or units if examples are vectors; [32, 64], or [256, 256] for vectors, if null.</summary>
    public IReadOnlyList<int>? Widths { get; set; }

    /// <summary>Blocks in a stage.</summary>
    public int Blocks { get; set; } = 1;

    /// <summary>Widths of fully connected layers between the last stage and the code; none by default.</summary>
    public IReadOnlyList<int> Hidden { get; set; } = [];

    /// <summary>Applied before every layer but the first.</summary>
    public Activation Activation { get; set; } = Activation.Relu;

    /// <summary>What layers are normalised by before their activation.</summary>
    public LayerNormalization Normalization { get; set; }

    /// <summary>
    /// 0 to take examples as vectors, whatever their shape; 1 if they are signals [channels, length] or [length], 2 if they are images
    /// [channels, height, width] or [height, width]; null for images, and for vectors where examples have one axis.
    /// </summary>
    public int? Dimensions { get; set; }

    /// <inheritdoc/>
    public override EncoderNetwork Encoder(ParameterScope scope, Shape input)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ImageShape[] sizes = Shapes(input);
        bool vectors = IsVector(input), line = sizes[0].IsLine;
        int first = sizes[1].Channels;
        Func<Pass, Tensor, Tensor> stem = vectors
            ? new Linear(scope / "0", sizes[0].Channels, first, Activation.None, Initialization).Forward
            : new Convolution(scope / "0", sizes[0].Channels, first, new Window(3, 1, 1, line), Activation.None, Initialization).Forward;
        List<ResidualBlock> blocks = [];
        for (int stage = 1; stage < sizes.Length; stage++)
        {
            for (int i = 0; i < Blocks; i++)
            {
                ParameterScope at = scope / Sizes.Index(1 + blocks.Count);
                int to = sizes[stage].Channels, from = i > 0 || stage == 1 ? to : sizes[stage - 1].Channels;
                blocks.Add(vectors
                    ? ResidualBlock.OfVectors(at, this, from, to)
                    : ResidualBlock.OfImages(at, this, from, to, i == 0 ? 2 : 1, line));
            }
        }

        ExampleNorm last = new(scope / "norm", Normalization, sizes[^1].Channels, Activation);
        int width = sizes[^1].Count;
        List<Layered> hidden = [];
        foreach (int units in Hidden)
        {
            hidden.Add(Dense(scope / Sizes.Index(1 + blocks.Count + hidden.Count), width, units));
            width = units;
        }

        return new ResidualEncoder(vectors ? null : sizes[0], stem, blocks, last, hidden, input, width);
    }

    /// <inheritdoc/>
    public override DecoderNetwork Decoder(ParameterScope scope, int inputs, Shape output, IReadOnlyList<Head> heads)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(heads);
        ImageShape[] sizes = Shapes(output);
        bool vectors = IsVector(output), line = sizes[0].IsLine;
        List<Layered> hidden = [];
        int width = inputs;
        foreach (int units in Hidden.Reverse())
        {
            hidden.Add(Dense(scope / Sizes.Index(hidden.Count), width, units));
            width = units;
        }

        Linear stem = new(scope / Sizes.Index(hidden.Count), width, sizes[^1].Count, Activation.None, Initialization);
        List<ResidualBlock> blocks = [];
        for (int stage = sizes.Length - 1; stage > 0; stage--)
        {
            int channels = sizes[stage].Channels;
            ImageShape larger = sizes[stage - 1] with { Channels = stage == 1 ? channels : sizes[stage - 1].Channels };
            for (int i = Blocks - 1; i >= 0; i--)
            {
                ParameterScope at = scope / Sizes.Index(1 + hidden.Count + blocks.Count);
                blocks.Add((vectors, i) switch
                {
                    (true, 0) => ResidualBlock.OfVectors(at, this, channels, larger.Channels),
                    (true, _) => ResidualBlock.OfVectors(at, this, channels, channels),
                    (false, 0) => ResidualBlock.Upwards(at, this, channels, larger),
                    _ => ResidualBlock.OfImages(at, this, channels, channels, 1, line),
                });
            }
        }

        int last = sizes[1].Channels;
        ExampleNorm norm = new(scope / "norm", Normalization, last, Activation);
        if (vectors)
        {
            LinearHeads linear = new(scope, last, output, heads, Initialization);
            return new ResidualDecoder(hidden, stem, null, blocks, norm, linear.Forward, linear.SetBias, inputs, output, heads);
        }

        ImageHeads images = new(
            scope, output, sizes[0], heads, (at, channels) => new Convolution(at, last, channels, new Window(3, 1, 1, line), Activation.None, Initialization));
        return new ResidualDecoder(hidden, stem, sizes[^1], blocks, norm, images.Forward, images.SetBias, inputs, output, heads);
    }

    private Layered Dense(ParameterScope scope, int inputs, int outputs) => Layered.Of(
        scope, outputs, Activation, Normalization, f => new Linear(scope, inputs, outputs, f, Initialization).Forward);

    private bool IsVector(Shape example) => Dimensions == 0 || (Dimensions is null && example.Rank < 2);

    // The example, then what each stage has; vectors are images of one pixel.
    private ImageShape[] Shapes(Shape example)
    {
        bool vectors = IsVector(example);
        IReadOnlyList<int> widths = Widths ?? (vectors ? [256, 256] : [32, 64]);
        if (widths.Count == 0) throw new ArgumentException($"{Kind}: widths is empty; at least one stage is needed.");
        Sizes.Check(Kind, "widths", widths);
        Sizes.Check(Kind, "blocks", Blocks);
        Sizes.Check(Kind, "hidden", Hidden);
        ImageShape[] sizes = new ImageShape[widths.Count + 1];
        sizes[0] = vectors ? new ImageShape(example.Count, 1, 1, false) : ImageShape.Of(Kind, example, Dimensions);
        Window half = new(3, 2, 1, sizes[0].IsLine);
        for (int i = 0; i < widths.Count; i++)
            sizes[i + 1] = vectors ? sizes[i] with { Channels = widths[i] } : sizes[i].Smaller(Kind, i, half, widths[i]);
        return sizes;
    }

    private static Tensor Through(IReadOnlyList<ResidualBlock> blocks, Pass pass, Tensor x)
    {
        foreach (ResidualBlock block in blocks)
            x = block.Forward(pass, x);
        return x;
    }

    private sealed class ResidualEncoder(
        ImageShape? image, Func<Pass, Tensor, Tensor> stem, IReadOnlyList<ResidualBlock> blocks, ExampleNorm last, IReadOnlyList<Layered> hidden,
        Shape input, int width) : EncoderNetwork(input, width)
    {
        protected override Tensor Features(Pass pass, Tensor x, Tensor? lengths)
        {
            Tensor y = image is { } size
                ? x.Reshape(x.Shape[0], size.Channels, size.Height, size.Width)
                : x.Reshape(x.Shape[0], Input.Count);
            y = last.Forward(pass, Through(blocks, pass, stem(pass, y)));
            return Layered.Through(hidden, pass, y.Shape.Rank == 2 ? y : y.Flatten(1));
        }
    }

    private sealed class ResidualDecoder(
        IReadOnlyList<Layered> hidden, Linear stem, ImageShape? smallest, IReadOnlyList<ResidualBlock> blocks, ExampleNorm norm,
        Func<Pass, Tensor, IReadOnlyList<Tensor>> last, Action<string, Tensor> setBias, int inputs, Shape output, IReadOnlyList<Head> heads)
        : DecoderNetwork(inputs, output, heads)
    {
        public override void SetBias(string head, Tensor values) => setBias(head, values);

        protected override IReadOnlyList<Tensor> Compute(Pass pass, Tensor z, int? steps)
        {
            Tensor y = stem.Forward(pass, Layered.Through(hidden, pass, z));
            if (smallest is { } size) y = y.Reshape(z.Shape[0], size.Channels, size.Height, size.Width);
            return last(pass, norm.Forward(pass, Through(blocks, pass, y)));
        }
    }
}
