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

    private sealed class Layer(ParameterScope scope, int inputs, int outputs, Activation activation = Activation.None)
    {
        private readonly Parameter _weight = scope.Parameter("weight", [outputs, inputs], Initializer.TorchUniform());
        private readonly Parameter _bias = scope.Parameter("bias", [outputs], Initializer.Zeros);

        public Tensor Forward(Pass pass, Tensor x) => Ops.Linear(x, pass[_weight], pass[_bias], activation);
    }
}
