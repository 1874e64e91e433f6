using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Distributions;
using Latent.Json;
using Latent.Models;

namespace Latent.Evaluation;

/// <summary>What a number of bits per element speaks of.</summary>
[JsonConverter(typeof(KebabNames<BitsKind>))]
public enum BitsKind
{
    /// <summary>The probability of the data's own levels.</summary>
    Probability,

    /// <summary>
    /// A bound on the probability of levels by a density of values that were dequantised (Theis, van den Oord and Bethge 2016, eq. 2).
    /// </summary>
    DequantizedLevels,

    /// <summary>The density of continuous values in the units they had before scaling: depends on those units, and may be negative.</summary>
    Density,
}

/// <summary>-(log-likelihood + log-volume) / (D·ln 2): bits per element, comparable between models of the same data.</summary>
/// <param name="Value">The mean over examples.</param>
/// <param name="Elements">D: observed numbers of an example.</param>
/// <param name="LogVolume">
/// log |dx′/dx| in nats per example of the transforms that scaled the data, which turns a density of what the model saw into one of what the
/// data was.
/// </param>
/// <param name="Kind">What it speaks of.</param>
public sealed record BitsPerDimension(Estimate Value, int Elements, double LogVolume, BitsKind Kind)
{
    /// <summary>Bits of a log-likelihood, or of a bound on it.</summary>
    /// <param name="logLikelihood">In nats per example.</param>
    /// <param name="trace">Its observed sites.</param>
    /// <param name="data">Has their columns, and knows its transforms.</param>
    /// <returns>
    /// Null where it is not defined: values are missing or of varying length, or a density is given to levels that were not dequantised, which
    /// a model can make as large as it likes; or grey levels are scored by a Bernoulli.
    /// </returns>
    internal static BitsPerDimension? Of(Estimate logLikelihood, Trace trace, IDataset data)
    {
        int elements = 0;
        double volume = 0;
        BitsKind? kind = null;
        foreach (Site site in trace.Sites)
        {
            if (site.Kind == SiteKind.Latent) continue;
            if (!data.Has(site.Name) || data.Column(site.Name) is not { HasMissing: false, IsSequence: false } column) return null;
            (double logVolume, bool isDequantized) = data.VolumeOf(site.Name);
            BitsKind own = site.Prior.Support.IsDiscrete ? BitsKind.Probability : isDequantized ? BitsKind.DequantizedLevels : BitsKind.Density;
            // A column that is no variable of the data, such as a class, has neither levels nor a density; it counts as it is.
            if (own == BitsKind.Density && column.Levels > 0) return null;
            // Nor are grey values under a Bernoulli: their expected log-probability is one of no level of theirs.
            if (own == BitsKind.Probability && column.Levels > 2 && site.Prior.Support.IsSameAs(Support.Binary)) return null;
            elements += column.Shape.Count;
            volume += own == BitsKind.Probability ? 0 : logVolume;
            kind = kind is null || own > kind ? own : kind;
        }

        return kind is null || elements == 0
            ? null
            : new BitsPerDimension(logLikelihood.Plus(volume).Times(-1 / (elements * Math.Log(2))), elements, volume, kind.Value);
    }
}
