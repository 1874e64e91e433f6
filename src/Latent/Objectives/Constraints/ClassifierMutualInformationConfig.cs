using Latent.Data;
using Latent.Distributions;
using Latent.Networks;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Objectives.Constraints;

/// <summary>Settings of <see cref="ClassifierMutualInformation"/>, with a network that guesses y from the code.</summary>
/// <remarks>
/// r(y | z) is categorical for a column of classes, a Bernoulli per element for one of two levels, and else a diagonal normal with learned
/// scales. Parameters: those of the network, and <c>logits</c>, or <c>mean</c> and <c>log_scale</c>, under <c>objective</c> and the penalty's
/// name.
/// </remarks>
public sealed record ClassifierMutualInformationConfig : PenaltyConfig
{
    /// <summary>The column that is y.</summary>
    public required string Attribute { get; set; }

    /// <summary>The network between the code and r's parameters.</summary>
    public NetworkConfig Network { get; set; } = MlpConfig.Of(128, 128);

    /// <summary>H(y) in nats; by default, for discrete y, that of the frequencies in the batch.</summary>
    public double? AttributeEntropy { get; set; }

    /// <summary>The latent site, where there are several.</summary>
    public string? Site { get; set; }

    /// <inheritdoc/>
    public override Penalty Make(ObjectiveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string name = Name ?? "mutual-information";
        // Before there is data any column will do to look at the settings.
        DataColumn y = context.Column(Attribute) ?? new DataColumn(Attribute, []) { Classes = ["0", "1"] };
        bool isDiscrete = y.Classes.Count > 0 || y.Levels == 2;
        if (!isDiscrete && AttributeEntropy is null)
            throw new ArgumentException($"the column {y} is no class, so the entropy of its density must be given, attributeEntropy.");
        int before = context.Scope.Parameters.Count;
        ParameterScope scope = context.Scope / name;
        EncoderNetwork network = Network.Encoder(scope, context.CodeShape(Site));
        int elements = y.Shape.Count, outputs = y.Classes.Count > 0 ? elements * y.Classes.Count : elements;
        Linear first = new(scope / (isDiscrete ? "logits" : "mean"), network.Width, outputs, Activation.None, Network.Initialization);
        Linear? scale = isDiscrete ? null : new Linear(scope / "log_scale", network.Width, outputs, Activation.None, Network.Initialization);
        return new ClassifierMutualInformation(Attribute, Classify, [.. context.Scope.Parameters.Skip(before)])
        {
            Name = name,
            Site = Site,
            AttributeEntropy = AttributeEntropy,
        };

        Distribution Classify(Pass pass, Tensor z)
        {
            Tensor features = network.Forward(pass, z), h = first.Forward(pass, features);
            Shape rows = [h.Shape[0]];
            Shape values = rows.Concat(y.Shape);
            int axes = y.Shape.Rank;
            return y.Classes.Count > 0 ? Categorical.FromLogits(h.Reshape(values.Concat([y.Classes.Count])), axes)
                : isDiscrete ? Bernoulli.FromLogits(h.Reshape(values), axes)
                : Normal.FromLogScale(h.Reshape(values), scale!.Forward(pass, features).Reshape(values), axes);
        }
    }
}
