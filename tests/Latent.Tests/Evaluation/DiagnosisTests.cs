using Latent.Evaluation;

namespace Latent.Tests.Evaluation;

public sealed class DiagnosisTests
{
    [Fact]
    public void A_collapsed_model_is_diagnosed()
    {
        Finding finding = Assert.Single(Of(Statistics(prior: 0)));
        Assert.Equal((Severity.Serious, "posterior-collapse", "z"), (finding.Severity, finding.Code, finding.Subject));
        Assert.Equal(
            "none of the 4 elements of 'z' is active: the mean of q varies by at most 0 over the data, and KL is 0 nats. The decoder ignores it.",
            finding.Text);
        Assert.Contains("warm-up", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Dead_units_are_named_with_their_divergence()
    {
        Finding most = Assert.Single(Of(Statistics(prior: 1)), static f => f.Code == "dead-units");
        Assert.Equal(Severity.Warning, most.Severity);
        Assert.Equal("3 of the 4 elements of 'z' are not active: 1 (KL 0), 2 (KL 0), 3 (KL 0).", most.Text);
        Finding few = Assert.Single(Of(Statistics(prior: 3)), static f => f.Code == "dead-units");
        Assert.Equal(Severity.Note, few.Severity);
        Assert.Empty(Of(Statistics(prior: 4)));
    }

    [Fact]
    public void Codes_that_cost_and_do_not_vary_are_named()
    {
        IReadOnlyList<Finding> findings = Of(Statistics(prior: 4, slope: 0, shift: 1.5));
        Assert.Contains(findings, static f => f.Code == "posterior-collapse");
        Assert.Equal(4, findings.Count(static f => f.Code == "constant-code"));
    }

    [Fact]
    public void Encodings_off_the_prior_are_a_finding()
    {
        Finding finding = Assert.Single(Of(Statistics(prior: 4, shift: 2)), static f => f.Code == "marginal-mismatch");
        Assert.Equal(Severity.Warning, finding.Severity);
    }

    [Fact]
    public void A_gap_between_training_and_held_out_data_is_overfitting_only_beyond_its_error()
    {
        Assert.Equal(Severity.Serious, Gap(-120, -90, 0.5)!.Severity);
        Assert.Equal(Severity.Warning, Gap(-100, -92, 0.5)!.Severity);
        Finding note = Gap(-100, -97, 0.5)!;
        Assert.Equal(Severity.Note, note.Severity);
        Assert.Equal("the bound is 3.0 ± 0.7 nats lower on test (-100.0) than on train (-97.0).", note.Text);
        Assert.Null(Gap(-100, -97, 2));
        Assert.Null(Gap(-100, -101, 0.1));
    }

    [Fact]
    public void Figures_of_training_data_are_said_to_be_that()
    {
        Assert.Equal("seen-data", Assert.Single(Empty().On(DataPart.Train).Findings).Code);
        Assert.Empty(Empty().On(DataPart.Validation).Findings);
        Assert.Empty(Empty().On(DataPart.Test).Findings);
        Assert.Contains("\"part\": \"validation\"", Empty().On(DataPart.Validation).ToJson(), StringComparison.Ordinal);
        Assert.Equal(DataPart.Validation, EvaluationReport.Parse(Empty().On(DataPart.Validation).ToJson()).Part);
        Assert.DoesNotContain("\"part\":", Empty().ToJson(), StringComparison.Ordinal);
    }

    private static Finding? Gap(double test, double train, double error) => Diagnosis.Of(Empty() with
    {
        Bound = Bound("test", test, error),
        TrainingBound = Bound("train", train, error),
    }).SingleOrDefault();

    private static BoundResult Bound(string data, double value, double error)
    {
        Estimate estimate = new(value, error);
        return new BoundResult(data, 100, 1, estimate, estimate, estimate, [], null);
    }

    private static LatentStatisticsResult Statistics(int prior, double slope = 1, double shift = 0) => LatentStatistics.Run(
        Conjugate.Model(4, shift: shift, slope: slope, prior: prior), Conjugate.Data(300, 4), new LatentStatisticsOptions(), Conjugate.Context());

    private static IReadOnlyList<Finding> Of(LatentStatisticsResult latents) => Diagnosis.Of(Empty() with { Latents = latents });

    private static EvaluationReport Empty() => new() { Data = "test", Key = "", Options = new EvaluationOptions() };
}
