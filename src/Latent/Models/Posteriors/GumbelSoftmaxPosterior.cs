using Latent.Distributions;
using Latent.Networks;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>q(z | x) = Π Cat(softmax lᵢ(x)): <c>latents</c> variables of some classes each, drawn so that a gradient passes.</summary>
/// <remarks>
/// <para>
/// As a rule a draw is one-hot, and its gradient that of the relaxed draw softmax((l + g)/τ) with Gumbel noise g: the bound is that of the discrete
/// model, its KL term Σ KL(Cat(lᵢ) ‖ uniform) exact, its gradient through the draw biased, the less the lower τ. <see cref="Relaxed"/> draws are
/// points of the simplex with a density, of the prior's relaxed at the same τ: the gradient has no bias, and the bound is that of a continuous model;
/// its KL term is known by samples only (<c>"kl": "sampled"</c>).
/// </para>
/// <para>
/// Parameter: <c>logits</c>. The code of an example is its probabilities, [latents, classes]. E. Jang, S. Gu, B. Poole, "Categorical
/// reparameterization with Gumbel-softmax", ICLR 2017, sections 2.2 and 3; C. Maddison, A. Mnih, Y. W. Teh, "The Concrete distribution", ICLR 2017.
/// </para>
/// </remarks>
public sealed record GumbelSoftmaxPosterior : PosteriorConfig
{
    /// <summary>How many classes each variable has, at least 2.</summary>
    public int Classes { get; set; } = 10;

    /// <summary>
    /// τ over the steps of the training: a number or a schedule that counts steps. A model that is not being trained has what the schedule ends at.
    /// </summary>
    public ScheduleConfig Temperature { get; set; } = new ExponentialShape { Initial = 1, Factor = 0.97, Every = 1000 };

    /// <summary>The least τ, where the schedule falls below it.</summary>
    public double LeastTemperature { get; set; } = 0.5;

    /// <summary>Whether draws are relaxed, points of the simplex with a density, and not one-hot.</summary>
    public bool Relaxed { get; set; }

    /// <inheritdoc/>
    public override Posterior Build(ParameterScope scope, int features, int latents, InitializerConfig initialization)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (Classes < 2) throw new ArgumentException($"gumbel-softmax: classes is {Classes}; a choice is among at least 2.");
        if (!(LeastTemperature > 0 && double.IsFinite(LeastTemperature)))
            throw new ArgumentException($"gumbel-softmax: leastTemperature is {LeastTemperature}; a temperature is positive.");
        return new Choices(
            new Linear(scope / "logits", features, checked(latents * Classes), Activation.None, initialization), latents, Classes,
            Temperature.MakeOfSteps("gumbel-softmax: temperature"), LeastTemperature, Relaxed);
    }

    private sealed class Choices(Linear logits, int latents, int classes, Schedule temperature, double least, bool relaxed) : Posterior
    {
        public override int Width => latents * classes;

        public override Support Support => relaxed ? Support.Simplex : Support.OneHot;

        public override Distribution Of(Pass pass, Tensor features)
        {
            Tensor l = logits.Forward(pass, features).Reshape(features.Shape[0], latents, classes);
            double tau = TemperatureOf(pass);
            return (relaxed ? RelaxedOneHotCategorical.FromLogits(l, tau) : (Distribution)StraightThroughOneHotCategorical.FromLogits(l, tau)).ToEvent(1);
        }

        public override Distribution StandardPrior(Trace t)
        {
            Tensor equal = t.Pass.Full([latents, classes], 0, t.DType);
            return (relaxed ? RelaxedOneHotCategorical.FromLogits(equal, TemperatureOf(t.Pass)) : (Distribution)OneHotCategorical.FromLogits(equal)).ToEvent(1);
        }

        // Validation within a training has the step of the training, any other evaluation 0.
        private double TemperatureOf(Pass pass) =>
            Math.Max(least, temperature.At(pass.IsTraining || pass.Step > 0 ? pass.Step : long.MaxValue));
    }
}
