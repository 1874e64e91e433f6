using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>
/// Several optimisers that step together, each over parameters of its own: another rate or decay for a part of a model, or a part that is
/// frozen.
/// </summary>
/// <example>
/// <code>
/// Optimizer optimizer = OptimizerGroups.ByPattern(model.Parameters,
///     ("encoder.*", p => new Adam(p, 1e-4)),
///     ("prior.*", null),
///     ("*", p => new Adam(p, 1e-3)));
/// </code>
/// </example>
/// <remarks>A norm measured around the groups is over all of them, and over one group around that.</remarks>
public sealed class OptimizerGroups : Optimizer
{
    /// <summary>Gathers optimisers that are made already.</summary>
    /// <param name="groups">Each with a name, which stands before its part of the state.</param>
    /// <exception cref="ArgumentException">There are none, two have one name, or one has been stepped more often than another.</exception>
    public OptimizerGroups(params IReadOnlyList<(string Name, Optimizer Optimizer)> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count == 0) throw new ArgumentException("OptimizerGroups: there are no groups.", nameof(groups));
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string name, Optimizer optimizer) in groups)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(groups));
            ArgumentNullException.ThrowIfNull(optimizer, nameof(groups));
            if (!names.Add(name)) throw new ArgumentException($"OptimizerGroups: two groups are named '{name}'.", nameof(groups));
            if (optimizer.Steps != groups[0].Optimizer.Steps)
            {
                throw new ArgumentException(
                    $"OptimizerGroups: '{name}' has made {optimizer.Steps} steps and '{groups[0].Name}' {groups[0].Optimizer.Steps}; "
                    + "groups step together.", nameof(groups));
            }
        }

        Groups = [.. groups];
        Parameters = [.. groups.SelectMany(static group => group.Optimizer.Parameters)];
        Arenas = [.. groups.SelectMany(static group => group.Optimizer.Arenas)];
    }

    /// <summary>The optimisers, in their order.</summary>
    public IReadOnlyList<(string Name, Optimizer Optimizer)> Groups { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override long Steps => Groups[0].Optimizer.Steps;

    internal override IReadOnlyList<ParameterArena> Arenas { get; }

    /// <summary>Gives every parameter to the first pattern that matches its path (see <see cref="ParameterSelection"/>).</summary>
    /// <param name="parameters">All parameters of a model.</param>
    /// <param name="rules">Patterns, each with how its optimiser is made; null freezes its parameters.</param>
    /// <exception cref="ArgumentException">
    /// A pattern is left without parameters, a parameter without a pattern, or all are frozen.
    /// </exception>
    public static OptimizerGroups ByPattern(
        IReadOnlyList<Parameter> parameters, params IReadOnlyList<(string Pattern, Func<IReadOnlyList<Parameter>, Optimizer>? Make)> rules)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(rules);
        var chosen = rules.Select(static _ => new List<Parameter>()).ToArray();
        foreach (Parameter parameter in parameters)
        {
            int rule = 0;
            while (rule < rules.Count && !ParameterSelection.Matches(parameter.Name, rules[rule].Pattern)) rule++;
            if (rule == rules.Count)
            {
                throw new ArgumentException(
                    $"OptimizerGroups: no pattern matches parameter '{parameter.Name}'; end with (\"*\", ...), null to freeze the rest.",
                    nameof(rules));
            }

            chosen[rule].Add(parameter);
        }

        for (int rule = 0; rule < rules.Count; rule++)
        {
            string pattern = rules[rule].Pattern;
            if (chosen[rule].Count > 0) continue;
            throw parameters.Any(p => ParameterSelection.Matches(p.Name, pattern))
                ? new ArgumentException($"OptimizerGroups: patterns before '{pattern}' take all parameters that match it.", nameof(rules))
                : ParameterSelection.NothingMatches(pattern, parameters.Select(static p => p.Name));
        }

        return new OptimizerGroups([.. rules.Zip(chosen, static (rule, list) => (rule.Pattern, rule.Make, list))
            .Where(static group => group.Make is not null).Select(static group => (group.Pattern, group.Make!(group.list)))]);
    }

    /// <inheritdoc/>
    public override void Skip()
    {
        foreach ((_, Optimizer optimizer) in Groups) optimizer.Skip();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", Groups.Select(static group => $"{group.Name}: {group.Optimizer}"));

    internal override UpdateReport Apply(Gradients gradients, GradientScaling scaling)
    {
        // A norm that is known is that of all groups together.
        scaling = scaling with { Norm = null };
        UpdateReport all = UpdateReport.Nothing with { Norm = 0, Skipped = true };
        foreach ((_, Optimizer optimizer) in Groups)
        {
            UpdateReport one = optimizer.Apply(gradients, scaling);
            double? norm = all.Norm is { } a && one.Norm is { } b ? Math.Sqrt((a * a) + (b * b)) : null;
            all = new(norm, Math.Min(all.Scale, one.Scale), all.Clipped + one.Clipped, all.Skipped && one.Skipped);
        }

        return all;
    }

    internal override void Describe(StateMap map, string prefix)
    {
        foreach ((string name, Optimizer optimizer) in Groups) optimizer.Describe(map, $"{prefix}{name}/");
    }
}
