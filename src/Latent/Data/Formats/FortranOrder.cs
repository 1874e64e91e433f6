namespace Latent.Data.Formats;

/// <summary>Turns arrays whose first axis runs fastest to row-major order.</summary>
internal static class FortranOrder
{
    /// <summary>The same array, its elements stored row-major.</summary>
    public static NumberArray Turned(NumberArray array)
    {
        ReadOnlySpan<byte> source = array.ToMemory().Span;
        byte[] target = new byte[source.Length];
        int size = array.Format.Size, rank = array.Dimensions.Length;
        // Walks through the target in order; the index of the source moves by the strides of the first axis running fastest.
        Span<long> strides = stackalloc long[rank];
        Span<int> index = stackalloc int[rank];
        index.Clear();
        long stride = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            strides[axis] = stride;
            stride *= array.Dimensions[axis];
        }

        long from = 0;
        for (int to = 0; to < target.Length; to += size)
        {
            source.Slice((int)(from * size), size).CopyTo(target.AsSpan(to, size));
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < array.Dimensions[axis])
                    break;
                from -= strides[axis] * array.Dimensions[axis];
                index[axis] = 0;
            }
        }

        return new NumberArray(array.Name, array.Format, array.Dimensions, new MemoryBytes(target), array.FirstByte);
    }
}
