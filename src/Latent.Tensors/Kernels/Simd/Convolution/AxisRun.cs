namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// The window positions that meet one target position along one axis, and the source positions they read: Count pairs
/// (Tap + i·TapStep, Source + i·SourceStep), taps ascending. What lies in the padding, or falls between strides, is not among them.
/// </summary>
internal readonly record struct AxisRun(int Count, int Tap, int TapStep, int Source, int SourceStep)
{
    /// <summary>The lowest source position read; meaningful when Count is positive.</summary>
    public int Lowest => SourceStep >= 0 ? Source : Source + ((Count - 1) * SourceStep);

    /// <summary>The highest source position read; meaningful when Count is positive.</summary>
    public int Highest => SourceStep >= 0 ? Source + ((Count - 1) * SourceStep) : Source;

    /// <summary>What output position <paramref name="output"/> of a convolution reads of its input.</summary>
    public static AxisRun OfOutput(ConvolutionAxis axis, int output, int inputs)
    {
        int count = 0, first = 0;
        for (var tap = 0; tap < axis.Kernel; tap++)
        {
            if ((uint)axis.InputOf(output, tap) < (uint)inputs)
            {
                first = count == 0 ? tap : first;
                count++;
            }
        }
        return new(count, first, 1, axis.InputOf(output, first), axis.Dilation);
    }

    /// <summary>What input position <paramref name="input"/> reads of the output when the convolution is transposed.</summary>
    /// <remarks>
    /// Window position u of output i stands at i·s - p + u·d. The taps that reach a given input are every s / gcd(s, d)-th, and the outputs
    /// they belong to descend by d / gcd(s, d): at stride 2, even inputs see every other tap and odd inputs the rest (the sub-pixel phases),
    /// and nothing is multiplied by an inserted zero.
    /// </remarks>
    public static AxisRun OfInput(ConvolutionAxis axis, int input, int outputs)
    {
        int count = 0, tap = 0, tapStep = 0, source = 0, sourceStep = 0;
        for (var u = 0; u < axis.Kernel; u++)
        {
            var scaled = input + axis.Padding - (u * axis.Dilation);
            if (scaled < 0 || scaled % axis.Stride != 0 || scaled / axis.Stride >= outputs)
            {
                continue;
            }
            if (count == 0)
            {
                tap = u;
                source = scaled / axis.Stride;
            }
            else if (count == 1)
            {
                tapStep = u - tap;
                sourceStep = (scaled / axis.Stride) - source;
            }
            count++;
        }
        return new(count, tap, tapStep, source, sourceStep);
    }
}
