using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Autodiff.Ops;

namespace Latent.Models;

// Where a latent site's value comes from.
public sealed partial class Trace
{
    private Tensor Place(Site site, Tensor? rowMask, DiscreteSite discrete)
    {
        ArgumentNullException.ThrowIfNull(site.Prior);
        Add(site);
        Tensor value = ValueOf(site, discrete);
        if (rowMask is not null) value = MixObserved(site, value, rowMask);
        return site.Value = Leaf(value);
    }

    // Until p of it is known, q stands in its place.
    private Tensor PlaceAhead(string name, Func<Distribution> posterior)
    {
        ThrowIfNamed(name);
        Distribution q = posterior();
        Site site = new(this, name, SiteKind.Latent, q, () => q) { IsInferredAhead = true, Lead = _lead };
        if (Pass.IsRecording && q.Gradient != GradientPath.Pathwise)
            Refuse(site, $"it is inferred ahead from {q.Name}, whose draws pass no gradient to what is inferred from them; take a family with pathwise draws.");
        _ahead.Add(site);
        return site.Value = Leaf(ValueOf(site, DiscreteSite.Sampled));
    }

    private Tensor? TakeAhead(string name, Distribution prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (_ahead.Find(site => string.Equals(site.Name, name, StringComparison.Ordinal)) is not { } site) return null;
        _ = _ahead.Remove(site);
        _sites.Add(site);
        site.Prior = prior;
        _ = Inferred(site);
        _ = RowsOf(prior, site);
        return site.Value;
    }

    // A tracked value is a leaf of the tape, by which a reader of the graph knows it again in the distributions that depend on it.
    private Tensor Leaf(Tensor value) => Mode is TraceMode.ReadMode ? Pass.Track(value) : value;

    private Tensor ValueOf(Site site, DiscreteSite discrete) => Mode switch
    {
        TraceMode.GenerateMode generate => Draw(site, site.Prior.Tempered(generate.Temperature)),
        TraceMode.GivenMode given when given.Values.TryGetValue(site.Name, out Tensor? known) => Replay(site, known),
        TraceMode.GivenMode given when _batch is null => Draw(site, site.Prior.Tempered(given.Temperature)),
        TraceMode.EncodeMode => Encoded(site),
        TraceMode.PosteriorMode or TraceMode.ReconstructMode or TraceMode.ReplayMode when discrete == DiscreteSite.Enumerated => Enumerate(site),
        TraceMode.ReplayMode replay => Replay(site, replay.Value(site.Name)),
        TraceMode.ReconstructMode => Replay(site, Encoded(site)),
        _ => Draw(site, Inferred(site)),
    };

    private Tensor Encoded(Site site)
    {
        Tensor code = Inferred(site).Center;
        return Expand(code.Shape.Rank == site.Prior.EventShape.Rank ? code.BroadcastTo(Events(Rows, site.Prior)) : code, site.Name);
    }

    private static Shape Events(int rows, Distribution distribution) => Shape.Create([rows]).Concat(distribution.EventShape);

    private Distribution Inferred(Site site)
    {
        if (site.Posterior is not { } q) return site.Prior;
        if (q.EventShape != site.Prior.EventShape)
            Refuse(site, $"q has events of shape {q.EventShape}, p of {site.Prior.EventShape}; they are distributions of one variable.");
        if (!q.Support.IsSameAs(site.Prior.Support))
            Refuse(site, $"q gives values in '{q.Support}', p has the support '{site.Prior.Support}'; take families on one set, or transform one.");
        return q;
    }

    private Tensor Replay(Site site, Tensor value)
    {
        value = Expand(value, site.Name);
        ThrowIfEventDiffers(site, value.Shape, Rows, "the value given");
        site.Scored = Folded(value, site);
        return value;
    }

    // A distribution may have a row per row of the trace, or one for several of them (it depends on the data alone, or on nothing).
    private Tensor Draw(Site site, Distribution distribution)
    {
        int rows = RowsOf(distribution, site);
        Shape samples = rows == Rows ? default : Missing(rows);
        RandomKey key = Pass.Key.Split(site.Name).For(Pass.IsTraining ? RandomPurpose.Reparameterization : RandomPurpose.Evaluation);
        int keys = Mode is TraceMode.PosteriorMode { NoiseOfTheirOwn: true } ? _lead.Count : Samples;
        int firstSample = Mode is TraceMode.PosteriorMode posterior ? posterior.FirstSample : 0;
        Draws draws = new(key, _lead.Count, keys, Count, _batch?.FirstRow ?? 0, firstSample);
        Tensor value;
        if (distribution.ScoresWhileSampling && ReferenceEquals(distribution, site.MadePosterior))
        {
            (value, Tensor logQ) = distribution.SampleAndLogProb(draws, samples);
            site.ScoreIs(logQ.Reshape(_lead.Concat([Count])));
        }
        else
        {
            value = distribution.Sample(draws, samples);
        }

        value = value.Reshape(Events(Rows, distribution));
        if (WeightsPaths && site.MadePosterior is { Gradient: GradientPath.Pathwise })
        {
            site.PathFactor = new GradientFactor();
            value = ScaleGradientOp.Apply(value, site.PathFactor);
        }

        site.Scored = Folded(value, site);
        return value;
    }

