using Latent.Distributions;
using Latent.Networks;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>A code and nothing else: q(z | x) has all its probability at one point, the encoder of a deterministic autoencoder.</summary>
/// <remarks>
/// <para>
/// Parameter: <c>mean</c>. It has no density, so no KL divergence from a prior that has one: objectives without such a term take it
/// (<c>reconstruction</c>). G. E. Hinton, R. R. Salakhutdinov, "Reducing the dimensionality of data with neural networks", Science 313, 2006.
/// </para>
/// <para>
/// With <see cref="Kept"/> it is the k-sparse code: of f(W·h + b) the k largest elements are kept and all others are 0, and gradients pass through
/// those that are kept. A. Makhzani, B. Frey, "k-Sparse autoencoders", ICLR 2014, section 2.1.
/// </para>
/// </remarks>
public sealed record DeltaPosterior : PosteriorConfig
{
    /// <summary>f: what the code passes through.</summary>
    public Activation Activation { get; set; }

    /// <summary>k: how many elements of a code are kept while training; null for all of them.</summary>
    public int? Kept { get; set; }

    /// <summary>α: in use ⌊α·k⌋ elements are kept, at least 1 times k. Makhzani and Frey choose it on held-out data.</summary>
    public double KeptFactor { get; set; } = 1;

    /// <summary>
    /// How many are kept at a step of the training, by a schedule of steps that ends at k or below; never fewer than k. Null for k from the first step.
    /// </summary>
    /// <remarks>
    /// Where few are kept from the start, elements that are never among the largest learn nothing and stay so; beginning with many wakes them (Makhzani
    /// and Frey 2014, section 4.2: from all that are needed down to k over the first half of the training).
    /// </remarks>
    public ScheduleConfig? KeptSchedule { get; set; }

    /// <inheritdoc/>
    public override Posterior Build(ParameterScope scope, int features, int latents, InitializerConfig initialization)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (Kept is { } kept && (kept < 1 || kept > latents))
            throw new ArgumentException($"delta: kept is {kept}; of {latents} latent variables 1 to {latents} can be kept.");
        if (!(KeptFactor >= 1 && double.IsFinite(KeptFactor)))
            throw new ArgumentException($"delta: the keptFactor is {KeptFactor}; it must be a number of at least 1.");
        if (Kept is null && KeptFactor != 1)
            throw new ArgumentException($"delta: the keptFactor is {KeptFactor} and nothing says how many elements are kept; set kept.");
        if (Kept is null && KeptSchedule is not null)
            throw new ArgumentException("delta: there is a keptSchedule and nothing says how many elements are kept in the end; set kept.");
        Schedule? schedule = KeptSchedule?.MakeOfSteps("delta: keptSchedule");
        if (schedule?.At(long.MaxValue) is { } last && last > Kept)
            throw new ArgumentException($"delta: the keptSchedule ends at {last}, above kept, {Kept}; let it come down to that.");
        return new Point(new Linear(scope / "mean", features, latents, Activation, initialization), latents, Kept, schedule, InUse(latents));
    }

    private int InUse(int latents) => Kept is { } kept ? (int)Math.Min(latents, Math.Floor((KeptFactor * kept) + 1e-9)) : latents;

    private sealed class Point(Linear mean, int latents, int? kept, Schedule? schedule, int inUse) : Posterior
    {
        public override int Width => latents;

        public override Distribution Of(Pass pass, Tensor features)
        {
            Tensor code = mean.Forward(pass, features);
            if (kept is { } k) code *= LargestElements.Mask(pass, code, pass.IsTraining ? KeptAt(pass.Step, k) : inUse);
            return Delta.At(code, eventAxes: 1);
        }

        private int KeptAt(long step, int least) =>
            schedule is null ? least : (int)Math.Clamp(Math.Round(schedule.At(step)), least, latents);

        public override Distribution StandardPrior(Trace t) => t.StandardNormal(latents);
    }
}
