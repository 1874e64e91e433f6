using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>
/// The contractive penalty E_x ‖∂h(x)/∂x‖²_F, the squared Frobenius norm of the Jacobian of the code h = E_q[z] by the input: the code is to
/// stay where it is when the input moves.
/// </summary>
/// <remarks>
/// <para>
/// Exact by default: the encoder runs once more with its input tracked, and a recorded backward traversal is made for every element of the
/// code. <see cref="Probes"/> random directions give an unbiased estimate for the cost of as many traversals (Hutchinson). For one layer h =
/// sigmoid(W·x + b) it is Σ_j (h_j·(1 - h_j))²·‖W_j‖². Its unit is that of squared codes per squared input.
/// </para>
/// <para>
/// S. Rifai, P. Vincent, X. Muller, X. Glorot, Y. Bengio, "Contractive auto-encoders: explicit invariance during feature extraction", ICML
/// 2011, eq. (1). M. F. Hutchinson, "A stochastic estimator of the trace of the influence matrix", 1990.
/// </para>
/// </remarks>
public sealed class Contractive : Penalty
{
    /// <summary>The exact norm.</summary>
    public Contractive()
        : base("contractive")
    {
    }

    /// <summary>The name of the input in the batch.</summary>
    public string Input { get; init; } = "x";

    /// <summary>How many random directions of the code are looked at; null, the default, for all elements, which is exact.</summary>
    public int? Probes
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Contractive: Probes must be at least 1, or null for the exact norm.");
    }

    /// <summary>The site; not needed where the model has one latent variable.</summary>
    public string? Site { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The code does not depend on the input named.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        _ = Codes.Of(trace, Site, this, byDraws: false);
        RandomKey key = trace.Pass.Key.Split(Name).For(trace.Pass.IsTraining ? RandomPurpose.Reparameterization : RandomPurpose.Evaluation);
        return Jacobian.Evaluate(trace, this, (pass, model, batch, createGraph) =>
        {
            if (!batch.TryGet(Input, out Tensor? x)) throw Unread(batch);
            Tensor input = pass.Track(x);
            Trace again = model.Trace(pass, batch.With(Input, input, batch.Mask(Input)), TraceMode.Encode);
            Tensor codes = Codes.Of(again, Site, this, byDraws: false).Means();
            return Jacobian.SquaredNorm(codes, input, Probes, key, createGraph) ?? throw Unread(batch);
        });
    }

    private ArgumentException Unread(Batch batch) => new(
        $"Penalty '{Name}': the code does not depend on '{Input}'; set Input to what the encoder reads, one of: "
            + $"{string.Join(", ", batch.Names.Order(StringComparer.Ordinal))}.");
}

/// <summary>Settings of <see cref="Contractive"/>.</summary>
public sealed record ContractiveConfig : PenaltyConfig
{
    /// <summary>The column the encoder reads.</summary>
    public string Input { get; set; } = "x";

    /// <summary>How many random directions of the code are looked at; null for all elements, which is exact.</summary>
    public int? Probes { get; set; }

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _ = context.Column(Input);
        return new Contractive { Name = Name ?? "contractive", Input = Input, Probes = Probes, Site = Site };
    }
}
