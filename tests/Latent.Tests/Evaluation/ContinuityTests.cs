using Latent.Data;
using Latent.Evaluation;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

public sealed class ContinuityTests
{
    private static readonly ContinuityOptions Straight = new() { Pairs = 20, Steps = 16, Path = PathKind.Linear };

    [Fact]
    public void A_linear_decoder_has_the_slopes_of_its_matrix()
    {
        IDataset data = Conjugate.Data(100);
        double[,] w = { { 2, 1 }, { 0, 0.5 } };
        ContinuityResult result = Continuity.Run(Conjugate.Model(decode: (t, z) => Linear(t, z, w)), data, Straight, Conjugate.Context());
        double[] x = EvaluationData.Values(data, "x", [result.Steepest.From, result.Steepest.To], Conjugate.Context());
        double dx = x[2] - x[0], dy = x[3] - x[1], length = Math.Sqrt((dx * dx) + (dy * dy));
        double slope = Math.Sqrt(Math.Pow((2 * dx) + dy, 2) + Math.Pow(0.5 * dy, 2)) / length;
        Assert.Equal(slope, result.Slope.Maximum, 1e-9);
        Assert.Equal(slope, result.Steepest.DecodedDistance / result.Steepest.LatentDistance, 1e-9);
        Assert.Equal(length * Conjugate.C / Conjugate.Marginal / 16, result.Steepest.LatentDistance, 1e-9);
        // Between the singular values of the matrix.
        Assert.InRange(result.Slope.Minimum, 0.44, 2.29);
        Assert.InRange(result.Slope.Maximum, 0.44, 2.29);
        Assert.Equal(1, result.Detour.Maximum, 1e-9);
        Assert.Equal(0, result.Jump.Maximum, 1e-9);
        Assert.Equal(20, result.Pairs);
        Assert.Equal(20 * 16, result.Slope.Count);
    }

    [Fact]
    public void A_decoder_that_jumps_is_found_out_and_one_that_is_steep_is_not()
    {
        IDataset data = Conjugate.Data(200);
        ContinuityResult jumping = Continuity.Run(
            Conjugate.Model(decode: static (_, z) => z + (5 * z.Slice(1, 0, 1).Greater(0.1))), data, Straight, Conjugate.Context());
        Assert.InRange(jumping.Jump.Maximum, 0.95, 1);
        Assert.InRange(jumping.Jumpiest.Jump, 0.95, 1);
        ContinuityResult steep = Continuity.Run(
            Conjugate.Model(decode: static (_, z) => z + (2.5 * (60 * (z.Slice(1, 0, 1) - 0.1)).Tanh())), data, Straight, Conjugate.Context());
        Assert.InRange(steep.Jump.Maximum, 0, 0.45);
        // The slopes alone would not tell them apart.
        Assert.InRange(jumping.Slope.Maximum / steep.Slope.Maximum, 0.5, 2);

        Finding finding = Assert.Single(Diagnosis.Of(Report(jumping)));
        Assert.Equal("jump", finding.Code);
        Assert.Empty(Diagnosis.Of(Report(steep)));
    }

    [Fact]
    public void A_spherical_path_keeps_its_length()
    {
        CodeSite[] sites = [new("z", [3], 0, IsReal: true, IsStandardNormal: true), new("y", [1], 3, IsReal: false, IsStandardNormal: false)];
        LatentPath path = new(sites, [2, 0, 0, 7], [0, 4, 0, 9], isSpherical: true, 0, 1);
        double[] code = new double[4];
        path.At(0.5, code);
        Assert.Equal(3 / Math.Sqrt(2), code[0], 1e-12);
        Assert.Equal(3 / Math.Sqrt(2), code[1], 1e-12);
        Assert.Equal(7, code[3]);
        path.At(0, code);
        Assert.Equal([2, 0, 0, 7], code);
        path.At(1, code);
        Assert.Equal(4, code[1], 1e-12);
        // Where there is no one great circle, straight.
        new LatentPath(sites, [1, 0, 0, 0], [-1, 0, 0, 0], isSpherical: true, 0, 1).At(0.25, code);
        Assert.Equal(0.5, code[0], 1e-12);
    }

    [Fact]
    public void Codes_that_are_all_alike_have_no_paths()
    {
        EvaluationNotDefinedException error = Assert.Throws<EvaluationNotDefinedException>(
            () => Continuity.Run(Conjugate.Model(prior: 0), Conjugate.Data(20), Straight, Conjugate.Context()));
        Assert.Equal(
            "Continuity is not defined here: the 20 examples chosen have the same code two by two: the latent variables carry nothing.", error.Message);
    }

    private static EvaluationReport Report(ContinuityResult result) =>
        new() { Data = "conjugate", Key = "", Options = new EvaluationOptions(), Continuity = result };

    private static Tensor Linear(Trace t, Tensor z, double[,] w) =>
        Ops.Linear(z, t.Pass.From([w[0, 0], w[0, 1], w[1, 0], w[1, 1]], [2, 2]));
}
