using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>An increasing function of each element, without parameters.</summary>
internal abstract class ElementwiseTransform : Transform
{
    public sealed override int EventAxes => 0;

    public sealed override (Tensor Value, Tensor LogDet) Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return (Apply(x), LogSlope(x));
    }

    public sealed override (Tensor Value, Tensor LogDet) Inverse(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        Tensor x = Undo(y);
        return (x, -LogSlope(x));
    }

    public sealed override Support Image(Support domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (!domain.IsInterval)
            throw new NotSupportedException($"{Name}: values on '{domain}' are bound to one another or discrete; only intervals are transformed.");
        return Support.Between(
            Limit(domain.Lower), Limit(domain.Upper), domain.IsOpenBelow || double.IsInfinity(domain.Lower),
            domain.IsOpenAbove || double.IsInfinity(domain.Upper));
    }

    public sealed override bool IsSameAs(Transform other) => other is not null && other.GetType() == GetType();

    /// <summary>
    /// f⁻¹(y). Values at an end of an open image are refused before; between transforms rounding may make one, and the nearest number inside
    /// stands for it, as in <see cref="Transform.Apply"/>.
    /// </summary>
    protected abstract Tensor Undo(Tensor y);

    /// <summary>log dy/dx.</summary>
    protected abstract Tensor LogSlope(Tensor x);

    /// <summary>The function of one number, infinities included.</summary>
    protected abstract double Limit(double x);
}

/// <summary>y = eˣ.</summary>
internal sealed class ExpTransform : ElementwiseTransform
{
    public override string Name => "Exp";

    public override Tensor Apply(Tensor x) => Interior.Positive(x.Exp());

    internal override Tensor? MeanLogDet(Tensor mean) => mean;

    protected override Tensor Undo(Tensor y) => Interior.Positive(y).Log();

    protected override Tensor LogSlope(Tensor x) => x;

    protected override double Limit(double x) => Math.Exp(x);
}

/// <summary>y = 1/(1 + e⁻ˣ).</summary>
internal sealed class SigmoidTransform : ElementwiseTransform
{
    public override string Name => "Sigmoid";

    public override Tensor Apply(Tensor x) => Interior.Unit(x.Sigmoid());

    protected override Tensor Undo(Tensor y)
    {
        y = Interior.Unit(y);
        return y.Log() - (-y).Log1p();
    }

    // log y + log(1 - y), which do not saturate.
    protected override Tensor LogSlope(Tensor x) => -(x.Softplus() + (-x).Softplus());

    protected override double Limit(double x) => 1 / (1 + Math.Exp(-x));
}

/// <summary>y = tanh x.</summary>
internal sealed class TanhTransform : ElementwiseTransform
{
    private static readonly double LogTwo = Math.Log(2);

    public override string Name => "Tanh";

    public override Tensor Apply(Tensor x) => Interior.Symmetric(x.Tanh());

    protected override Tensor Undo(Tensor y)
    {
        y = Interior.Symmetric(y);
        return 0.5 * (y.Log1p() - (-y).Log1p());
    }

    // log(1 - tanh² x) = 2·(log 2 - x - log(1 + e^-2x)), which does not saturate.
    protected override Tensor LogSlope(Tensor x) => 2.0 * (LogTwo - x - (-2.0 * x).Softplus());

    protected override double Limit(double x) => Math.Tanh(x);
}

/// <summary>y = log(1 + eˣ).</summary>
internal sealed class SoftplusTransform : ElementwiseTransform
{
    public override string Name => "Softplus";

    public override Tensor Apply(Tensor x) => Interior.Positive(x.Softplus());

    // y + log(1 - e⁻ʸ).
    protected override Tensor Undo(Tensor y)
    {
        y = Interior.Positive(y);
        return y + (-(-y).Expm1()).Log();
    }

    protected override Tensor LogSlope(Tensor x) => -(-x).Softplus();

    protected override double Limit(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));
}
