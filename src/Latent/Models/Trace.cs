using System.Diagnostics.CodeAnalysis;
using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>
/// One run of a <see cref="LatentModel"/>: gives its sites their values, by the mode, and remembers them. See <see cref="TraceMode"/>.
/// </summary>
/// <remarks>
/// K samples, and the values of enumerated sites, are folded into the rows: inside <see cref="LatentModel.Run"/> a tensor that depends
/// on a latent variable has K·B rows, so networks know nothing of samples. Row order is [enumerated..., K, B].
/// </remarks>
public sealed partial class Trace
{
    internal const string TableMark = "\nSites so far:";

    private readonly List<Site> _sites = [];
    private readonly List<Site> _ahead = [];
    private readonly Batch? _batch;
    private Shape _lead;
    private Dictionary<string, Tensor>? _notes;

    internal Trace(Pass pass, Batch? batch, TraceMode mode, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(mode);
        Pass = pass;
        Mode = mode;
        DType = dtype;
        _batch = batch;
        Samples = mode switch
        {
            TraceMode.PosteriorMode posterior => posterior.Samples,
            TraceMode.ReplayMode replay => replay.Samples,
            _ => 1,
        };
        _lead = [Samples];
        Count = (mode, batch) switch
        {
            (TraceMode.GenerateMode generate, _) => generate.Rows,
            (_, { } known) => known.Count,
            (TraceMode.GivenMode given, _) => given.Values.First().Value.Shape[0],
            _ => throw new ArgumentNullException(nameof(batch), "A batch is needed for the posterior; TraceMode.Generate needs none."),
        };
        Rows = Samples * Count;
    }

    /// <summary>The pass that owns the tensors.</summary>
    public Pass Pass { get; }

    /// <summary>Where values come from.</summary>
    public TraceMode Mode { get; }

    /// <summary>The element type of the model.</summary>
    public DType DType { get; }

    /// <summary>K.</summary>
    public int Samples { get; }

    /// <summary>B: the number of examples.</summary>
    public int Count { get; }

    /// <summary>The number of rows a tensor has that depends on all latent variables so far: K·B, times the sizes of enumerated sites.</summary>
    public int Rows { get; private set; }

    /// <summary>The sites in the order the model named them.</summary>
    public IReadOnlyList<Site> Sites => _sites;

    /// <summary>A site by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public Site this[string name] => _sites.Find(site => string.Equals(site.Name, name, StringComparison.Ordinal))
        ?? throw new KeyNotFoundException($"There is no site '{name}'; the model has: {string.Join(", ", _sites.Select(static s => s.Name))}.");

    /// <summary>Whether one sample is drawn and nothing enumerated, so that terms are plain [B].</summary>
    internal bool IsFlat => _lead.Count == 1;

    /// <summary>Whether gradients through pathwise draws can be weighted afterwards: <see cref="Site.PathFactor"/>.</summary>
    internal bool WeightsPaths => Mode is TraceMode.PosteriorMode { WeightsPaths: true };

    /// <summary>The model, to run it again.</summary>
    internal LatentModel? Model { get; init; }

    /// <summary>What is observed; null where nothing is.</summary>
    internal Batch? Batch => _batch;

    /// <summary>The stage of a training that the model runs in; null where it runs as a whole.</summary>
    internal string? Stage => (Model as StageModel)?.Name;

    /// <summary>Whether the model runs in a stage of that name.</summary>
    internal bool IsIn(string stage) => string.Equals(Stage, stage, StringComparison.Ordinal);

    /// <summary>Whether the batch has a tensor of that name.</summary>
    public bool Has(string name) => _batch is not null && _batch.TryGet(name, out _);

    /// <summary>A tensor of the batch, one row per example, [B, ...]; <see cref="Tile"/> repeats it where it meets latent variables.</summary>
    /// <exception cref="KeyNotFoundException">The batch has none of that name.</exception>
    public Tensor Observed(string name) => _batch is null
        ? throw new KeyNotFoundException($"'{name}' is asked for, and no batch is given. A posterior may use it, inside () => ...; p may not, in generation.")
        : _batch[name];

    /// <summary>What of a tensor of the batch is observed, [B] or of its shape; null if everything is.</summary>
    public Tensor? MaskOf(string name) => _batch?.Mask(name);

