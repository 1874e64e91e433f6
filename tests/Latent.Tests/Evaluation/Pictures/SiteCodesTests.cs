using Latent.Distributions;
using Latent.Evaluation;
using Latent.Evaluation.Pictures;
using Latent.Tensors;

namespace Latent.Tests.Evaluation.Pictures;

/// <summary>Codes that are moved stay in the set they are of; the mixture of points is their frequencies.</summary>
public sealed class SiteCodesTests
{
    [Fact]
    public void A_real_code_changes_in_one_dimension()
    {
        double[] code = [0.5, -1, 2];
        Codes([3], Support.Real).Move(code, 1, 3);
        Assert.Equal([0.5, 3, 2], code);
    }

    [Fact]
    public void A_point_of_a_sphere_is_brought_back_to_it()
    {
        double[] code = [0.6, 0.8, 0];
        Codes([3], Support.Sphere).Move(code, 2, 3);
        Assert.Equal(1, code.Sum(static v => v * v), 1e-12);
        Assert.Equal(3 / Math.Sqrt(10), code[2], 1e-12);
        Assert.Equal(0.75, code[0] / code[1], 1e-12);
    }

    [Fact]
    public void A_class_has_the_log_odds_and_the_others_of_its_variable_share_the_rest()
    {
        double[] code = [0.2, 0.6, 0.2, 1, 0, 0];
        Codes([2, 3], Support.OneHot).Move(code, 1, Math.Log(4));
        Assert.All(code.Zip([0.1, 0.8, 0.1, 1, 0, 0]), static p => Assert.Equal(p.Second, p.First, 1e-12));
        Codes([2, 3], Support.OneHot).Move(code, 3, 0);
        Assert.All(code.Zip([0.1, 0.8, 0.1, 0.5, 0.25, 0.25]), static p => Assert.Equal(p.Second, p.First, 1e-12));
    }

    [Fact]
    public void The_mixture_of_points_counts_which_are_the_same()
    {
        using Pass pass = Pass.Evaluation();
        Tensor points = pass.From([1.0, 0, 0, 1, 1, 0, 1, 0], [4, 2]);
        AggregatedPosterior.Builder builder = new();
        builder.Add(Delta.At(points, 1), points, pass);
        (double[] with, double[] without) = builder.Build(null).AtDraws(new EvaluationContext(default));
        Assert.Equal([Math.Log(0.75), Math.Log(0.25), Math.Log(0.75), Math.Log(0.75)], with);
        Assert.Equal([Math.Log(2 / 3.0), double.NegativeInfinity, Math.Log(2 / 3.0), Math.Log(2 / 3.0)], without);
    }

    private static SiteCodes Codes(Shape shape, Support support) => new("z", shape, 1, new double[shape.Count], [], false, support);
}
