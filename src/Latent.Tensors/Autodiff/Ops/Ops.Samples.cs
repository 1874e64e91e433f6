using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;

namespace Latent.Tensors;

// Random numbers as differentiable functions of a parameter of their distribution, where no formula of fixed noise gives them: the value
// is drawn by rejection, the derivative is that of the inverse distribution function at the number's own probability.
public static partial class Ops
{
    /// <summary>
    /// Gamma numbers of rate 1, one for each element of the shapes, differentiable by the shape: dz/da = -(∂F(z; a)/∂a)/p(z; a) (Figurnov,
    /// Mohamed and Mnih, "Implicit Reparameterization Gradients", NeurIPS 2018, eq. 6). There is no second derivative.
    /// </summary>
    /// <param name="shape">a &gt; 0; broadcast it first to draw several numbers of one shape.</param>
    /// <param name="key">The randomness: element e is number <paramref name="offset"/> + e of <see cref="RandomKey"/>.Gamma.</param>
    /// <param name="offset">The index of the first element, so that rows drawn apart are the rows of one draw.</param>
    /// <returns>z, of the shape of the first argument. Small shapes underflow to 0: see <see cref="LogGammaSample"/>.</returns>
    /// <exception cref="ArgumentException">A shape is not positive and finite, or an index is negative or needs more than 44 bits.</exception>
    public static Tensor GammaSample(Tensor shape, RandomKey key, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(shape);
        OpScope scope = OpScope.Of(ImplicitGammaOp.Name, shape);
        scope.Resolve(ref shape);
        Tensor draw = scope.New(shape.Shape);
        if (draw.DType == DType.Float32) key.Gamma(draw.Writable<float>(), shape.Span, offset);
        else key.Gamma(draw.Writable<double>(), shape.DoubleSpan, offset);
        return Elementwise.Apply<ImplicitGammaOp>(shape, draw);
    }

    /// <summary>
    /// The natural logarithms of the numbers of <see cref="GammaSample"/>, finite also for small shapes, differentiable by the shape: what
    /// a Dirichlet or beta sample is made of. There is no second derivative.
    /// </summary>
    /// <inheritdoc cref="GammaSample" path="/param|/exception"/>
    /// <returns>log z, of the shape of the first argument.</returns>
    public static Tensor LogGammaSample(Tensor shape, RandomKey key, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(shape);
        OpScope scope = OpScope.Of(ImplicitLogGammaOp.Name, shape);
        scope.Resolve(ref shape);
        Tensor draw = scope.New(shape.Shape);
        if (draw.DType == DType.Float32) key.LogGamma(draw.Writable<float>(), shape.Span, offset);
        else key.LogGamma(draw.Writable<double>(), shape.DoubleSpan, offset);
        return Elementwise.Apply<ImplicitLogGammaOp>(shape, draw);
    }

    /// <summary>Gamma numbers drawn elsewhere, made differentiable by the shape they were drawn with: see <see cref="GammaSample"/>.</summary>
    /// <param name="shape">a &gt; 0, broadcast.</param>
    /// <param name="draw">Gamma numbers of shape a and rate 1, broadcast; taken as constants.</param>
    public static Tensor ReparameterizeGamma(Tensor shape, Tensor draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return Elementwise.Apply<ImplicitGammaOp>(shape, draw.Detach());
    }

    /// <summary>Logarithms of gamma numbers drawn elsewhere, made differentiable by the shape: see <see cref="LogGammaSample"/>.</summary>
    /// <param name="shape">a &gt; 0, broadcast.</param>
    /// <param name="logDraw">Logarithms of gamma numbers of shape a and rate 1, broadcast; taken as constants.</param>
    public static Tensor ReparameterizeLogGamma(Tensor shape, Tensor logDraw)
    {
        ArgumentNullException.ThrowIfNull(logDraw);
        return Elementwise.Apply<ImplicitLogGammaOp>(shape, logDraw.Detach());
    }
}