    /// <summary>Makes something with the parameters as constants, if the model runs in a stage in which they are not learned.</summary>
    internal T Frozen<T>(string stage, Func<T> make)
    {
        using Pass.FrozenParameters _ = Pass.Freeze(IsIn(stage));
        return make();
    }

    /// <summary>Leaves a tensor beside the sites for penalties to read: what is no variable of the model and has a gradient all the same.</summary>
    internal void Note(string name, Tensor value) => (_notes ??= new Dictionary<string, Tensor>(StringComparer.Ordinal))[name] = value;

    /// <summary>What the model has left under a name; null if nothing.</summary>
    internal Tensor? Noted(string name) => _notes?.GetValueOrDefault(name);

    /// <summary>Repeats rows for every sample and enumerated value: [B, ...] or [fewer rows, ...] -> [Rows, ...].</summary>
    /// <exception cref="ShapeException">Its rows do not divide the trace's.</exception>
    public Tensor Tile(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = x.Shape.Rank == 0 ? 0 : x.Shape[0];
        if (rows == Rows) return x;
        if (rows == 0 || Rows % rows != 0 || rows % Count != 0)
            throw new ShapeException($"Tile: {x.Shape} cannot be repeated to {Rows} rows, which are {_lead} samples of {Count} examples.");
        return x.Tile(0, Rows / rows);
    }

    /// <summary>N(0, 1) over vectors, one per row: the usual prior.</summary>
    public Normal StandardNormal(int width) => Normal.Standard([Rows, width], eventAxes: 1, DType, Pass);

    /// <summary>A latent variable.</summary>
    /// <param name="name">Its name, once in a model.</param>
    /// <param name="prior">p(z | parents), with batch [Rows], [B] or none.</param>
    /// <param name="posterior">
    /// q(z | ...), made only where it is needed. It may have B rows, if it depends on the data alone, and is then computed once for all
    /// samples. Without one, samples come from the prior.
    /// </param>
    /// <param name="discrete">For a discrete variable, whether to draw it or to go through all its values.</param>
    /// <returns>The value, [Rows, event].</returns>
    public Tensor Latent(
        string name, Distribution prior, Func<Distribution>? posterior = null, DiscreteSite discrete = DiscreteSite.Sampled) =>
        TakeAhead(name, prior) ?? Place(new Site(this, name, SiteKind.Latent, prior, posterior), null, discrete);

