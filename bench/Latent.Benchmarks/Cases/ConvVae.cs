using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Benchmarks.Cases;

/// <summary>The convolutional VAE of the table: 1-32-64 channels, 4x4 kernels, stride 2, padding 1, linear 3136-256-20, mirrored.</summary>
internal sealed class ConvVae
{
    private const int Kernel = 4, Side = 7;

    private readonly Parameter _down1, _down1Bias, _down2, _down2Bias, _up1, _up1Bias, _up2, _up2Bias;
    private readonly Affine _encoder, _mean, _logScale, _decoder1, _decoder2;
    private readonly Adam _adam;
    private readonly int _channels, _latent;

    public ConvVae(int channels, int hidden, int latent)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        (_channels, _latent) = (channels, latent);
        int features = 2 * channels * Side * Side;
        (_down1, _down1Bias) = Convolution(scope / "down1", [channels, 1, Kernel, Kernel], channels);
        (_down2, _down2Bias) = Convolution(scope / "down2", [2 * channels, channels, Kernel, Kernel], 2 * channels);
        _encoder = new Affine(scope / "encoder", features, hidden);
        _mean = new Affine(scope / "mean", hidden, latent);
        _logScale = new Affine(scope / "logScale", hidden, latent);
        _decoder1 = new Affine(scope / "decoder1", latent, hidden);
        _decoder2 = new Affine(scope / "decoder2", hidden, features);
        (_up1, _up1Bias) = Convolution(scope / "up1", [2 * channels, channels, Kernel, Kernel], channels);
        (_up2, _up2Bias) = Convolution(scope / "up2", [channels, 1, Kernel, Kernel], 1);
        _adam = new Adam(scope.Parameters);
    }

    /// <summary>Forward, backward, Adam, for images [batch, 1, 28, 28].</summary>
    public void Step(Pass pass, Tensor x)
    {
        int batch = x.Shape[0];
        Tensor h = Ops.Conv2d(x, pass[_down1], pass[_down1Bias], (2, 2), (1, 1), activation: Activation.Relu);
        h = Ops.Conv2d(h, pass[_down2], pass[_down2Bias], (2, 2), (1, 1), activation: Activation.Relu);
        h = _encoder.Apply(pass, h.Reshape(batch, -1), Activation.Relu);
        Tensor mean = _mean.Apply(pass, h), logScale = _logScale.Apply(pass, h);
        Tensor z = Ops.Reparameterize(mean, logScale, pass.Normal([batch, _latent], pass.Key));
        h = _decoder2.Apply(pass, _decoder1.Apply(pass, z, Activation.Relu), Activation.Relu).Reshape(batch, 2 * _channels, Side, Side);
        h = Ops.ConvTranspose2d(h, pass[_up1], pass[_up1Bias], (2, 2), (1, 1), activation: Activation.Relu);
        Tensor logits = Ops.ConvTranspose2d(h, pass[_up2], pass[_up2Bias], (2, 2), (1, 1));
        Tensor loss = (Ops.KlStandardNormal(mean, logScale, 2) - Ops.BernoulliLogProb(x, logits, 4)) * (1.0 / batch);
        _adam.Step(pass.Backward(loss));
    }

    private static (Parameter Weight, Parameter Bias) Convolution(ParameterScope scope, Shape weight, int outputs) =>
        (scope.Parameter("weight", weight, Initializer.TorchUniform()), scope.Parameter("bias", [outputs], Initializer.Zeros));
}
