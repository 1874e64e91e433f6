using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation.Pictures;

/// <summary>The codes of some examples at every latent variable of a model, with their classes where the data has any.</summary>
public sealed class LatentCodes
{
    private LatentCodes(IReadOnlyList<SiteCodes> sites, IReadOnlyList<SiteCodes> conditions, IReadOnlyList<int> classes, IReadOnlyList<string> classNames)
    {
        Sites = sites;
        Conditions = conditions;
        Classes = classes;
        ClassNames = classNames;
    }

    /// <summary>The latent variables in the order of the model, top down.</summary>
    public IReadOnlyList<SiteCodes> Sites { get; }

    /// <summary>What else examples are decoded from: variables that may be observed, such as the class of a conditional model. Empty for most.</summary>
    public IReadOnlyList<SiteCodes> Conditions { get; }

    /// <summary>The class of each example; empty if the data has none.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many examples.</summary>
    public int Count => Sites[0].Count;

    /// <summary>The codes at a latent variable.</summary>
    /// <param name="site">Its name; null for the first.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those there are.</exception>
    public SiteCodes At(string? site = null) => site is null
        ? Sites[0]
        : Sites.FirstOrDefault(codes => string.Equals(codes.Name, site, StringComparison.Ordinal)) ?? throw new KeyNotFoundException(
            $"The model has no latent variable '{site}'; it has: {string.Join(", ", Sites.Select(static s => s.Name))}.");

    /// <summary>The codes of all sites, one after the other, example after example: [n, d].</summary>
    internal double[] Flat()
    {
        int width = Sites.Sum(static site => site.Width), offset = 0;
        double[] all = new double[Count * width];
        foreach (SiteCodes site in Sites)
        {
            for (int i = 0; i < Count; i++) site[i].CopyTo(all.AsSpan((i * width) + offset));
            offset += site.Width;
        }

        return all;
    }

    /// <summary>Encodes the first examples of a data set. The result does not depend on how they are cut into batches.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data as the model sees it.</param>
    /// <param name="key">The randomness of the data's transforms, and of latent variables that have no mean.</param>
    /// <param name="count">How many examples; fewer if there are fewer.</param>
    /// <param name="classes">The column of the classes, if there is one of that name.</param>
    /// <param name="batchSize">Examples at a time.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    /// <exception cref="ArgumentException">There are no examples, or the model names no latent variable.</exception>
    public static LatentCodes Encode(
        LatentModel model, IDataset data, RandomKey key, int count = int.MaxValue, string classes = "y", int batchSize = 256,
        Device? device = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        count = Math.Min(count, data.Count);
        if (count == 0)
            throw new ArgumentException($"{data.Name} holds no examples to encode.", nameof(data));
        DataColumn? column = data.Has(classes) ? data.Column(classes) : null;
        bool hasClasses = column is { Shape.Rank: 0, Classes.Count: > 0, HasMissing: false };
        List<Gathered> sites = [], conditions = [];
        List<int> seen = [];
        for (int first = 0; first < count; first += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using Pass pass = Pass.Evaluation(key.Split("model"), device);
            Batch batch = data.Get(first, Math.Min(batchSize, count - first), pass, key.Split("data"));
            Trace trace = model.Trace(pass, batch, TraceMode.Encode);
            foreach ((List<Gathered> into, bool isOptional) in new[] { (sites, false), (conditions, true) })
            {
                int next = 0;
                foreach (Site site in trace.CodeSites.Where(site => site.IsOptional == isOptional))
                {
                    if (next == into.Count)
                        into.Add(new Gathered(site));
                    into[next++].Add(site, batch.Count);
                }
            }

            if (hasClasses)
                seen.AddRange(batch[classes].ToDoubles().Select(static c => (int)c));
        }

        return sites.Count == 0
            ? throw new ArgumentException("The model names no latent variable (t.Latent) that could be encoded.", nameof(model))
            : new LatentCodes([.. sites.Select(site => site.Finish(count))],
                [.. conditions.Select(site => site.Finish(count))], seen, hasClasses ? column!.Classes : []);
    }

    /// <summary>Whether a prior is N(0, I).</summary>
    internal static bool IsStandard(Distribution prior) => prior is Normal normal && (normal.IsStandard
        || (prior.Mean.ToDoubles().All(static mean => mean == 0) && prior.Variance.ToDoubles().All(static variance => variance == 1)));

    /// <summary>What batches have given so far of one site.</summary>
    private sealed class Gathered
    {
        private readonly string _name;
        private readonly Shape _shape;
        private readonly bool _standard;
        private readonly Support _support;
        private readonly List<double> _values = [];
        private double[]? _kl;

        public Gathered(Site site)
        {
            _name = site.Name;
            _shape = site.Prior.EventShape;
            _standard = IsStandard(site.Prior);
            _support = site.Prior.Support;
            _kl = new double[_shape.Count];
        }

        public void Add(Site site, int rows)
        {
            _values.AddRange(site.Value!.ToDoubles());
            if (_kl is null)
                return;
            double[]? kl = KlOf(site, rows * _kl.Length);
            if (kl is null)
                _kl = null;
            for (int i = 0; _kl is not null && i < kl!.Length; i++)
                _kl[i % _kl.Length] += kl[i];
        }

        public SiteCodes Finish(int count) =>
            new(_name, _shape, count, [.. _values], _kl is null ? [] : [.. _kl.Select(sum => sum / count)], _standard, _support);

        private static double[]? KlOf(Site site, int wanted)
        {
            if (site.Posterior is not { Factors: { EventShape.Rank: 0 } } || site.Prior.Factors is not { EventShape.Rank: 0 })
                return null;
            try
            {
                double[] kl = site.KlOfFactors(KlEstimate.ClosedForm, null, detached: true).ToDoubles();
                return kl.Length == wanted ? kl : null;
            }
            catch (KlNotKnownException)
            {
                return null;
            }
        }
    }
}
