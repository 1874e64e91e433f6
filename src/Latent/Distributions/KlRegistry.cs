using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>The closed-form KL divergences, by pair of families. Immutable: <see cref="With"/> makes a registry that knows one more.</summary>
public sealed class KlRegistry
{
    private readonly Dictionary<(Type Q, Type P), KlRule> _rules;

    private KlRegistry(Dictionary<(Type Q, Type P), KlRule> rules)
    {
        _rules = rules;
    }

    /// <summary>All rules of the library, gathered from the catalog of distributions.</summary>
    public static KlRegistry Default { get; } = Gather(DistributionCatalog.All.SelectMany(static entry => entry.KlRules));

    /// <summary>The rules, sorted by name.</summary>
    public IReadOnlyList<KlRule> Rules =>
        [.. _rules.Values.OrderBy(static r => r.Q.Name, StringComparer.Ordinal).ThenBy(static r => r.P.Name, StringComparer.Ordinal)];

    /// <summary>This registry and one rule more.</summary>
    /// <exception cref="ArgumentException">The pair has a rule already.</exception>
    public KlRegistry With(KlRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Gather(_rules.Values.Append(rule));
    }

    /// <summary>The rule for a pair: for their own classes, else for the nearest base classes.</summary>
    /// <returns>Null if there is none.</returns>
    public KlRule? Find(Distribution q, Distribution p)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(p);
        if (_rules.TryGetValue((q.GetType(), p.GetType()), out KlRule? exact)) return exact;
        KlRule? best = null;
        int nearest = int.MaxValue;
        int up = 0;
        for (Type? a = q.GetType(); a is not null && a != typeof(object); a = a.BaseType, up++)
        {
            int over = 0;
            for (Type? b = p.GetType(); b is not null && b != typeof(object); b = b.BaseType, over++)
            {
                if (up + over >= nearest || !_rules.TryGetValue((a, b), out KlRule? rule)) continue;
                nearest = up + over;
                best = rule;
            }
        }

        return best;
    }

    /// <summary>KL(q ‖ p) = E_q[log q - log p] in closed form, in nats.</summary>
    /// <param name="q">The distribution the expectation is over.</param>
    /// <param name="p">The other.</param>
    /// <returns>One value per batch element, the broadcast of both batches.</returns>
    /// <exception cref="KlNotKnownException">No rule for the pair; the message names those known and the way by samples.</exception>
    public Tensor Divergence(Distribution q, Distribution p)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(p);
        KlRule rule = Find(q, p) ?? throw new KlNotKnownException(Miss(q, p));
        return rule.Divergence(q, p);
    }

    private static KlRegistry Gather(IEnumerable<KlRule> rules)
    {
        Dictionary<(Type Q, Type P), KlRule> all = [];
        foreach (KlRule rule in rules)
        {
            if (!all.TryAdd((rule.Q, rule.P), rule))
                throw new ArgumentException($"KL({rule.Q.Name} || {rule.P.Name}) has two rules; keep one.");
        }

        return new KlRegistry(all);
    }

    private string Miss(Distribution q, Distribution p)
    {
        string from = Names(_rules.Values.Where(r => r.Q == q.GetType()).Select(static r => r.P));
        string to = Names(_rules.Values.Where(r => r.P == p.GetType()).Select(static r => r.Q));
        return $"No closed form for KL({q.Name} || {p.Name}). Known from {q.Name}: {from}; to {p.Name}: {to}. Use Kl.Estimate, which takes "
            + $"samples, or give a rule: KlRegistry.Default.With(KlRule.Of<{q.GetType().Name}, {p.GetType().Name}>(...)).";

        static string Names(IEnumerable<Type> types)
        {
            string list = string.Join(", ", types.Select(static t => t.Name).Order(StringComparer.Ordinal));
            return list.Length == 0 ? "none" : list;
        }
    }
}
