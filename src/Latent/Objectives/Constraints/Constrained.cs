using Latent.Models;
using Latent.Objectives.Regularizers;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Objectives.Constraints;

/// <summary>An objective subject to constraints: least base loss with quantityᵢ ≤ cᵢ, by Lagrange multipliers.</summary>
/// <remarks>
/// <para>
/// The model descends on the Lagrangian, base + Σᵢ λᵢ·(quantityᵢ - cᵢ), while each λᵢ ≥ 0 ascends on it after every step by the violation
/// quantityᵢ - cᵢ of that step's batch. Where the two come to rest the Karush-Kuhn-Tucker conditions hold: the bounds are met, a multiplier
/// is 0 where its bound is slack, and otherwise is the rate at which the base loss would fall if the bound were loosened, -∂loss/∂c. Where
/// the problem is not convex in the model's distributions that rest is a saddle of the Lagrangian only locally.
/// </para>
/// <para>
/// What is held is the estimate, in expectation over batches: see each estimator for how it stands to the quantity itself. A report has the
/// estimate under the quantity's name, and name.multiplier (the λ of this step), name.violation (positive where the bound is broken),
/// name.bound and name.step-size. The multipliers and their averages are the <see cref="Objective.State"/>. K. J. Arrow, L. Hurwicz, H.
/// Uzawa, "Studies in linear and non-linear programming", 1958; D. J. Rezende, F. Viola, "Taming VAEs", 2018.
/// </para>
/// </remarks>
/// <example>
/// <code>Objective fair = new Constrained(new Elbo(), new Constraint(new AggregatedMutualInformation("y"), 0.05));</code>
/// </example>
public sealed class Constrained : Objective
{
    private readonly IReadOnlyList<Constraint> _constraints;
    private readonly Dual[] _duals;

    /// <summary>Puts constraints on an objective.</summary>
    /// <exception cref="ArgumentException">Two quantities have one name, or a constraint's settings contradict one another.</exception>
    public Constrained(Objective @base, params IReadOnlyList<Constraint> constraints)
    {
        ArgumentNullException.ThrowIfNull(@base);
        ArgumentNullException.ThrowIfNull(constraints);
        Composition.ThrowIfRepeated([.. constraints.Select(static c => c.Quantity)]);
        Base = @base;
        _constraints = constraints;
        _duals = [.. constraints.Select(static c => new Dual(c))];
    }

    /// <summary>The objective without its constraints.</summary>
    public Objective Base { get; }

    /// <inheritdoc/>
    public override string Name => $"{Base.Name} with {string.Join(", ", _constraints.Select(static c => c.Name + " bounded"))}";

    /// <inheritdoc/>
    public override Objective Plain => Base.Plain;

    /// <inheritdoc/>
    public override TraceMode Mode => Base.Mode.Shared;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Base.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> AdversaryParameters =>
        [.. Base.AdversaryParameters, .. _constraints.SelectMany(static c => c.Quantity.AdversaryParameters)];

    /// <inheritdoc/>
    public override ObjectiveState State => Base.State.With(_duals.SelectMany(static d => d.Save()));

    /// <summary>
    /// GECO: the least rate E_x KL(q ‖ p) at which the distortion -E_q log p(x | z) is at most a bound, in nats per example, with the
    /// exponential rule and a moving average (Rezende and Viola 2018, algorithm 1).
    /// </summary>
    /// <param name="bound">The largest distortion; see <see cref="Distortion"/> for squared errors.</param>
    /// <param name="stepSize">η of the multiplier; 0.01 by default.</param>
    /// <param name="average">The decay of the moving average.</param>
    /// <param name="rate">How the rate is estimated; one sample and closed forms by default.</param>
    /// <remarks>
    /// The multiplier is at most 1e6, where the paper's is not bounded: a distortion that no model reaches would raise it without end, and
    /// a loss of such weight has no digits left for the rate. A report whose multiplier stands there asks for the impossible.
    /// </remarks>
    public static Constrained Geco(Schedule bound, Schedule? stepSize = null, double average = 0.99, LeastRate? rate = null) => new(
        rate ?? new LeastRate(),
        new Constraint(new Distortion(), bound)
        {
            Update = MultiplierUpdate.Exponential,
            InitialMultiplier = 1,
            StepSize = stepSize ?? 0.01,
            Average = average,
            LargestMultiplier = 1e6,
        });

    /// <inheritdoc/>
    public override ObjectiveTerms Evaluate(Trace trace)
    {
        ObjectiveTerms terms = Base.Evaluate(trace);
        for (int i = 0; i < _duals.Length; i++)
        {
            Constraint constraint = _constraints[i];
            double bound = constraint.Bound.At(trace.Pass.Step), multiplier = _duals[i].Multiplier;
            PenaltyTerms quantity = constraint.Quantity.Evaluate(trace);
            terms = Composition.Add(
                terms, constraint.Quantity, quantity, multiplier, bound,
                [
                    new Measure(_duals[i].MultiplierName, multiplier),
                    new Measure(ViolationName(constraint), quantity.Value.Item() - bound),
                    new Measure($"{constraint.Name}.bound", bound),
                    new Measure(_duals[i].StepSizeName, constraint.StepSize.At(trace.Pass.Step)),
                ]);
        }

        return terms;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A violation is not finite.</exception>
    public override void Update(ObjectiveTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Base.Update(terms);
        for (int i = 0; i < _duals.Length; i++)
            _duals[i].Step(terms.Measured(ViolationName(_constraints[i])), terms.Measured(_duals[i].StepSizeName));
    }

    /// <inheritdoc/>
    public override void Restore(ObjectiveState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Action[] changes = [.. _duals.Select(dual => dual.Prepare(state))];
        HashSet<string> own = [.. _duals.SelectMany(static d => new[] { d.MultiplierName, d.AverageName })];
        Base.Restore(new ObjectiveState(state.Values.Where(entry => !own.Contains(entry.Key))));
        foreach (Action change in changes)
            change();
    }

    private static string ViolationName(Constraint constraint) => constraint.Name + ".violation";
}
