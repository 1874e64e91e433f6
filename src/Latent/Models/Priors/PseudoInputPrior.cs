using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Distributions;
using Latent.Json;
using Latent.Tensors;

namespace Latent.Models.Priors;

/// <summary>Where the pseudo-inputs of a <see cref="PseudoInputPrior"/> start.</summary>
[JsonConverter(typeof(KebabNames<PseudoInputStart>))]
public enum PseudoInputStart
{
    /// <summary>From examples of the training set, and a little noise.</summary>
    Data,

    /// <summary>From a normal distribution.</summary>
    Normal,
}

/// <summary>Which values the pseudo-inputs of a <see cref="PseudoInputPrior"/> may take.</summary>
[JsonConverter(typeof(KebabNames<PseudoInputRange>))]
public enum PseudoInputRange
{
    /// <summary><see cref="HardTanh"/> where the data are of known levels, which lie in [0, 1]; <see cref="Real"/> elsewhere.</summary>
    Automatic,

    /// <summary>min(max(u, 0), 1), as in the authors' code.</summary>
    HardTanh,

    /// <summary>1/(1 + e^(-u)).</summary>
    Sigmoid,

    /// <summary>u itself.</summary>
    Real,
}

/// <summary>The variational mixture of posteriors: p(z) = 1/K Σ q(z | uₖ) at pseudo-inputs uₖ that are learned with the model.</summary>
/// <remarks>
/// It takes any posterior, and costs an encoding of K rows a step. The KL term is estimated by samples (<c>"kl": "sampled"</c>). Parameter:
/// <c>pseudo_inputs</c> [K, shape of an example], before the range is applied. J. Tomczak, M. Welling, "VAE with a VampPrior", AISTATS 2018, eq. (9).
/// </remarks>
public sealed record PseudoInputPrior : PriorConfig
{
    // A sigmoid's argument of a value at the edge of [0, 1] is kept finite.
    private const double Edge = 0.01;

    /// <summary>K.</summary>
    public int Components { get; set; } = 500;

    /// <summary>Where pseudo-inputs start.</summary>
    public PseudoInputStart StartFrom { get; set; }

    /// <summary>The mean of pseudo-inputs that start from a normal distribution.</summary>
    public double Mean { get; set; } = 0.05;

    /// <summary>The standard deviation of a normal start, and of the noise on examples.</summary>
    public double Deviation { get; set; } = 0.01;

    /// <summary>Which values they may take.</summary>
    public PseudoInputRange Range { get; set; }

    /// <inheritdoc/>
    public override Prior Build(ParameterScope scope, PriorContext context)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(context);
        if (Components < 1) throw new ArgumentException($"vamp: components is {Components}; at least one is needed.");
        if (!(Deviation >= 0 && double.IsFinite(Deviation) && double.IsFinite(Mean)))
            throw new ArgumentException(
                $"vamp: pseudo-inputs start from mean {Mean} and deviation {Deviation}; both are finite, the deviation is not negative.");
        Parameter inputs = scope.Parameter("pseudo_inputs", Shape.Create([Components]).Concat(context.Observed.Shape), Initializer.Normal(Deviation));
        PseudoInputRange range = Range != PseudoInputRange.Automatic ? Range : context.Observed.Levels > 0 ? PseudoInputRange.HardTanh : PseudoInputRange.Real;
        return new Pseudo(this, inputs, range, context);
    }

    private sealed class Pseudo(PseudoInputPrior settings, Parameter inputs, PseudoInputRange range, PriorContext context) : Prior
    {
        public override Distribution Of(Trace t)
        {
            ArgumentNullException.ThrowIfNull(t);
            Tensor u = t.Pass[inputs];
            Tensor seen = range switch
            {
                PseudoInputRange.HardTanh => u.Clamp(0.0, 1.0),
                PseudoInputRange.Sigmoid => u.Sigmoid(),
                _ => u,
            };
            return VampPrior.From(context.Encode(t.Pass, seen));
        }

        public override void InitializeFrom(IDataset train, RandomKey key)
        {
            double[] values = new double[inputs.Shape.Count];
            key.Split("noise").Normal(values);
            double[]? examples = settings.StartFrom == PseudoInputStart.Data ? Examples(train, key) : null;
            for (int i = 0; i < values.Length; i++)
            {
                double start = examples is null ? settings.Mean : examples[i];
                if (range == PseudoInputRange.Sigmoid && examples is not null) start = Logit(Math.Clamp(start, Edge, 1 - Edge));
                values[i] = start + (settings.Deviation * values[i]);
            }

            inputs.Set(Tensor.From(values, inputs.Shape).To(inputs.Value.DType));
        }

        // K examples at random, all of them again where there are fewer; what is missing is 0, as to the encoder.
        private double[] Examples(IDataset train, RandomKey key)
        {
            int[] order = new int[train.Count], rows = new int[settings.Components];
            key.Split("rows").For(RandomPurpose.Shuffling).Permutation(order.Length).Fill(order);
            for (int i = 0; i < rows.Length; i++) rows[i] = order[i % order.Length];
            using Pass pass = Pass.Evaluation();
            Batch batch = train.Get(rows, pass, key.Split("data"));
            Tensor x = batch[context.Observed.Name];
            return (batch.Mask(context.Observed.Name) is { } mask && mask.Shape == x.Shape ? mask.Where(x, 0.0) : x).ToDoubles();
        }

        private static double Logit(double value) => Math.Log(value / (1 - value));
    }
}
