using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Latent.Tensors;

/// <summary>Every error of the engine in one place: what was asked, the values on both sides, the remedy.</summary>
[StackTraceHidden]
internal static class Throw
{
    [DoesNotReturn]
    public static void ShapeTooManyAxes(int rank) =>
        throw new ShapeException($"Shape: {rank} axes; a tensor has at most {Shape.MaxRank}. Merge neighbouring axes with Reshape.");

    [DoesNotReturn]
    public static void ShapeNegativeSize(ReadOnlySpan<int> sizes) =>
        throw new ShapeException($"Shape: negative size in {Shape.Format(sizes)}; sizes are 0 or more.");

    [DoesNotReturn]
    public static void ShapeTooLarge(ReadOnlySpan<int> sizes) =>
        throw new ShapeException($"Shape: {Shape.Format(sizes)} has more than {int.MaxValue} elements; split the batch.");

    [DoesNotReturn]
    public static void AxisOutOfRange(int axis, Shape shape, string? op = null) => throw new ShapeException(
        $"{Prefix(op)}axis {axis} does not exist in {shape} of rank {shape.Rank}; axes run from {-shape.Rank} to {shape.Rank - 1}.");

    [DoesNotReturn]
    public static void AxisRepeated(string op, int axis, Shape shape) =>
        throw new ShapeException($"{op}: axis {axis} is named twice for {shape}; name each axis once.");

    [DoesNotReturn]
    public static void Broadcast(string op, Shape a, Shape b) => throw new ShapeException(
        $"{op}: shapes {a} and {b} do not broadcast: aligned at the last axis, sizes must be equal or 1. Reshape one of them.");

    [DoesNotReturn]
    public static void ShapeMismatch(string op, string what, Shape expected, Shape actual) =>
        throw new ShapeException($"{op}: {what} has shape {actual}; expected {expected}.");

    [DoesNotReturn]
    public static void BadShape(string op, string message) => throw new ShapeException($"{op}: {message}");

    [DoesNotReturn]
    public static void ReshapeCount(Shape from, Shape to) => throw new ShapeException(
        $"Reshape: {from} has {from.Count} elements and {to} has {to.Count}; a reshape keeps the number of elements.");

    [DoesNotReturn]
    public static void IndexRange(string op, int index, int position, int axis, Shape shape) => throw new IndexRangeException(
        $"{op}: index {index} at position {position} is outside axis {axis} of {shape}; indices run from 0 to {shape[axis] - 1}.");

    [DoesNotReturn]
    public static void ElementCount(string op, int values, Shape shape) =>
        throw new ShapeException($"{op}: {values} values for shape {shape} of {shape.Count} elements.");

    [DoesNotReturn]
    public static void NotOneElement(Shape shape) => throw new ShapeException(
        $"Item: the tensor has shape {shape}, {shape.Count} elements; Item reads exactly one. Reduce it first (Sum, Mean) or use ToArray.");

    [DoesNotReturn]
    public static void DTypes(string op, DType a, DType b) => throw new ArgumentException(
        $"{op}: operands are {a} and {b}; an operation works in one element type. Convert one of them with To({a}).");

    [DoesNotReturn]
    public static void DTypeRead(DType asked, DType actual) => throw new InvalidOperationException(
        $"The tensor is {actual}; it cannot be read as {asked}. Use To({asked}) or the accessor of its own type.");

    [DoesNotReturn]
    public static void Recycled(string what, Shape shape, string pass) => throw new TensorRecycledException(
        $"Tensor '{what}' {shape} belonged to {pass}, which has ended, and its memory has been recycled; " +
        "call Clone() or pass.Keep(tensor) before the pass is disposed.");

    [DoesNotReturn]
    public static void PassEnded(string pass) =>
        throw new TensorRecycledException($"{pass} has ended; open a new pass for each step.");

    [DoesNotReturn]
    public static void Passes(string op, string a, string b) => throw new PassMismatchException(
        $"{op}: one operand belongs to {a}, the other to {b}; tensors of two passes do not mix. Clone() the one that should be a constant.");

    [DoesNotReturn]
    public static void NotTracked(string what, Shape shape) => throw new InvalidOperationException(
        $"Backward: tensor '{what}' {shape} does not depend on any parameter or tracked tensor of this pass; " +
        "read parameters with pass[parameter], and use Pass.Training.");

    [DoesNotReturn]
    public static void NotRecording(string pass) => throw new InvalidOperationException(
        $"Backward: {pass} does not record; use Pass.Training for gradients, or Pass.Differentiation for those of an evaluation.");

    [DoesNotReturn]
    public static void LossNotScalar(Shape shape) => throw new ShapeException(
        $"Backward: the loss has shape {shape}; it must have one element. Reduce it with Sum() or Mean().");

    [DoesNotReturn]
    public static void NonFinite(string what, int index, double value) => throw new NonFiniteException(
        $"{what}: element {index} is {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; finite values are required.");

    [DoesNotReturn]
    public static void Singular(string op, int matrix, int pivot, double value) => throw new SingularMatrixException(
        $"{op}: matrix {matrix} is not positive definite or singular: pivot {pivot} is " +
        $"{value.ToString(System.Globalization.CultureInfo.InvariantCulture)}. Add a small multiple of the identity, or check the input.");

    [DoesNotReturn]
    public static T NoSecondDerivative<T>(string op, string remedy) =>
        throw new NotSupportedException($"{op}: has no second derivative here. {remedy}");

#pragma warning disable MA0012 // Reserved for the runtime, but just what is meant: a failed allocation, which callers may catch as such.
    [DoesNotReturn]
    public static void Memory(long bytes, Exception? inner) => throw new InsufficientMemoryException(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Memory: {bytes} bytes ({bytes / (double)(1L << 30):F2} GiB) are not to be had. Take a smaller batch or fewer samples, or dispose of passes earlier."),
        inner);
#pragma warning restore MA0012

    private static string Prefix(string? op) => op is null ? "" : op + ": ";
}
