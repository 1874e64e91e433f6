using System.Runtime.Intrinsics;
using Xunit.Abstractions;

namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>
/// Single precision over the range of all floats: by default every 40009th bit pattern and the neighbourhood of every power of two, with
/// LATENT_EXHAUSTIVE=1 in the environment all 2^32. The references are independent double functions of the platform where there are such;
/// the others are our own in double, whose errors are far below a float's and judged by <see cref="ReferenceValueTests"/>.
/// </summary>
public sealed class FloatSweepTests(ITestOutputHelper output)
{
    private const int Cells = 1024;

    private static bool Exhaustive => Environment.GetEnvironmentVariable("LATENT_EXHAUSTIVE") == "1";

    [Theory, MemberData(nameof(FunctionCase.Names), MemberType = typeof(FunctionCase))]
    public void Floats_keep_their_bounds(string name)
    {
        FunctionCase function = FunctionCase.Of(name);
        var worst = new (double Error, float At, float Got)[Cells + 1];
        int next = -1;
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        (double error, float at, float got) = worst.MaxBy(static w => w.Error);
        output.WriteLine($"{name}: {error:G4} ulp at {at:R} (0x{BitConverter.SingleToUInt32Bits(at):X8}): {got:R}, exact {Exact(function, at):R}");
        Assert.True(error <= function.SingleBound, $"{name}({at:R}) = {got:R}: {error} ulp");

        void Work()
        {
            for (int cell = Interlocked.Increment(ref next); cell <= Cells; cell = Interlocked.Increment(ref next))
                worst[cell] = cell == Cells ? Edges(function) : Range(function, (uint)cell * (uint)(0x100000000 / Cells));
        }
    }

    private static (double Error, float At, float Got) Range(FunctionCase function, uint start)
    {
        ulong stride = Exhaustive ? 1u : 40009u, end = start + (0x100000000ul / Cells);
        (double, float, float) worst = default;
        Span<float> x = stackalloc float[16];
        for (ulong first = start; first < end; first += 16 * stride)
        {
            for (int i = 0; i < 16; i++)
                x[i] = BitConverter.UInt32BitsToSingle((uint)Math.Min(first + ((ulong)i * stride), end - 1));
            Judge(function, x, ref worst);
        }

        return worst;
    }

    // Eight floats on either side of every power of two and of the points where the formulas change.
    private static (double Error, float At, float Got) Edges(FunctionCase function)
    {
        (double, float, float) worst = default;
        Span<float> x = stackalloc float[16];
        float[] more = [0.35f, 0.7f, 0.9f, 0.70710678f, 1.41421356f, 0.85f, 1.5f, 2.5f, 3f, 3.5f, 4.5f, 10f, 20f, 28f, 32768f, 87f, 88.72284f, 103.97208f, 104f, 1.4616321f];
        IEnumerable<uint> points = Enumerable.Range(0, 512).Select(static e => (uint)e << 23)
            .Concat(more.Select(BitConverter.SingleToUInt32Bits)).Concat(more.Select(static m => BitConverter.SingleToUInt32Bits(-m)));
        foreach (uint point in points)
        {
            for (int i = 0; i < 16; i++)
                x[i] = BitConverter.UInt32BitsToSingle(point + (uint)i - 8);
            Judge(function, x, ref worst);
        }

        return worst;
    }

    private static void Judge(FunctionCase function, ReadOnlySpan<float> x, ref (double Error, float At, float Got) worst)
    {
        Vector512<float> y = function.Single(Vector512.Create(x));
        for (int i = 0; i < 16; i++)
        {
            double error = UlpError.OfSingle(y.GetElement(i), Exact(function, x[i]));
            if (error > worst.Error)
                worst = (error, x[i], y.GetElement(i));
        }
    }

    private static double Exact(FunctionCase function, float x) =>
        function.Reference is { } reference ? reference(x) : function.Double(Vector512.CreateScalar((double)x)).ToScalar();
}
