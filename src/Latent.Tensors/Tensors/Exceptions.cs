namespace Latent.Tensors;

/// <summary>Shapes, axes or sizes that an operation cannot take; the message names both sides and the remedy.</summary>
public sealed class ShapeException(string message) : ArgumentException(message);

/// <summary>A tensor was touched after the <see cref="Pass"/> that owned its memory had ended.</summary>
public sealed class TensorRecycledException(string message) : InvalidOperationException(message);

/// <summary>Tensors of two passes met in one operation.</summary>
public sealed class PassMismatchException(string message) : InvalidOperationException(message);

/// <summary>A NaN or an infinity where only finite values have a meaning; the message names the first offender and its index.</summary>
public sealed class NonFiniteException(string message) : ArithmeticException(message);

/// <summary>A matrix that has no inverse or no Cholesky factor; the message names the pivot.</summary>
public sealed class SingularMatrixException(string message) : ArithmeticException(message);

/// <summary>An index that points outside the axis it selects from; the message names the index and its position.</summary>
public sealed class IndexRangeException(string message) : ArgumentException(message);