    private Tensor Enumerate(Site site)
    {
        Distribution q = Inferred(site);
        if (q is not IEnumerableSupport { SupportSize: < int.MaxValue } discrete)
        {
            throw new InvalidOperationException(
                $"Site '{site.Name}': {q} cannot be enumerated; only distributions over a small finite set can. Use DiscreteSite.Sampled.{Table()}");
        }

        _ = RowsOf(q, site);
        Tensor all = discrete.Enumerate();
        int size = all.Shape[0];
        Shape ones = [1, 1, 1, 1, 1, 1];
        site.IsEnumerated = true;
        // Against q and p, which have rows of the trace as it was, the values are an axis before all others.
        site.Scored = all.Reshape(Shape.Create([size]).Concat(ones.Slice(0, _lead.Rank + 1)).Concat(q.EventShape));
        Tensor value = all.Reshape(Shape.Create([size, 1]).Concat(q.EventShape))
            .BroadcastTo(Shape.Create([size, Rows]).Concat(q.EventShape));
        _lead = Shape.Create([size]).Concat(_lead);
        Rows *= size;
        site.Lead = _lead;
        return value.Reshape(Events(Rows, q));
    }

    private Tensor MixObserved(Site site, Tensor value, Tensor mask)
    {
        if (mask.Shape != Shape.Create([Count]))
            Refuse(site, $"its mask has shape {mask.Shape}; a latent variable is observed for whole examples: give one value per example, [{Count}].");
        Tensor observed = Observed(site.Name);
        ThrowIfEventDiffers(site, observed.Shape, Count, "the batch's value");
        site.RowMask = mask;
        if (site.IsEnumerated)
        {
            // What is enumerated stays: terms of an observed example are weighted by whether the value is the observed one.
            if (mask.Where(Match(site).Max(0), 1.0).Min().Item() < 1)
                Refuse(site, $"an observed example has a value that is none of the {site.Scored!.Shape[0]} that q goes through.");
            return value;
        }

        Tensor rows = Tile(AlignRows(mask, observed.Shape.Rank));
        value = rows.Where(Tile(observed), value);
        site.ScoreIs(null);
        if (site.Scored is not null) site.Scored = Folded(value, site);
        return value;
    }

    private (Tensor Value, Tensor? Mask) Masked(Site site, Tensor value, Tensor? mask)
    {
        if (mask is null || mask.Shape == value.Shape) return (value, mask);
        if (site.Prior is not ElementwiseDistribution and not Independent)
        {
            throw new NotSupportedException(
                $"Site '{site.Name}': {site.Prior.Name} cannot leave out whole examples by a mask; leave them out of the batch, or use LatentOrObserved.");
        }

        return (value, AlignRows(mask, value.Shape.Rank).BroadcastTo(value.Shape));
    }

    private static Tensor AlignRows(Tensor mask, int rank)
    {
        while (mask.Shape.Rank < rank)
            mask = mask.Unsqueeze(mask.Shape.Rank);
        return mask;
    }

    private Tensor Expand(Tensor value, string name)
    {
        if (value.Shape.Rank > 0 && value.Shape[0] == Rows) return value;
        if (value.Shape.Rank > 0 && value.Shape[0] == Count) return Tile(value);
        throw new ShapeException($"Site '{name}': a value of shape {value.Shape} has neither {Rows} rows nor one per example ({Count}).");
    }

    private Tensor Folded(Tensor value, Site site) =>
        IsFlat ? value : value.Reshape(site.Lead.Concat([Count]).Concat(value.Shape.Slice(1, value.Shape.Rank)));

    private void ThrowIfEventDiffers(Site site, Shape value, int rows, string what)
    {
        if (value != Events(rows, site.Prior))
            Refuse(site, $"{what} has shape {value}; p expects {rows} rows of events of shape {site.Prior.EventShape}.");
    }
}
