using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>What the relaxations of discrete choices share.</summary>
internal static class Relaxation
{
    /// <summary>Checks temperatures and broadcasts the logits of the choices against them; a number becomes a tensor.</summary>
    /// <param name="name">The distribution, for messages.</param>
    /// <param name="logits">l, choices + [C]; the choices are broadcast.</param>
    /// <param name="temperature">τ; broadcasts against the choices.</param>
    public static void Broadcast(string name, ref Tensor logits, ref Tensor temperature)
    {
        temperature = Arguments.Typed(temperature, logits);
        Shape choices = logits.Shape.Without(-1);
        if (!Shape.TryBroadcast(choices, temperature.Shape, out Shape both))
        {
            throw new ShapeException(
                $"{name}: the temperature has shape {temperature.Shape}, the logits are choices of shape {choices}, which do not broadcast; give one "
                + "temperature, or one for each choice.");
        }

        if (both != choices) logits = logits.BroadcastTo(both.Concat([logits.Shape[-1]]));
        Arguments.Positive(name, "temperature", temperature);
    }

    /// <summary>(l + g)/τ with Gumbel noise g, samples + batch + [C].</summary>
    public static Tensor Scores(Tensor logits, Tensor temperature, Draws draws, Shape samples) =>
        (logits + draws.Gumbel(logits, samples.Concat(logits.Shape))) / PerClass(temperature);

    /// <summary>A number per choice as one that broadcasts against a vector per choice.</summary>
    public static Tensor PerClass(Tensor perChoice) => perChoice.Shape.Rank == 0 ? perChoice : perChoice.Unsqueeze(-1);

    /// <summary>x &gt; 0 with what underflowed to 0 taken as the smallest normal number.</summary>
    public static Tensor AboveZero(Tensor x) => x.Maximum(Smallest(x.DType));

    /// <summary>0 &lt; x &lt; 1 with what was rounded to an end of the interval taken as the number next to it.</summary>
    public static Tensor Inside(Tensor x) => x.Clamp(Smallest(x.DType), 1 - Math.ScaleB(1, x.DType == DType.Float32 ? -24 : -53));

    private static double Smallest(DType dtype) => Math.ScaleB(1, dtype == DType.Float32 ? -126 : -1022);
}
