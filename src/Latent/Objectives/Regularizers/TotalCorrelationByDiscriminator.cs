using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// The total correlation TC(z) = KL(q(z) ‖ Π_d q(z_d)) by a second player that tells codes from codes whose elements were mixed among the
/// examples: E_q log (D(z)/(1 - D(z))), in nats. The penalty of FactorVAE.
/// </summary>
/// <remarks>
/// <para>
/// D is trained on -½ E_q log D(z) - ½ E_q̄ log(1 - D(z̄)) with codes as constants, <see cref="ObjectiveTerms.AdversaryLoss"/>; the best D has
/// log(D/(1 - D)) = log q(z) - Σ_d log q(z_d), and the penalty then is the total correlation exactly (density-ratio trick). Before D has learned
/// it may be anything; a D that knows nothing (loss log 2) says 0. The model's gradient reaches the codes alone, D's the discriminator alone.
/// </para>
/// <para>
/// Draws of q̄(z) = Π_d q(z_d) are codes of the batch with every element permuted on its own (algorithm 1 of the paper). The paper mixes the
/// codes of a second batch; here they are those of the same batch (as in Locatello et al. 2019), whose mixtures are draws of the batch's own
/// marginals, or with <see cref="Halves"/> the batch is cut: D is shown the codes of its first half and mixtures of the second, which
/// are as independent as in the paper. The model learns from all codes either way.
/// </para>
/// <para>
/// FactorVAE is the ELBO and γ times this; the estimate of a discriminator, unlike <see cref="KlDecomposition"/>'s, does not depend on the size of
/// the batch, but is only as good as D has learned. H. Kim, A. Mnih, "Disentangling by factorising", ICML 2018, eq. (2) and (3), algorithm 2.
/// </para>
/// </remarks>
public sealed class TotalCorrelationByDiscriminator : Penalty
{
    private readonly Func<Pass, Tensor, Tensor> _discriminator;

    /// <summary>The penalty by a discriminator.</summary>
    /// <param name="discriminator">log (D/(1 - D)) of each code: [n, width] to [n].</param>
    /// <param name="parameters">What the discriminator learns.</param>
    public TotalCorrelationByDiscriminator(Func<Pass, Tensor, Tensor> discriminator, IReadOnlyList<Parameter> parameters)
        : base("total-correlation")
    {
        ArgumentNullException.ThrowIfNull(discriminator);
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0) throw new ArgumentException("TotalCorrelationByDiscriminator: the discriminator has no parameters; it could not learn.");
        _discriminator = discriminator;
        AdversaryParameters = parameters;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> AdversaryParameters { get; }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <summary>Whether the discriminator sees the codes of the first half of a batch and mixtures of the second's.</summary>
    public bool Halves { get; init; }

    /// <inheritdoc/>
    /// <remarks>
    /// Measures: <c>discriminator-loss</c> in nats, log 2 = 0.693 where it knows nothing; <c>discriminator-accuracy</c>, its share of right answers.
    /// </remarks>
    /// <exception cref="ArgumentException">The batch has one example and is to be cut.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        Codes codes = Codes.Of(trace, Site, this);
        Tensor z = codes.Values.Reshape(codes.Rows, codes.Values.Shape.Count / codes.Rows);
        Tensor correlation = Frozen(trace.Pass, z).Mean();
        (Tensor own, Tensor others) = Shown(codes, z.Detach());
        RandomKey key = trace.Pass.Key.Split(Name).Split(codes.Site.Name)
            .For(trace.Pass.IsTraining ? RandomPurpose.Shuffling : RandomPurpose.Evaluation);
        Tensor[] logits = Logits(trace.Pass, Ops.Concat([own, Mixed(others, key)])).Split(0, own.Shape[0], others.Shape[0]);
        Tensor loss = 0.5 * ((-logits[0]).Softplus().Mean() + logits[1].Softplus().Mean());
        double right = 0.5 * (logits[0].Greater(0.0).Mean().Item() + 1 - logits[1].Greater(0.0).Mean().Item());
        return new PenaltyTerms(correlation)
        {
            AdversaryLoss = loss,
            Measures = [new Measure("discriminator-loss", loss.Item()), new Measure("discriminator-accuracy", right)],
        };
    }

    // The model's gradient passes through the discriminator and leaves it alone.
    private Tensor Frozen(Pass pass, Tensor z)
    {
        using Pass.FrozenParameters _ = pass.Freeze();
        return Logits(pass, z);
    }

    private Tensor Logits(Pass pass, Tensor z)
    {
        Tensor logits = _discriminator(pass, z);
        return logits.Shape == Shape.Create([z.Shape[0]])
            ? logits
            : throw new ShapeException(
                $"Penalty '{Name}': the discriminator gives {logits.Shape} for codes {z.Shape}; it must give one number a code, [{z.Shape[0]}].");
    }

    private (Tensor Own, Tensor Others) Shown(Codes codes, Tensor z)
    {
        if (!Halves) return (z, z);
        if (codes.Count < 2) throw new ArgumentException($"Penalty '{Name}': a batch of one example cannot be cut in halves.");
        int half = codes.Count / 2;
        return (z.Gather(0, RowsOf(0, half)), z.Gather(0, RowsOf(half, codes.Count)));

        int[] RowsOf(int first, int end) =>
            [.. Enumerable.Range(0, codes.Samples).SelectMany(k => Enumerable.Range(first, end - first).Select(i => (k * codes.Count) + i))];
    }

    // Element d of each row from another row, by an order of its own.
    private static Tensor Mixed(Tensor z, RandomKey key)
    {
        int rows = z.Shape[0], width = z.Shape[1];
        int[] order = new int[rows], places = new int[rows * width];
        for (int d = 0; d < width; d++)
        {
            key.At(d).Permutation(rows).Fill(order);
            for (int i = 0; i < rows; i++) places[(i * width) + d] = (order[i] * width) + d;
        }

        return z.Reshape(rows * width).Gather(0, places).Reshape(rows, width);
    }
}

/// <summary>Settings of <see cref="TotalCorrelationByDiscriminator"/>; with the weight γ beside the ELBO, FactorVAE.</summary>
/// <remarks>
/// Parameters: <c>0</c>, <c>1</c>, ..., <c>logit</c>, each <c>.weight</c> and <c>.bias</c>, under <c>objective</c> and the penalty's name.
/// </remarks>
public sealed record TotalCorrelationConfig : PenaltyConfig
{
    /// <summary>
    /// Widths of the discriminator's hidden layers, each with a leaky rectifier of slope 0.2. The paper has six of 1000, which cost more than most
    /// models; three of 256 find the correlations of ten elements as well where these are not intricate.
    /// </summary>
    public IReadOnlyList<int> Hidden { get; set; } = [256, 256, 256];

    /// <summary>Whether the discriminator sees the codes of the first half of a batch and mixtures of the second's.</summary>
    public bool Halves { get; set; }

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        for (int i = 0; i < Hidden.Count; i++)
        {
            if (Hidden[i] < 1) throw new ArgumentException($"hidden[{i}] is {Hidden[i]}; a layer has at least one unit.");
        }

        string name = Name ?? "total-correlation";
        int before = context.Scope.Parameters.Count;
        LeakyMlp network = new(context.Scope / name, context.CodeShape(Site).Count, Hidden);
        return new TotalCorrelationByDiscriminator(network.Forward, [.. context.Scope.Parameters.Skip(before)])
        {
            Name = name,
            Site = Site,
            Halves = Halves,
        };
    }
}
