using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Samples.Theory;

/// <summary>Divergences of small distributions.</summary>
public static class KlSample
{
    /// <summary>The numbers of docs/theory/kl.md.</summary>
    public static Numbers Run()
    {
        OneHotCategorical p = OneHotCategorical.FromProbs(Tensor.From([0.36, 0.48, 0.16], [3]));
        OneHotCategorical uniform = OneHotCategorical.FromProbs(Tensor.From([1.0, 1, 1], [3]));

        Normal standard = Normal.Standard([], dtype: DType.Float64), wide = Normal.FromScale(Tensor.Ones([], DType.Float64), 2.0);
        Normal q = Normal.FromScale(Tensor.From([0.5, -1, 2], [3]), Tensor.From([0.5, 1, 2], [3]), eventAxes: 1);
        Normal vector = Normal.Standard([3], eventAxes: 1, DType.Float64);

        MultivariateNormal first = MultivariateNormal.FromCovariance(Tensor.From([1.0, 0], [2]), Tensor.From([2, 0.3, 0.3, 0.5], [2, 2]));
        MultivariateNormal second = MultivariateNormal.FromCovariance(Tensor.From([0, 0.5], [2]), Tensor.From([1, -0.2, -0.2, 1.5], [2, 2]));
        return new Numbers()
            .Add("KL(P || U), KL(U || P)", Kl.Divergence(p, uniform).Item(), Kl.Divergence(uniform, p).Item())
            .Add("H(P), H(P, U)", p.Entropy().Item(), p.Entropy().Item() + Kl.Divergence(p, uniform).Item())
            .Add("KL(N(0, 1) || N(1, 2²)) and reverse", Kl.Divergence(standard, wide).Item(), Kl.Divergence(wide, standard).Item())
            .Add("KL of a diagonal normal to N(0, I)", Kl.Divergence(q, vector).Item())
            .Add("KL of full normals and reverse", Kl.Divergence(first, second).Item(), Kl.Divergence(second, first).Item());
    }
}
