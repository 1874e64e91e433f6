using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;

namespace Latent.Tensors;

// The modified Bessel function of the first kind, which normalises distributions on the sphere.
public static partial class Ops
{
    /// <summary>log I_ν(x), the modified Bessel function of the first kind, in the log domain; no gradient to the order.</summary>
    /// <param name="order">ν ≥ 0, broadcast.</param>
    /// <param name="x">x &gt; 0, broadcast.</param>
    /// <exception cref="NotSupportedException">The order is tracked.</exception>
    public static Tensor LogBesselI(Tensor order, Tensor x) => OfOrder<LogBesselIOp>("LogBesselI", order, x);

    /// <summary>log(I_ν(x)/xᵛ), which is finite at 0; no gradient to the order.</summary>
    /// <param name="order">ν ≥ 0, broadcast.</param>
    /// <param name="x">x ≥ 0, broadcast.</param>
    /// <exception cref="NotSupportedException">The order is tracked.</exception>
    public static Tensor LogScaledBesselI(Tensor order, Tensor x) => OfOrder<LogScaledBesselIOp>("LogScaledBesselI", order, x);

    /// <summary>
    /// log(Γ(ν+1)·(2/x)^ν·I_ν(x)), which is 0 at 0 and never negative: with ν = m/2 - 1 by how much a von Mises-Fisher distribution of
    /// concentration x in m dimensions has a larger normaliser than the uniform one on the sphere; no gradient to the order.
    /// </summary>
    /// <remarks>With a relative error of at most 5 ulp in double precision, also where it is small. Its derivative is <see cref="BesselIRatio"/>.</remarks>
    /// <param name="order">ν ≥ 0, broadcast.</param>
    /// <param name="x">x ≥ 0, broadcast.</param>
    /// <exception cref="NotSupportedException">The order is tracked.</exception>
    public static Tensor LogBesselIReduced(Tensor order, Tensor x) => OfOrder<LogBesselIReducedOp>("LogBesselIReduced", order, x);

    /// <summary>I_(ν+1)(x)/I_ν(x), the derivative of <see cref="LogScaledBesselI"/>, between 0 and 1; no gradient to the order.</summary>
    /// <param name="order">ν ≥ 0, broadcast.</param>
    /// <param name="x">x ≥ 0, broadcast.</param>
    /// <exception cref="NotSupportedException">The order is tracked.</exception>
    public static Tensor BesselIRatio(Tensor order, Tensor x) => OfOrder<BesselIRatioOp>("BesselIRatio", order, x);

    /// <summary>
    /// The derivative of <see cref="BesselIRatio"/> by x, A′ = 1 - A² - (2ν+1)·A/x, positive: with ν = m/2 - 1 the variance of the cosine to the
    /// mean direction under a von Mises-Fisher distribution of concentration x in m dimensions; no gradient to the order.
    /// </summary>
    /// <remarks>With a relative error of at most 100 ulp in double precision, also for large x, where the terms of the formula cancel.</remarks>
    /// <param name="order">ν ≥ 0, broadcast.</param>
    /// <param name="x">x ≥ 0, broadcast.</param>
    /// <exception cref="NotSupportedException">The order is tracked.</exception>
    public static Tensor BesselIRatioSlope(Tensor order, Tensor x) => OfOrder<BesselIRatioSlopeOp>("BesselIRatioSlope", order, x);

    /// <summary>
    /// 1 - μᵀx of von Mises-Fisher vectors x drawn elsewhere, made differentiable by the concentration they were drawn with, by the implicit
    /// gradient (Figurnov, Mohamed and Mnih 2018, eq. 6). There is no second derivative.
    /// </summary>
    /// <param name="concentration">κ &gt; 0, of the shape of the draws.</param>
    /// <param name="fall">1 - μᵀx, taken as constants.</param>
    /// <param name="dimension">m, the number of elements of a vector, at least 2.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor ReparameterizeVonMisesFisher(Tensor concentration, Tensor fall, int dimension)
    {
        ArgumentNullException.ThrowIfNull(concentration);
        ArgumentNullException.ThrowIfNull(fall);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 2);
        return SphereSampleOp.Apply(concentration, fall, dimension);
    }

    private static Tensor OfOrder<TOp>(string name, Tensor order, Tensor x)
        where TOp : IBinary
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.IsTracked
            ? throw new NotSupportedException($"{name}: there is no derivative by the order here. Pass the order as a constant, for instance with Detach().")
            : Elementwise.Apply<TOp>(order, x);
    }
}
