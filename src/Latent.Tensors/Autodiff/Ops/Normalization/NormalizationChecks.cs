namespace Latent.Tensors.Autodiff.Ops;

/// <summary>Arguments of normalisations, refused before any work.</summary>
internal static class NormalizationChecks
{
    public static void Epsilon(string op, double epsilon)
    {
        if (epsilon >= 0 && double.IsFinite(epsilon)) return;
        throw new ArgumentOutOfRangeException(nameof(epsilon), string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{op}: epsilon {epsilon}; it is added to a variance and must be finite and not negative."));
    }

    public static void Parameter(string op, string what, Tensor? parameter, Shape expected)
    {
        if (parameter is not null && parameter.Shape != expected) Throw.ShapeMismatch(op, what, expected, parameter.Shape);
    }

    /// <summary>The number of channels of [batch, channels, ...].</summary>
    public static int Channels(string op, Tensor x)
    {
        if (x.Shape.Rank >= 2) return x.Shape[1];
        Throw.BadShape(op, $"x {x.Shape} has {x.Shape.Rank} axes; it is [batch, channels] or [batch, channels, ...].");
        return 0;
    }
}
