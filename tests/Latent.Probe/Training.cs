using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Probe;

/// <summary>Small trainings that pass through every kernel of a real one: odd widths, so that every tail runs.</summary>
public static class Training
{
    /// <summary>A variational autoencoder of 50-37-5 units on random bits, batch 19.</summary>
    /// <returns>All parameters after the last step.</returns>
    public static Tensor Mlp(Device device, int steps)
    {
        const int batch = 19, inputs = 50, hidden = 37, latent = 5;
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        Layer encoder = new(scope / "encoder", inputs, hidden, Activation.Tanh), mean = new(scope / "mean", hidden, latent);
        Layer logScale = new(scope / "log_scale", hidden, latent), decoder = new(scope / "decoder", latent, hidden, Activation.Relu);
        Layer logits = new(scope / "logits", hidden, inputs);
        Adam adam = new(scope.Parameters);
        for (int step = 0; step < steps; step++)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(2).At(step), step, device);
            Tensor x = pass.Bernoulli(pass.Full([batch, inputs], 0.3), pass.Key.Split("data"));
            Tensor h = encoder.Forward(pass, x);
            Tensor m = mean.Forward(pass, h), s = logScale.Forward(pass, h);
            Tensor z = Ops.Reparameterize(m, s, pass.Normal(m.Shape, pass.Key.Split("z")));
            Tensor l = logits.Forward(pass, decoder.Forward(pass, z));
            Tensor elbo = Ops.BernoulliLogProb(x, l, eventAxes: 1) - Ops.KlStandardNormal(m, s, eventAxes: 1);
            adam.Step(pass.Backward(-elbo.Mean()));
        }
        return adam.Arena.Values;
    }

    /// <summary>A convolutional autoencoder of 1x10x10 images, 3 and 5 channels, batch 7.</summary>
    /// <returns>All parameters after the last step.</returns>
    public static Tensor Convolutional(Device device, int steps)
    {
        const int batch = 7, side = 10;
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(3));
        Parameter first = scope.Parameter("first", [3, 1, 4, 4], Initializer.TorchUniform());
        Parameter firstBias = scope.Parameter("first_bias", [3], Initializer.Zeros);
        Parameter second = scope.Parameter("second", [5, 3, 3, 3], Initializer.TorchUniform());
        Parameter gain = scope.Parameter("gain", [5, 5, 5], Initializer.Ones), offset = scope.Parameter("offset", [5, 5, 5], Initializer.Zeros);
        Parameter third = scope.Parameter("third", [5, 1, 4, 4], Initializer.TorchUniform());
        Adam adam = new(scope.Parameters);
        for (int step = 0; step < steps; step++)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(4).At(step), step, device);
            Tensor x = pass.Bernoulli(pass.Full([batch, 1, side, side], 0.3), pass.Key.Split("data"));
            Tensor h = Ops.Conv2d(x, pass[first], pass[firstBias], stride: 2, padding: 1, activation: Activation.Relu);
            h = Ops.LayerNorm(Ops.Conv2d(h, pass[second], padding: 1), pass[gain], pass[offset]).Tanh();
            Tensor logits = Ops.ConvTranspose2d(h, pass[third], stride: 2, padding: 1);
            adam.Step(pass.Backward(-Ops.BernoulliLogProb(x, logits, eventAxes: 3).Mean()));
        }
        return adam.Arena.Values;
    }

    /// <summary>A GRU of 19 units over 7 steps of 5 numbers, with lengths, and a log-softmax over 6 classes.</summary>
    /// <returns>All parameters after the last step.</returns>
    public static Tensor Recurrent(Device device, int steps)
    {
        const int time = 7, batch = 4, inputs = 5, hidden = 19;
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(5));
        Parameter input = scope.Parameter("input", [3 * hidden, inputs], Initializer.TorchUniform(hidden));
        Parameter state = scope.Parameter("state", [3 * hidden, hidden], Initializer.TorchUniform(hidden));
        Parameter bias = scope.Parameter("bias", [3 * hidden], Initializer.Zeros);
        Layer classes = new(scope / "classes", hidden, 6);
        Adam adam = new(scope.Parameters);
        for (int step = 0; step < steps; step++)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(6).At(step), step, device);
            Tensor x = pass.Normal([time, batch, inputs], pass.Key.Split("data"));
            Tensor last = Ops.Gru(x, null, pass[input], pass[state], pass[bias], pass[bias], [7, 3, 1, 5]).Final;
            Tensor logProb = classes.Forward(pass, last).LogSoftmax(-1).TakeAlongAxis(1, [0, 3, 5, 1]);
            adam.Step(pass.Backward(-logProb.Mean()));
        }
        return adam.Arena.Values;
    }

    private sealed class Layer(ParameterScope scope, int inputs, int outputs, Activation activation = Activation.None)
    {
        private readonly Parameter _weight = scope.Parameter("weight", [outputs, inputs], Initializer.TorchUniform());
        private readonly Parameter _bias = scope.Parameter("bias", [outputs], Initializer.Zeros);

        public Tensor Forward(Pass pass, Tensor x) => Ops.Linear(x, pass[_weight], pass[_bias], activation);
    }
}
