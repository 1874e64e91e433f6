using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Autoencoders;

/// <summary>One layer of a stack while it is learned: an autoencoder of the codes of the layer below, which are constants.</summary>
internal sealed class StackedLayer : LatentModel
{
    private readonly StackedAutoencoder _stack;
    private readonly MirrorDecoder _decoder;
    private readonly ObservedColumn _observed;
    private readonly int _layer;
    private readonly DataColumn _input;
    private readonly int _width;
    private readonly Activation _below;
    private readonly Corruption _corruption;

    /// <summary>A layer.</summary>
    /// <param name="stack">Whose layer it is.</param>
    /// <param name="decoder">The layers back.</param>
    /// <param name="observed">What the data are.</param>
    /// <param name="layer">Its number, from 0.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="width">The width of its code.</param>
    /// <param name="below">What the codes it reads have passed through.</param>
    /// <param name="corruption">The noise on what it reads.</param>
    /// <param name="parameters">What it learns.</param>
    public StackedLayer(
        StackedAutoencoder stack, MirrorDecoder decoder, ObservedColumn observed, int layer, DataColumn input, int width, Activation below,
        Corruption corruption, IReadOnlyList<Parameter> parameters)
    {
        (_stack, _decoder, _observed, _layer, _input, _width, _below, _corruption) = (stack, decoder, observed, layer, input, width, below, corruption);
        Parameters = parameters;
    }

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override void Run(Trace t)
    {
        string spoiled = Corruption.NameOf(_input.Name);
        Tensor z = t.Latent("z", t.StandardNormal(_width), () => Delta.At(_stack.EncodeOne(t.Pass, Read(t, spoiled), _layer), eventAxes: 1));
        t.Observe(_input.Name, () => Decode(t.Pass, z));
    }

    protected override Batch Prepare(Pass pass, Batch batch)
    {
        if (_layer == 0) return _corruption.Apply(pass, batch);
        // The layers below read examples as they are: the noise is on their codes alone (Vincent et al. 2010, figure 3).
        using (pass.Freeze())
            batch = batch.With(_input.Name, _stack.Encode(pass, _observed.Complete(batch), _layer));
        return _corruption.Apply(pass, batch);
    }

    private Tensor Read(Trace t, string spoiled) => _layer == 0 ? _observed.Complete(t) : t.Observed(t.Has(spoiled) ? spoiled : _input.Name);

    private Distribution Decode(Pass pass, Tensor z)
    {
        if (_layer == 0) return _stack.Likelihood.Of(pass, _decoder.ToHeads(pass, z));
        return _below == Activation.Sigmoid
            ? Bernoulli.FromLogits(_decoder.Back(pass, _layer, z, Activation.None), eventAxes: 1)
            : Normal.FromLogScale(_decoder.Back(pass, _layer, z, _below), pass.Full([1], 0, z.DType), eventAxes: 1);
    }
}
