using Latent.Tensors;

namespace Latent.Models.Posteriors;

/// <summary>Which elements of each row are its largest.</summary>
internal static class LargestElements
{
    /// <summary>1 for the k largest elements of each row, 0 for the others; of equal ones the first. A constant, without gradient.</summary>
    /// <param name="pass">Owns the result.</param>
    /// <param name="values">[rows, width].</param>
    /// <param name="k">How many, at least 0.</param>
    public static Tensor Mask(Pass pass, Tensor values, int k)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(values);
        int width = values.Shape[-1];
        if (k >= width) return pass.Full(values.Shape, 1, values.DType);
        Tensor mask = pass.Full(values.Shape, 0, values.DType);
        long[] ranks = new long[width], order = new long[width];
        for (int first = 0; first < values.Shape.Count; first += width)
        {
            if (values.DType == DType.Float32)
            {
                ReadOnlySpan<float> row = values.Span.Slice(first, width);
                for (int i = 0; i < width; i++) ranks[i] = Rank(row[i]);
                Mark(ranks, order, k, mask.Writable<float>().Slice(first, width));
            }
            else
            {
                ReadOnlySpan<double> row = values.DoubleSpan.Slice(first, width);
                for (int i = 0; i < width; i++) ranks[i] = Rank(row[i]);
                Mark(ranks, order, k, mask.Writable<double>().Slice(first, width));
            }
        }

        return mask;
    }

    // Those above the k-th largest, and of those equal to it the first, as many as are left.
    private static void Mark<T>(ReadOnlySpan<long> ranks, Span<long> order, int k, Span<T> mask)
        where T : struct, System.Numerics.INumberBase<T>
    {
        if (k == 0) return;
        ranks.CopyTo(order);
        long least = Select(order, order.Length - k);
        int left = k;
        for (int i = 0; i < ranks.Length; i++)
        {
            if (ranks[i] <= least) continue;
            mask[i] = T.One;
            left--;
        }

        for (int i = 0; left > 0; i++)
        {
            if (ranks[i] != least) continue;
            mask[i] = T.One;
            left--;
        }
    }

    // A whole number that orders as the value does; 0 and -0 are one, and NaN, which training refuses by its name, has a place too.
    private static long Rank(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    // The element that would stand at a place if they were sorted (Hoare 1961); which pivots are taken does not change what is found.
    private static long Select(Span<long> values, int place)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            long pivot = values[low + ((high - low) / 2)];
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }

            if (place <= j) high = j;
            else if (place >= i) low = i;
            else break;
        }

        return values[place];
    }
}
