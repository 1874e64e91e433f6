using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>The MLP VAE inputs-width-latent-width-inputs with a Bernoulli likelihood, written out, and its training step.</summary>
internal sealed class MlpVae
{
    private readonly Affine _encoder, _mean, _logScale, _decoder, _logits;
    private readonly Adam _adam;
    private readonly int _latent;

    public MlpVae(int inputs, int width, int latent)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        _latent = latent;
        _encoder = new Affine(scope / "encoder", inputs, width);
        _mean = new Affine(scope / "mean", width, latent);
        _logScale = new Affine(scope / "logScale", width, latent);
        _decoder = new Affine(scope / "decoder", latent, width);
        _logits = new Affine(scope / "logits", width, inputs);
        _adam = new Adam(scope.Parameters);
    }

    /// <summary>Forward, backward, Adam.</summary>
    public void Step(Pass pass, Tensor x)
    {
        int batch = x.Shape[0];
        Tensor h = _encoder.Apply(pass, x, Activation.Relu);
        Tensor mean = _mean.Apply(pass, h), logScale = _logScale.Apply(pass, h);
        Tensor z = Ops.Reparameterize(mean, logScale, pass.Normal([batch, _latent], pass.Key));
        Tensor logits = _logits.Apply(pass, _decoder.Apply(pass, z, Activation.Relu));
        Tensor loss = (Ops.KlStandardNormal(mean, logScale, 2) - Ops.BernoulliLogProb(x, logits, 2)) * (1.0 / batch);
        _adam.Step(pass.Backward(loss));
    }
}
