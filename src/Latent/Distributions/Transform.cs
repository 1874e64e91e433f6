using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>
/// An invertible, differentiable function y = f(x) with the logarithm of its volume change log |det ∂y/∂x|, in nats: what makes one
/// distribution of another (<see cref="Transformed"/>). A normalizing flow is a transform whose parameters a network gives.
/// </summary>
/// <remarks>
/// Both directions return the log-determinant with the value, since one computation gives both (D. J. Rezende, S. Mohamed, "Variational
/// Inference with Normalizing Flows", ICML 2015, section 3). Transforms are immutable and hold their parameters as tensors.
/// </remarks>
public abstract class Transform
{
    /// <summary>y = eˣ, to the positive numbers.</summary>
    public static Transform Exp { get; } = new ExpTransform();

    /// <summary>y = 1/(1 + e⁻ˣ), to the open unit interval.</summary>
    public static Transform Sigmoid { get; } = new SigmoidTransform();

    /// <summary>y = tanh x, to -1 &lt; y &lt; 1.</summary>
    public static Transform Tanh { get; } = new TanhTransform();

    /// <summary>y = log(1 + eˣ), to the positive numbers; nearly x where x is large.</summary>
    public static Transform Softplus { get; } = new SoftplusTransform();

    /// <summary>The name in messages.</summary>
    public abstract string Name { get; }

    /// <summary>How many of the last axes are transformed together; 0 for a function of each element.</summary>
    public abstract int EventAxes { get; }

    /// <summary>y = loc + scale·x, element by element.</summary>
    /// <param name="loc">Broadcasts to x, without making it larger.</param>
    /// <param name="scale">Not 0; broadcasts to x.</param>
    /// <exception cref="ArgumentException">A scale is 0.</exception>
    public static Transform Affine(Tensor loc, Tensor scale) => AffineTransform.FromScale(loc, scale);

    /// <summary>Several transforms one after the other: the first is applied first.</summary>
    public static Transform Compose(params ReadOnlySpan<Transform> transforms) => ComposedTransform.Of(transforms);

    /// <summary>This transform, then another.</summary>
    public Transform Then(Transform next) => ComposedTransform.Of([this, next]);

    /// <summary>The inverse function as a transform.</summary>
    public virtual Transform Inverted() => new InvertedTransform(this);

    /// <summary>y = f(x) and log |det ∂y/∂x|.</summary>
    /// <param name="x">[..., event].</param>
    /// <returns>y, and one log-determinant for each of its events: [...], without the last <see cref="EventAxes"/> axes.</returns>
    public abstract (Tensor Value, Tensor LogDet) Forward(Tensor x);

    /// <summary>x = f⁻¹(y) and log |det ∂x/∂y|, which is that of <see cref="Forward"/> with the sign turned.</summary>
    /// <param name="y">[..., event], inside <see cref="Image"/>.</param>
    /// <returns>x, and one log-determinant for each of its events.</returns>
    public abstract (Tensor Value, Tensor LogDet) Inverse(Tensor y);

    /// <summary>y alone, where the log-determinant is not needed.</summary>
    public virtual Tensor Apply(Tensor x) => Forward(x).Value;

    /// <summary>The set onto which a set is mapped.</summary>
    /// <exception cref="NotSupportedException">It is no set that a <see cref="Support"/> can tell.</exception>
    public abstract Support Image(Support domain);

    /// <summary>The shape of y for x of a shape.</summary>
    /// <exception cref="ShapeException">The transform does not take this shape.</exception>
    public virtual Shape OutputShape(Shape input) => input;

    /// <summary>The same transform with every parameter replaced; see <see cref="Distribution.Map"/>.</summary>
    /// <param name="map">Called once per parameter, in a fixed order.</param>
    /// <param name="eventAxes">
    /// How many of the last axes of x are one event of the distribution: what a parameter given per element passes on. Weights of a
    /// network have no batch axes and pass their rank.
    /// </param>
    public virtual Transform Map(ParameterMap map, int eventAxes) => this;

    /// <summary>Whether both are the same function, so that a divergence before them is the divergence behind them.</summary>
    public virtual bool IsSameAs(Transform other) => ReferenceEquals(this, other);

    /// <summary>E[y] from E[x], for an affine function; null for others.</summary>
    internal virtual Tensor? Mean(Tensor mean) => null;

    /// <summary>Var[y] of each element from Var[x], where elements are scaled apart; null for others.</summary>
    internal virtual Tensor? Variance(Tensor variance) => null;

    /// <summary>E[log |det ∂y/∂x|] from E[x], where it is an affine function of x; null for others.</summary>
    internal virtual Tensor? MeanLogDet(Tensor mean) => null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