    /// <summary>
    /// Infers a latent variable before those that it depends on in p, because these are inferred from it: z₁ ~ q(z₁ | x) and then z₂ ~ q(z₂ | z₁)
    /// where p is p(z₂)·p(z₁ | z₂). The model names it later by <see cref="Latent"/>, with its prior alone.
    /// </summary>
    /// <remarks>
    /// Its prior depends on values inferred from its draw, so that its KL term is by the samples: E[log q(z₁ | x) - log p(z₁ | z₂)] has no closed
    /// form where z₂ is drawn given z₁ (Burda et al. 2016, section 2).
    /// </remarks>
    /// <param name="name">Its name.</param>
    /// <param name="posterior">q(z | ...), whose draws pass gradients.</param>
    /// <returns>The value, [Rows, event]; null where nothing is inferred: it is then drawn after those it depends on, from p.</returns>
    public Tensor? InferAhead(string name, Func<Distribution> posterior)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        return Mode is TraceMode.GenerateMode || _batch is null ? null : PlaceAhead(name, posterior);
    }

    /// <summary>A variable that is observed in some batches or for some examples (mask [B] of the batch), and latent otherwise.</summary>
    /// <inheritdoc cref="Latent"/>
    /// <remarks>Semi-supervised learning (Kingma et al. 2014): the posterior is the classifier q(y | x).</remarks>
    public Tensor LatentOrObserved(
        string name, Distribution prior, Func<Distribution>? posterior = null, DiscreteSite discrete = DiscreteSite.Sampled)
    {
        if (Mode is TraceMode.GenerateMode || !Has(name) || IsGiven(name))
            return Place(new Site(this, name, SiteKind.Latent, prior, posterior) { IsOptional = true }, null, discrete);
        if (_batch!.Mask(name) is { } mask)
            return Place(new Site(this, name, SiteKind.PartlyObserved, prior, posterior) { IsOptional = true }, mask, discrete);
        Site site = new(this, name, SiteKind.Observed, prior, posterior) { IsOptional = true };
        Add(site);
        site.Scored = Observed(name);
        ThrowIfEventDiffers(site, site.Scored.Shape, Count, "the batch's value");
        return site.Value = Leaf(Tile(site.Scored));
    }

    /// <summary>An observed variable.</summary>
    /// <param name="name">Its name, as in the batch.</param>
    /// <param name="likelihood">p(x | parents), with batch [Rows], [B] or none.</param>
    /// <returns>What was observed, [B, event], or generated, [Rows, event]; null when encoding.</returns>
    public Tensor? Observe(string name, Distribution likelihood) => Observe(name, () => likelihood);

    /// <summary>An observed variable whose likelihood is made only if it is needed, so that encoding does not decode.</summary>
    /// <inheritdoc cref="Observe(string, Distribution)"/>
    public Tensor? Observe(string name, Func<Distribution> likelihood)
    {
        ArgumentNullException.ThrowIfNull(likelihood);
        if (Mode is TraceMode.EncodeMode) return null;
        Site site = new(this, name, SiteKind.Observed, likelihood(), null);
        Add(site);
        if (Mode is TraceMode.GenerateMode || !Has(name))
        {
            bool means = Mode switch
            {
                TraceMode.GenerateMode generate => generate.Means,
                TraceMode.GivenMode given => given.Means,
                _ => throw new KeyNotFoundException($"Site '{name}' is observed and the batch has no '{name}'.{Table()}"),
            };
            return site.Value = means ? site.Prior.Mean : Draw(site, site.Prior);
        }

        Tensor value = Observed(name);
        ThrowIfEventDiffers(site, value.Shape, Count, "the batch's value");
        (site.Scored, site.ElementMask) = Masked(site, value, _batch!.Mask(name));
        return site.Value = value;
    }

    /// <summary>The same values run through the model again.</summary>
    /// <param name="asConstants">Whether no gradient flows through the values.</param>
    /// <param name="frozen">Whether the model's parameters are constants, so that gradients flow through the values alone.</param>
    internal Trace Again(bool asConstants, bool frozen)
    {
        if (Model is null) throw new InvalidOperationException("A trace that was not made by LatentModel.Trace cannot be run again.");
        using Pass.FrozenParameters scope = Pass.Freeze(frozen);
        Trace again = Model.Trace(Pass, _batch, TraceMode.Replay(this, asConstants));
        // Posteriors are made where they are asked for; that must be while parameters are what was asked for.
        foreach (Site site in again._sites)
        {
            if (site.Kind != SiteKind.Observed) _ = site.Posterior;
        }

        return again;
    }

    private bool IsGiven(string name) => Mode is TraceMode.GivenMode given && given.Values.ContainsKey(name);

    internal void Finish()
    {
        if (_ahead.Count > 0)
            throw new InvalidOperationException(
                $"'{_ahead[0].Name}' was inferred ahead (t.InferAhead) and never named: call t.Latent with its prior.{Table()}");
        if (_sites.Count == 0) throw new InvalidOperationException("The model named no site: call t.Latent and t.Observe in Run.");
        if (Mode is not TraceMode.GivenMode given) return;
        foreach (string name in given.Values.Keys)
        {
            if (_sites.Exists(site => site.Kind == SiteKind.Latent && string.Equals(site.Name, name, StringComparison.Ordinal))) continue;
            throw new ArgumentException(
                $"TraceMode.Given: '{name}' is given and is no latent variable of the model; those are: "
                + $"{string.Join(", ", LatentSites.Select(static site => site.Name))}. What is observed goes into the batch.");
        }
    }

    /// <summary>The sites so far with their shapes, for messages.</summary>
    internal string Table()
    {
        string rows = string.Join('\n', _sites.Select(static site => "  " + site));
        return $"{TableMark}{(rows.Length == 0 ? " none" : "\n" + rows)}\n{Count} examples, {Samples} samples, {Rows} rows"
            + (Rows == Count ? "." : "; a tensor of the batch has one row per example: t.Tile(tensor) repeats it.");
    }

    private void Add(Site site)
    {
        ThrowIfNamed(site.Name);
        site.Lead = _lead;
        _sites.Add(site);
    }

    private void ThrowIfNamed(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_sites.Concat(_ahead).Any(other => string.Equals(other.Name, name, StringComparison.Ordinal)))
            throw new InvalidOperationException($"The site '{name}' is named twice; names are unique in a model.{Table()}");
    }

    [DoesNotReturn]
    private void Refuse(Site site, string what) => throw new ShapeException($"Site '{site.Name}': {what}{Table()}");
}
