using Latent.Objectives.Constraints;

namespace Latent.Objectives.Regularizers;

/// <summary>All kinds of penalties, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class PenaltyCatalog
{
    private static readonly ObjectiveOption Site = new("Site", "the latent site, where there are several");
    private static readonly ObjectiveOption Kl = new("Kl", "in closed form, or by the samples");
    private static readonly ObjectiveOption Registry = new("Registry", "the closed forms known");

    /// <summary>The kinds; their formulas are what is held small.</summary>
    public static IReadOnlyList<ObjectiveEntry> All { get; } =
    [
        new("rate", typeof(Rate), "E_x KL(q(z | x) ‖ p(z))", "Alemi et al. 2018", [new("Site", "one latent site; all"), Kl, Registry]),
        new("distortion", typeof(Distortion), "-E_q log p(x | z)", "Alemi et al. 2018", [new("Site", "one observed site; all")]),
        new("kl-decomposition", typeof(KlDecomposition), "w₁·I(z; n) + w₂·TC(z) + w₃·Σ_d KL(q(z_d) ‖ p(z_d))", "Chen et al. 2018, eq. 2",
            [
                new("MutualInformation", "w₁ by the step; 0"),
                new("TotalCorrelation", "w₂ by the step; 1"),
                new("DimensionWise", "w₃ by the step; 0"),
                Site,
            ]),
        new("total-correlation", typeof(TotalCorrelationByDiscriminator),
            "E_q log D(z)/(1 - D(z)) ≈ TC(z), D learned by a second player that tells codes from permuted ones", "Kim and Mnih 2018, algorithm 2",
            [new("Halves", "whether D sees codes of one half of a batch and permuted ones of the other; false"), Site]),
        new("dip-i, dip-ii", typeof(DipPenalty),
            "λ_od·Σ_{i≠j} C_ij² + λ_d·Σ_i (C_ii - 1)², C the covariance of the posteriors' means or of the codes",
            "Kumar et al. 2018, eq. 6 and 7", [new("OffDiagonal", "λ_od; 10"), new("Diagonal", "λ_d; 100 for I, 10 for II"), Site]) { Kind = "dip" },
        new("mmd", typeof(MmdPenalty), "MMD²(q(z), p(z))", "Tolstikhin et al. 2018; Zhao et al. 2019",
            [new("Kernel", "Gaussian, inverse multiquadric, sums of them; inverse multiquadric at seven scales"), Site]),
        new("l1-activity", typeof(L1Activity), "E_x Σ_j |h_j|, h = E_q[z]", "Goodfellow et al. 2016, section 14.2.1", [Site]),
        new("sparsity-kl", typeof(SparsityKl), "Σ_j KL(ρ ‖ ρ̂_j), ρ̂_j the mean of h_j in (0, 1) over the batch", "Ng 2011",
            [new("Target", "ρ; 0.05"), Site]),
        new("code-norm", typeof(CodeNorm), "E_x ½‖h‖²", "Ghosh et al. 2020, eq. 9", [Site]),
        new("contractive", typeof(Contractive), "E_x ‖∂h/∂x‖²_F", "Rifai et al. 2011, eq. 1",
            [new("Input", "the tensor of the batch that the encoder reads; x"), new("Probes", "random directions; none, which is exact"), Site]),
        new("decoder-gradient", typeof(DecoderGradient), "E_x ‖∂x̂/∂z‖²_F, x̂ the mean of p(x | z)", "Ghosh et al. 2020, section 3.1",
            [new("Observed", "the observed site, where there are several"), new("Probes", "random directions; 1"), Site]),
        new("quantization", typeof(QuantizationPenalty), "Σᵢ [‖sg eᵢ - c‖² + β·‖eᵢ - sg c‖²]", "van den Oord et al. 2017, eq. 3",
            [new("Commitment", "β; 0.25")]),
        new("mutual-information", typeof(AggregatedMutualInformation),
            "Î(z; y) = mean of log q̂(z | y) - log q̂(z), mixtures of the batch's posteriors; y discrete",
            "", [Site]) { Kind = "aggregated-mutual-information" },
        new("mutual-information", typeof(VariationalMutualInformation),
            "E KL(q(z | x) ‖ p(z)) - E log p(x | z, y) - H(x | y) ≥ I(z; y)", "Moyer et al. 2018",
            [new("Site", "one latent site; all"), new("Observed", "one observed site; all but y"), Kl, Registry]) { Kind = "variational-mutual-information" },
        new("mutual-information", typeof(ClassifierMutualInformation),
            "H(y) + E log r(y | z) ≤ I(z; y), r learned by a second player", "Barber and Agakov 2003",
            [new("AttributeEntropy", "H(y); that of the batch's frequencies for discrete y"), Site]) { Kind = "classifier-mutual-information" },
    ];
}
