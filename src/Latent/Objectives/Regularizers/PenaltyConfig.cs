using System.Text.Json.Serialization;
using Latent.Objectives.Constraints;
using Latent.Optimization;

namespace Latent.Objectives.Regularizers;

/// <summary>A kind of penalty and its settings, as a configuration holds it: with a weight beside an objective, or as the quantity of a constraint.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RateConfig), "rate")]
[JsonDerivedType(typeof(DistortionConfig), "distortion")]
[JsonDerivedType(typeof(KlDecompositionConfig), "kl-decomposition")]
[JsonDerivedType(typeof(TotalCorrelationConfig), "total-correlation")]
[JsonDerivedType(typeof(DipConfig), "dip")]
[JsonDerivedType(typeof(MmdConfig), "mmd")]
[JsonDerivedType(typeof(L1ActivityConfig), "l1-activity")]
[JsonDerivedType(typeof(SparsityKlConfig), "sparsity-kl")]
[JsonDerivedType(typeof(CodeNormConfig), "code-norm")]
[JsonDerivedType(typeof(ContractiveConfig), "contractive")]
[JsonDerivedType(typeof(DecoderGradientConfig), "decoder-gradient")]
[JsonDerivedType(typeof(QuantizationConfig), "quantization")]
[JsonDerivedType(typeof(AggregatedMutualInformationConfig), "aggregated-mutual-information")]
[JsonDerivedType(typeof(VariationalMutualInformationConfig), "variational-mutual-information")]
[JsonDerivedType(typeof(ClassifierMutualInformationConfig), "classifier-mutual-information")]
public abstract record PenaltyConfig
{
    /// <summary>The factor before it in the loss: a number, or a schedule; negative to reward. Of a constraint's quantity it stays 1.</summary>
    public ScheduleConfig Weight { get; set; } = 1;

    /// <summary>The name in reports, for two penalties of one kind; null for the kind's own.</summary>
    public string? Name { get; set; }

    /// <summary>Makes the penalty, without its weight.</summary>
    /// <exception cref="ArgumentException">A setting makes no sense, or the data or the model lack what it is about; the message says which.</exception>
    public abstract Penalty Make(ObjectiveContext context);
}
