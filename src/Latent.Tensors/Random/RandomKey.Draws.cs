using Latent.Tensors.Kernels.Threading;
using Latent.Tensors.Random;

namespace Latent.Tensors;

// Every method writes the elements offset .. offset + length - 1 of the key's stream of that kind. Arguments are checked here; the
// kernels behind take them as they are.
public readonly unsafe partial struct RandomKey
{
    /// <summary>Fills with independent, uniformly distributed 32-bit words.</summary>
    /// <param name="destination">Receives elements <paramref name="offset"/> and following.</param>
    /// <param name="offset">The index of the first element, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or needs more than 44 bits.</exception>
    public void Bits(Span<uint> destination, long offset = 0)
    {
        fixed (uint* p = destination)
        {
            RandomFill.Bits(this, p, offset, destination.Length, Workers.Default);
        }
    }

    /// <summary>
    /// Fills with uniform numbers: odd multiples of 2⁻²⁴ in the open interval (0, 1), symmetric about 1/2, so that ln u and ln(1 - u)
    /// are finite.
    /// </summary>
    /// <inheritdoc cref="Bits" path="/param|/exception"/>
    public void Uniform(Span<float> destination, long offset = 0)
    {
        fixed (float* p = destination)
        {
            RandomFill.Uniform(this, p, offset, destination.Length, Workers.Default);
        }
    }

    /// <summary>Fills with uniform numbers: odd multiples of 2⁻⁵³ in (0, 1), within 2⁻²⁴ of the single-precision ones.</summary>
    /// <inheritdoc cref="Bits" path="/param|/exception"/>
    public void Uniform(Span<double> destination, long offset = 0)
    {
        fixed (double* p = destination)
        {
            RandomFill.Uniform(this, p, offset, destination.Length, Workers.Default);
        }
    }

    /// <summary>
    /// Fills with standard normal numbers (Box and Muller, A Note on the Generation of Random Normal Deviates, 1958):
    /// √(-2 ln u) times cosine and sine of a uniform angle. u has 32 bits, so |x| &lt;= 6.77; a longer tail has probability 1.3e-11.
    /// </summary>
    /// <inheritdoc cref="Bits" path="/param|/exception"/>
    public void Normal(Span<float> destination, long offset = 0)
    {
        fixed (float* p = destination)
        {
            RandomFill.Normal(this, p, offset, destination.Length, Workers.Default);
        }
    }

    /// <summary>
    /// Fills with standard normal numbers in double precision: the single-precision ones with more digits, |x| &lt;= 8.58.
    /// </summary>
    /// <inheritdoc cref="Bits" path="/param|/exception"/>
    public void Normal(Span<double> destination, long offset = 0)
    {
        fixed (double* p = destination)
        {
            RandomFill.Normal(this, p, offset, destination.Length, Workers.Default);
        }
    }

    /// <summary>Fills with exponential numbers of rate 1, -ln u; all above 0, at most 22.9.</summary>
    /// <inheritdoc cref="Bits" path="/param|/exception"/>
    public void Exponential(Span<float> destination, long offset = 0)
    {
        fixed (float* p = destination)
        {
            RandomFill.Exponential(this, p, offset, destination.Length, Workers.Default);
        }
    }

    /// <summary>Fills with exponential numbers of rate 1, -ln u; all above 0, at most 36.8.</summary>
    /// <inheritdoc cref="Bits" path="/param|/exception"/>
    public void Exponential(Span<double> destination, long offset = 0)
    {
        fixed (double* p = destination)
        {
            RandomFill.Exponential(this, p, offset, destination.Length, Workers.Default);
        }
    }

    /// <summary>Fills with standard Gumbel numbers, -ln(-ln(1 - u)), finest in the upper tail; between -2.82 and 22.9.</summary>
    /// <inheritdoc cref="Bits" path="/param|/exception"/>
    public void Gumbel(Span<float> destination, long offset = 0)
    {
        fixed (float* p = destination)
        {
            RandomFill.Gumbel(this, p, offset, destination.Length, Workers.Default);
        }
    }

    /// <summary>Fills with standard Gumbel numbers, -ln(-ln(1 - u)), finest in the upper tail; between -3.61 and 36.8.</summary>
    /// <inheritdoc cref="Bits" path="/param|/exception"/>
    public void Gumbel(Span<double> destination, long offset = 0)
    {
        fixed (double* p = destination)
        {
            RandomFill.Gumbel(this, p, offset, destination.Length, Workers.Default);
        }
    }
}
