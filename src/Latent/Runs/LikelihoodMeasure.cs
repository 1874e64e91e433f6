using System.Text.Json;
using Latent.Checkpoints;
using Latent.Data;
using Latent.Data.Transforms;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;
using Transform = Latent.Data.Transforms.Transform;

namespace Latent.Runs;

/// <summary>What the probabilities of a model are probabilities of: only those of the same thing compare.</summary>
/// <param name="Nats">What must agree for log-likelihoods in nats to compare.</param>
/// <param name="Bits">What must agree for bits per element to compare: scaling apart, which they account for.</param>
/// <param name="Units">What must agree for distances between examples, as models see them, to compare.</param>
/// <param name="Words">The first for people, without what transforms have learnt.</param>
internal sealed record LikelihoodMeasure(string Nats, string Bits, string Units, string Words)
{
    /// <summary>That of a model.</summary>
    /// <param name="file">The model and its transforms.</param>
    /// <param name="seen">Data as it sees it.</param>
    public static LikelihoodMeasure Of(ModelFile file, IDataset seen)
    {
        try
        {
            return Read(file, seen);
        }
        catch (Exception error) when (error is NotSupportedException or KeyNotFoundException or ArgumentException or ShapeException)
        {
            // A model that these data do not suffice has no likelihood of them to be compared.
            return new LikelihoodMeasure(error.Message, error.Message, Exactly([.. file.Transforms]), $"no likelihood of these data ({error.Message})");
        }
    }

    private static LikelihoodMeasure Read(ModelFile file, IDataset seen)
    {
        using Pass pass = Pass.Evaluation();
        Trace trace = file.Model.Trace(pass, seen.Get(0, 1, pass, default), TraceMode.Posterior());
        List<string> nats = [], bits = [], units = [], words = [];
        foreach (Site site in trace.ObservedSites)
        {
            Transform[] chain = Chain(file.Transforms, site.Name);
            Transform[] lossy = [.. chain.Where(static transform => transform is not (Standardize or Dequantize or Flatten))];
            bool isLevels = seen.Has(site.Name) && (site.Prior.Support.IsDiscrete || seen.VolumeOf(site.Name).IsDequantized);
            string what = site.Prior.Support.IsDiscrete
                ? site.Prior.Support.IsSameAs(Support.Binary) && seen.Has(site.Name) && seen.Column(site.Name).Levels is > 2 and var levels
                    ? $"Bernoulli scores of {levels} grey levels" : "probabilities"
                : "densities";
            nats.Add($"{what} of {site.Name} {Exactly(chain)}");
            bits.Add($"{(isLevels ? "levels" : "densities")} of {site.Name} {Exactly(lossy)}");
            units.Add($"{site.Name} {Exactly(chain)}");
            words.Add($"{what} of {site.Name}{(chain.Length == 0 ? "" : $" after {string.Join(", ", chain.Select(NameOf))}")}");
        }

        return new LikelihoodMeasure(string.Join("; ", nats), string.Join("; ", bits), string.Join("; ", units), string.Join("; ", words));
    }

    // What a column has gone through; noise that is put into another column, for an encoder, is not among it.
    private static Transform[] Chain(IReadOnlyList<Transform> transforms, string column)
    {
        List<Transform> chain = [];
        for (int i = transforms.Count - 1; i >= 0; i--)
        {
            if (!string.Equals(transforms[i].Into ?? transforms[i].Column, column, StringComparison.Ordinal)) continue;
            chain.Add(transforms[i]);
            column = transforms[i].Column;
        }

        chain.Reverse();
        return [.. chain];
    }

    private static string Exactly(Transform[] chain) => JsonSerializer.Serialize(chain, ModelFileJson.Default.IReadOnlyListTransform);

    private static string NameOf(Transform transform) => JsonNamingPolicy.KebabCaseLower.ConvertName(transform.GetType().Name);
}
