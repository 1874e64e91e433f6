using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Latent.Tensors.SpecialFunctions;
using Xunit.Abstractions;

namespace Latent.Tensors.Tests.SpecialFunctions;

/// <summary>Double precision against values made with 300 and more bits by eng/reference-values.py.</summary>
public sealed class ReferenceValueTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, List<Row>> Table = Read();

    private readonly record struct Row(double X, double Y, double Z, double Value, double Rest);

    [Theory, MemberData(nameof(FunctionCase.Names), MemberType = typeof(FunctionCase))]
    public void Double_functions_keep_their_bounds(string name)
    {
        FunctionCase function = FunctionCase.Of(name);
        Assert.InRange(Worst(name, row => function.Double(Vector512.Create(row.X)).ToScalar(), Ulps), 0, function.DoubleBound);
    }

    [Fact]
    public void Pow_keeps_its_bound() =>
        Assert.InRange(
            Worst("pow", static row => VectorMath.Pow(Vector512.Create(row.X), Vector512.Create(row.Y)).ToScalar(), Ulps),
            0,
            1.25);

    [Fact]
    public void Pow_of_floats_keeps_its_bound()
    {
        foreach (Row row in Table["pow"])
        {
            float x = (float)row.X, y = (float)row.Y;
            double exact = Math.Pow(x, y);
            float ours = VectorMath.Pow(Vector512.Create(x), Vector512.Create(y)).ToScalar();
            Assert.True((float)exact == ours || UlpError.OfSingle(ours, exact) <= 0.501, $"{x}^{y} = {ours}, not {exact}");
        }
    }

    [Theory]
    [InlineData("loggammanegative", 2e-15)]
    [InlineData("digammanegative", 2e-15)]
    [InlineData("trigammanegative", 2e-15)]
    [InlineData("tetragammanegative", 3e-15)]
    public void Reflected_functions_keep_their_bounds(string name, double bound)
    {
        // Between the poles these have zeros: the error is relative to the larger of the terms that meet there.
        FunctionCase function = FunctionCase.Of(name.Replace("negative", "", StringComparison.Ordinal));
        double Size(Row row) => Math.Max(Math.Abs(row.Value), Math.Abs(function.Double(Vector512.Create(1 - row.X)).ToScalar()) + Slope(function.Name, row.X));
        Assert.InRange(
            Worst(name, row => function.Double(Vector512.Create(row.X)).ToScalar(), (row, y) => Math.Abs(y - row.Value) / Size(row)),
            0,
            bound);
    }

    [Fact]
    public void Log_Bessel_keeps_its_bound() => Assert.InRange(
        Worst("logbesseli", static row => SpecialMath.LogBesselI(row.X, row.Y), static (row, y) => Math.Abs(y - row.Value) / new[] { 1, row.X, row.Y, Math.Abs(row.Value) }.Max()),
        0,
        2e-15);

    [Fact]
    public void Log_Bessel_of_order_zero_is_relatively_accurate() => Assert.InRange(
        Worst("logbesseli", static row => SpecialMath.LogBesselI(row.X, row.Y), static (row, y) => row.X == 0 ? Math.Abs(y - row.Value) / row.Value : 0), 0, 2e-15);

    [Fact]
    public void Bessel_ratio_keeps_its_bound() =>
        Assert.InRange(Worst("besseliratio", static row => SpecialMath.BesselIRatio(row.X, row.Y), Ulps), 0, 10);

    [Theory]
    [InlineData("logbesselireduced", 5)]
    [InlineData("besseliratioslope", 100)]
    [InlineData("besseliratiocomplement", 10)]
    [InlineData("vmfslope", 100)]
    public void Spherical_functions_keep_their_bounds(string name, double bound)
    {
        Func<Row, double> function = name switch
        {
            "logbesselireduced" => static row => Bessel.LogReduced(row.X, row.Y),
            "besseliratioslope" => static row => Bessel.RatioSlope(row.X, row.Y),
            "besseliratiocomplement" => static row => Bessel.RatioComplement(row.X, row.Y),
            _ => static row => -SphereSlope.Of((int)row.X, row.Y, row.Z),
        };
        Assert.InRange(Worst(name, function, Ulps), 0, bound);
    }

    [Fact]
    public void Gamma_slopes_keep_their_bounds()
    {
        Assert.InRange(Worst("gammaslope", static row => GammaSlope.Of(row.X, row.Y), Ulps), 0, 15);
        Assert.InRange(Worst("loggammaslope", static row => GammaSlope.OfLog(row.X, row.Y), Ulps), 0, 15);
    }

    [Theory]
    [InlineData("loggammap", 1e-13)]
    [InlineData("loggammaq", 1e-13)]
    [InlineData("logbetai", 1e-13)]
    [InlineData("logbetaic", 1e-13)]
    public void Logarithms_of_probabilities_keep_their_bounds(string name, double bound)
    {
        // The error of the logarithm is the relative error of the probability; where that is near 1, its complement's.
        Func<Row, double> function = name switch
        {
            "loggammap" => static row => SpecialMath.LogGammaP(row.X, row.Y),
            "loggammaq" => static row => SpecialMath.LogGammaQ(row.X, row.Y),
            "logbetai" => static row => SpecialMath.LogBetaI(row.X, row.Y, row.Z),
            _ => static row => IncompleteBeta.Compute(row.X, row.Y, row.Z, complement: true, logarithm: true),
        };
        Assert.InRange(Worst(name, function, static (row, y) => Math.Abs(y - row.Value) / Math.Abs(row.Value)), 0, bound);
    }

    [Theory]
    [InlineData("loggammap")]
    [InlineData("loggammaq")]
    [InlineData("logbetai")]
    public void Probabilities_keep_their_bounds(string name)
    {
        Func<Row, double> function = name switch
        {
            "loggammap" => static row => SpecialMath.GammaP(row.X, row.Y),
            "loggammaq" => static row => SpecialMath.GammaQ(row.X, row.Y),
            _ => static row => SpecialMath.BetaI(row.X, row.Y, row.Z),
        };
        double Error(Row row, double y) => row.Value < -690 ? 0 : Math.Abs(y - Math.Exp(row.Value)) / Math.Exp(row.Value) / Math.Max(1, -row.Value);
        Assert.InRange(Worst(name, function, Error), 0, name == "logbetai" ? 4e-14 : 4e-15);
    }

    [Fact]
    public void Scaled_erfc_keeps_its_bound() => Assert.InRange(Worst("scalederfc", static row => SpecialMath.ScaledErfc(row.X), Ulps), 0, 4);

    [Theory]
    [InlineData("continuousbernoullilognorm", 4)]
    [InlineData("continuousbernoullislope", 8)]
    public void Continuous_Bernoulli_normaliser_and_its_slope_keep_their_bounds(string name, double bound)
    {
        // In both element types, through the op: the values for the first, the gradient for the second.
        Row[] rows = [.. Table[name]];
        Tensor x = Tensor.From([.. rows.Select(static r => r.X)], [rows.Length]);
        double[] wide = Evaluate(x), single = Evaluate(x.To(DType.Float32));
        double worst = 0, worstSingle = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            worst = Math.Max(worst, Ulps(rows[i], wide[i]));
            // The float argument is another number; the function of it in double is the reference.
            double reference = Evaluate(Tensor.From([(double)(float)rows[i].X], [1]))[0];
            worstSingle = Math.Max(worstSingle, UlpError.OfSingle((float)single[i], reference));
        }

        output.WriteLine($"{name}: {worst:G4}, float {worstSingle:G4}");
        Assert.InRange(worst, 0, bound);
        Assert.InRange(worstSingle, 0, bound);

        double[] Evaluate(Tensor at)
        {
            using Pass pass = Pass.Training();
            at = pass.Track(at);
            Tensor y = Ops.ContinuousBernoulliLogNorm(at);
            return name.EndsWith("slope", StringComparison.Ordinal) ? pass.Backward(y.Sum())[at].ToDoubles() : y.ToDoubles();
        }
    }

    [Fact]
    public void Student_t_keeps_its_bound() => Assert.InRange(
        Worst("studenttcdf", static row => SpecialMath.StudentTCdf(row.X, row.Y), static (row, y) => Math.Abs(y - row.Value) / row.Value), 0, 1e-13);

    // The size of the reflection's other term, ln(sin πx) or its derivatives.
    private static double Slope(string name, double x)
    {
        double s = Math.Abs(Math.Sin(Math.PI * (x - Math.Round(x))));
        return name switch { "loggamma" => Math.Abs(Math.Log(s)), "digamma" => Math.PI / s, "trigamma" => Math.PI * Math.PI / (s * s), _ => Math.Pow(Math.PI / s, 3) };
    }

    private static double Ulps(Row row, double y) =>
        double.IsNaN(y) ? double.PositiveInfinity : Math.Abs(((y - row.Value) / UlpError.UlpOfDouble(row.Value)) - row.Rest);

    private double Worst(string name, Func<Row, double> function, Func<Row, double, double> error)
    {
        (double worst, Row at, double got) = (0, default, 0);
        foreach (Row row in Table[name])
        {
            double y = function(row), e = error(row, y);
            if (!(e <= worst))
                (worst, at, got) = (e, row, y);
        }

        output.WriteLine($"{name}: {worst:G4} at {at.X:R} {at.Y:R}: {got:R}, exact {at.Value:R}");
        return worst;
    }

    private static Dictionary<string, List<Row>> Read([CallerFilePath] string here = "")
    {
        Dictionary<string, List<Row>> table = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "reference-values.txt")))
        {
            string[] parts = line.Split(' ');
            double[] values = [.. parts[1..^1].Select(static p => BitConverter.UInt64BitsToDouble(ulong.Parse(p, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))];
            if (!table.TryGetValue(parts[0], out List<Row>? rows))
                table.Add(parts[0], rows = []);
            rows.Add(new Row(values[0], values.Length >= 3 ? values[1] : 0, values.Length >= 4 ? values[2] : 0, values[^1], int.Parse(parts[^1], CultureInfo.InvariantCulture) / 1000.0));
        }

        return table;
    }
}
