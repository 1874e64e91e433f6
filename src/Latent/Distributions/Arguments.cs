using System.Globalization;
using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Checks that all factories share.</summary>
internal static class Arguments
{
    /// <summary>The broadcast shape of parameters; numbers among them become tensors of the element type of the others.</summary>
    public static Shape Broadcast(string name, string what, ref Tensor a)
    {
        a = Typed(a, a);
        return a.Shape;
    }

    /// <inheritdoc cref="Broadcast(string, string, ref Tensor)"/>
    public static Shape Broadcast(string name, string what, ref Tensor a, ref Tensor b)
    {
        Tensor like = a is { IsWeak: true } ? b : a;
        a = Typed(a, like);
        b = Typed(b, like);
        if (a.DType != b.DType)
            throw new ArgumentException($"{name}: {what} are {a.DType} and {b.DType}; give both one element type with To({a.DType}).");
        if (!Shape.TryBroadcast(a.Shape, b.Shape, out Shape shape))
        {
            throw new ShapeException(
                $"{name}: {what} have shapes {a.Shape} and {b.Shape}, which do not broadcast; one layer each, of the same width, makes them.");
        }

        return shape;
    }

    /// <inheritdoc cref="Broadcast(string, string, ref Tensor)"/>
    public static Shape Broadcast(string name, string what, ref Tensor a, ref Tensor b, ref Tensor c)
    {
        Tensor like = a is { IsWeak: false } ? a : b is { IsWeak: false } ? b : c;
        a = Typed(a, like);
        Shape first = Broadcast(name, what, ref a, ref b);
        c = Typed(c, a);
        if (!Shape.TryBroadcast(first, c.Shape, out Shape shape))
            throw new ShapeException($"{name}: {what} have shapes {a.Shape}, {b.Shape} and {c.Shape}, which do not broadcast.");
        return shape;
    }

    /// <summary>Refuses parameters that are not positive, naming the smallest and where it stands.</summary>
    public static Tensor Positive(string name, string what, Tensor parameter) => AtLeast(name, what, parameter, 0, open: true, "positive");

    /// <summary>Refuses parameters below a limit, or at it where it is open.</summary>
    public static Tensor AtLeast(string name, string what, Tensor parameter, double limit, bool open, string rule)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (parameter.Shape.Count == 0) return parameter;
        double smallest = parameter.Detach().Min().Item();
        if (smallest > limit || (!open && smallest == limit) || double.IsNaN(smallest)) return parameter;
        double[] all = parameter.ToDoubles();
        throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {what} must be {rule}; the smallest element is {smallest:G6} at {Position.Of(Array.IndexOf(all, all.Min()), parameter.Shape)}."));
    }

    /// <summary>Refuses a number of event axes the parameters do not have.</summary>
    public static int EventAxes(string name, Shape elements, int eventAxes) => eventAxes >= 0 && eventAxes <= elements.Rank
        ? eventAxes
        : throw new ShapeException($"{name}: {eventAxes} event axes are asked for; the parameters have shape {elements}.");

    /// <summary>
    /// Whether both are one tensor, so that they are equal and stay equal whatever is learned: the same object, a reshape of it that another
    /// reshape of it is compared with, or the same plain number. Separate tensors of equal values are not, nor is a tensor its constant copy.
    /// </summary>
    public static bool AreOne(Tensor a, Tensor b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a.IsWeak || b.IsWeak) return a.IsWeak && b.IsWeak && a.WeakValue.Equals(b.WeakValue);
        // Every recorded operation but a view has memory of its own.
        return a.Shape == b.Shape && a.DType == b.DType && a.IsTracked == b.IsTracked && ReferenceEquals(a.Buffer, b.Buffer)
            && a.Operand.Offset == b.Operand.Offset;
    }

    /// <summary>The tensor; a number becomes one on the pass, device and of the element type of another.</summary>
    public static Tensor Typed(Tensor tensor, Tensor like)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.IsWeak ? tensor.Resolve(like.IsWeak ? null : like.Pass, like.Device, like.DType) : tensor;
    }
}
