using Latent.Models;
using Latent.Models.Discrete;
using Latent.Tensors;

namespace Latent.Objectives.Regularizers;

/// <summary>What draws a book of codes and an encoder to one another: E_x Σᵢ [‖sg eᵢ - c‖² + β·‖eᵢ - sg c‖²], c the vector chosen for eᵢ.</summary>
/// <remarks>
/// sg stands for a constant. The first term moves the codes to what the encoder gives, the second keeps the encoder by the codes it has chosen. Its unit is
/// that of the squared vectors. A. van den Oord, O. Vinyals, K. Kavukcuoglu, "Neural discrete representation learning", NeurIPS 2017, eq. (3).
/// </remarks>
public sealed class QuantizationPenalty() : Penalty("quantization")
{
    /// <summary>β, at least 0.</summary>
    public double Commitment
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "QuantizationPenalty: Commitment must be a finite number, at least 0.");
    } = 0.25;

    /// <inheritdoc/>
    /// <remarks>Measure: <c>error</c>, E_x Σᵢ ‖eᵢ - c‖².</remarks>
    /// <exception cref="ArgumentException">The model has no book of codes.</exception>
    public override PenaltyTerms Evaluate(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Noted(VqVae.Given) is not { } given || trace.Noted(VqVae.Chosen) is not { } chosen)
        {
            throw new ArgumentException(
                $"Penalty '{Name}': the model chooses no codes from a book; the penalty is for 'vq-vae', and for batches that are encoded.");
        }

        Tensor book = Error(given.Detach(), chosen), encoder = Error(given, chosen.Detach());
        return new PenaltyTerms(book + (Commitment * encoder)) { Measures = [new Measure("error", book.Item())] };

        static Tensor Error(Tensor a, Tensor b) => (a - b).Square().Sum(1, 2).Mean();
    }
}

/// <summary>Settings of <see cref="QuantizationPenalty"/>.</summary>
public sealed record QuantizationConfig : PenaltyConfig
{
    /// <summary>β.</summary>
    public double Commitment { get; set; } = 0.25;

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context) => new QuantizationPenalty { Name = Name ?? "quantization", Commitment = Commitment };
}
