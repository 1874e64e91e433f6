using Latent.Evaluation.Disentanglement;
using Latent.Testing;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class DisentanglementDocsTests
{
    [Fact]
    public void The_page_has_all_metrics()
    {
        string expected = GeneratedDocs.Table(
            ["Figures", "Class", "Asks whether", "Factors themselves", "Noise", "From"],
            DisentanglementCatalog.All.Select(static e => (IReadOnlyList<string>)
            [
                string.Join(", ", e.Metric.Figures), $"`{e.Metric.GetType().Name}`", e.Asks, e.Factors, e.Noise, e.Reference,
            ]));
        Assert.Equal(expected, GeneratedDocs.Part("docs/theory/disentanglement.md", "metrics", expected));
    }
}
