using Latent.Objectives;

namespace Latent.Training;

/// <summary>Adds up steps or batches to means over their examples. Its sums are numbers a checkpoint can hold.</summary>
internal sealed class TermMeter
{
    private readonly List<(string Site, TermKind Kind)> _names = [];
    private double[] _sums = [];
    private double _loss;
    private double _bound;
    private IReadOnlyList<Measure> _measures = [];

    public long Examples { get; private set; }

    public void Add(int examples, double loss, double bound, IReadOnlyList<TermMean> terms, IReadOnlyList<Measure> measures)
    {
        if (_names.Count == 0)
        {
            _names.AddRange(terms.Select(static term => (term.Site, term.Kind)));
            _sums = new double[_names.Count];
        }

        Examples += examples;
        _loss += loss * examples;
        _bound += bound * examples;
        for (int i = 0; i < Math.Min(_sums.Length, terms.Count); i++) _sums[i] += terms[i].Mean * examples;
        _measures = measures; // those of the last: multipliers and weights, which have no mean
    }

    public TermSummary Summary()
    {
        double n = Math.Max(1, Examples);
        return new TermSummary(Examples, _loss / n, _bound / n,
            [.. _names.Select((name, i) => new TermMean(name.Site, name.Kind, _sums[i] / n))], _measures);
    }

    // The terms that come next may be others: a stage of a training may have other sites than the one before.
    public void Clear()
    {
        Examples = 0;
        _loss = _bound = 0;
        _names.Clear();
        _sums = [];
    }

    public MeterState Save() => new(Examples, _loss, _bound, [.. _names.Select((name, i) => new SiteSum(name.Site, name.Kind, _sums[i]))], _measures);

    public void Restore(MeterState state)
    {
        Examples = state.Examples;
        _loss = state.Loss;
        _bound = state.Bound;
        _names.Clear();
        _names.AddRange(state.Sites.Select(static site => (site.Site, site.Kind)));
        _sums = [.. state.Sites.Select(static site => site.Sum)];
        _measures = state.Measures;
    }
}

/// <summary>Sums so far.</summary>
/// <param name="Examples">Of how many examples.</param>
/// <param name="Loss">Of the loss.</param>
/// <param name="Bound">Of the bound.</param>
/// <param name="Sites">Of the sites' terms.</param>
/// <param name="Measures">Of the last step.</param>
public sealed record MeterState(long Examples, double Loss, double Bound, IReadOnlyList<SiteSum> Sites, IReadOnlyList<Measure> Measures);

/// <summary>A site's sum.</summary>
/// <param name="Site">The site.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Sum">Over examples, in nats.</param>
public sealed record SiteSum(string Site, TermKind Kind, double Sum);
