using Latent.Tensors;

namespace Latent.Objectives.Estimators;

/// <summary>The running mean of the signals of earlier steps, for each site: b ← decay·b + (1 - decay)·mean, from the first mean on.</summary>
/// <remarks>Learned between steps, so it does not depend on the draws it is for. A. Mnih, K. Gregor, ICML 2014.</remarks>
public sealed class RunningMean : Baseline
{
    private const string Prefix = "baseline/";

    private readonly double _decay;
    private readonly SortedDictionary<string, double> _means = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _seen = new(StringComparer.Ordinal);

    /// <summary>A mean that has seen nothing; it is 0 in the first step.</summary>
    /// <param name="decay">How much is kept of the mean at each step, in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is outside.</exception>
    public RunningMean(double decay = 0.9)
    {
        if (decay is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(decay), decay, "RunningMean: the decay is in [0, 1).");
        _decay = decay;
    }

    /// <inheritdoc/>
    public override string Name => "running-mean";

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, double>> State =>
        _means.Select(static entry => new KeyValuePair<string, double>(Prefix + entry.Key, entry.Value));

    /// <inheritdoc/>
    public override Tensor Of(LearningSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        _seen[signal.Site.Name] = signal.Values.Mean().Item();
        return _means.GetValueOrDefault(signal.Site.Name);
    }

    /// <inheritdoc/>
    public override void Update()
    {
        foreach ((string site, double mean) in _seen)
            _means[site] = _means.TryGetValue(site, out double before) ? (_decay * before) + ((1 - _decay) * mean) : mean;
        _seen.Clear();
    }

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Restore(ObjectiveState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string[] names = [.. state.Values.Keys.Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))];
        _means.Clear();
        _seen.Clear();
        foreach (string name in names)
            _means[name[Prefix.Length..]] = state[name];
        return names;
    }
}
