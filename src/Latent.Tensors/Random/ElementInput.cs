using System.Runtime.CompilerServices;

namespace Latent.Tensors.Random;

/// <summary>
/// A parameter of a fill: one value for all elements, or one for each element of the range that is filled. Groups reach over the ends of a
/// range; there the parameter is padded, so that nothing outside its memory is read.
/// </summary>
internal readonly unsafe struct ElementInput<T>
    where T : unmanaged
{
    private readonly T* _values;
    private readonly T _value;
    private readonly long _begin, _end;

    /// <summary>One value for all.</summary>
    public ElementInput(T value) => _value = value;

    /// <summary>
    /// The value of element <paramref name="begin"/> + i is values[i]; that of elements outside the range <paramref name="padding"/>.
    /// </summary>
    public ElementInput(T* values, long begin, long count, T padding)
    {
        _values = values;
        _value = padding;
        _begin = begin;
        _end = begin + count;
    }

    /// <summary>The values of <paramref name="size"/> elements, in place or in the buffer given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Group(long first, int size, T* buffer)
    {
        return _values != null && first >= _begin && first + size <= _end ? _values + (first - _begin) : Padded(first, size, buffer);
    }

    private T* Padded(long first, int size, T* buffer)
    {
        var group = new Span<T>(buffer, size);
        group.Fill(_value);
        long from = Math.Max(first, _begin), to = Math.Min(first + size, _end);
        if (_values != null && from < to)
        {
            new ReadOnlySpan<T>(_values + (from - _begin), (int)(to - from)).CopyTo(group[(int)(from - first)..]);
        }
        return buffer;
    }
}
