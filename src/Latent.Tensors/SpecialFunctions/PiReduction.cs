namespace Latent.Tensors.SpecialFunctions;

/// <summary>
/// Reduction of huge arguments of sine and cosine modulo π/2, exact however large they are: M. Payne and R. Hanek, "Radian reduction for
/// trigonometric functions", SIGNUM Newsletter 18 (1983). Integer arithmetic throughout.
/// </summary>
internal static class PiReduction
{
    // 2/π in binary: the first bit of the second word stands for 1/2. The leading zero word lets small exponents read ahead of the point.
    private static ReadOnlySpan<ulong> TwoOverPi =>
    [
        0,
        0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561,
        0xB7246E3A424DD2E0, 0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484,
        0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B, 0x1FF897FFDE05980F,
        0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D, 0x7527BAC7EBE5F17B,
        0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB,
    ];

    /// <summary>
    /// For a finite |x| >= 2^15: x = (4m + quadrant) π/2 + high + low with |high + low| about π/4 at the most; |low| is below half a unit
    /// of high.
    /// </summary>
    public static int Reduce(double x, out double high, out double low)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        ulong mantissa = ((ulong)bits & 0x000FFFFFFFFFFFFF) | 0x0010000000000000;
        int exponent = (int)((bits >> 52) & 0x7FF) - 1075;

        // x = mantissa·2^exponent. Bits of 2/π that stand for 2^(2-exponent) or more contribute multiples of 4: leave them out, take the
        // 192 that follow.
        int start = 64 + exponent - 2;
        int word = start >> 6, shift = start & 63;
        ulong w2 = Window(word, shift), w1 = Window(word + 1, shift), w0 = Window(word + 2, shift);

        // The product modulo 2^192, in units of 2^-190 quarter turns.
        ulong p1 = Math.BigMul(mantissa, w0, out ulong p0);
        ulong c1 = Math.BigMul(mantissa, w1, out ulong m1);
        UInt128 upper = ((UInt128)((mantissa * w2) + c1) << 64) + p1 + m1;
        int quadrant = (int)(ulong)(upper >> 126);

        // The fraction in [-1/2, 1/2), as an integer of 128 bits and a rest, in units of 2^-128.
        upper <<= 2;
        upper |= p0 >> 62;
        p0 <<= 2;
        bool negative = (upper >> 127) != 0;
        if (negative)
        {
            quadrant++;
            p0 = ~p0;
            upper = ~upper;
        }

        int zeros = (int)UInt128.LeadingZeroCount(upper);
        if (zeros > 0)
        {
            // Never above 63: no double comes closer than about 2^-61 to a multiple of π/2.
            zeros = Math.Min(zeros, 63);
            upper = (upper << zeros) | (p0 >> (64 - zeros));
        }

        // 53 leading bits, then 53 more: both conversions are exact.
        double unit = BitConverter.Int64BitsToDouble((long)(1023 - 53 - zeros) << 52);
        double f1 = (double)(ulong)(upper >> 75) * unit;
        double f2 = (double)((ulong)(upper >> 22) & 0x001FFFFFFFFFFFFF) * unit * 1.1102230246251565e-16;

        // Times π/2, in twice the working precision.
        const double HalfPi = 1.5707963267948966, HalfPiLow = 6.123233995736766e-17;
        double product = f1 * HalfPi;
        double rest = Math.FusedMultiplyAdd(f1, HalfPi, -product) + Math.FusedMultiplyAdd(f1, HalfPiLow, f2 * HalfPi);
        high = product + rest;
        low = product - high + rest;
        if (negative != (x < 0))
        {
            high = -high;
            low = -low;
        }

        return (x < 0 ? -quadrant : quadrant) & 3;
    }

    private static ulong Window(int word, int shift) =>
        shift == 0 ? TwoOverPi[word] : (TwoOverPi[word] << shift) | (TwoOverPi[word + 1] >> (64 - shift));
}
