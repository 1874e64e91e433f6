using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>Averages an objective's terms over a batch, and looks whether they are finite.</summary>
internal static class TermMeans
{
    /// <summary>Sum and number of a tensor's values, added up in order, in double precision.</summary>
    public static double MeanOf(Tensor values)
    {
        double sum = 0;
        if (values.DType == DType.Float32)
        {
            foreach (float value in values.Span) sum += value;
        }
        else
        {
            foreach (double value in values.ToDoubles()) sum += value;
        }

        return sum / values.Shape.Count;
    }

    /// <summary>The terms in the order of the sites.</summary>
    public static TermMean[] Of(ObjectiveTerms terms)
    {
        TermMean[] means = new TermMean[terms.Sites.Count];
        for (int i = 0; i < means.Length; i++)
        {
            SiteTerm term = terms.Sites[i];
            means[i] = new TermMean(term.Site, term.Kind, MeanOf(term.Values));
        }

        return means;
    }

    /// <summary>The first term that is no finite number, in words; null if all are.</summary>
    public static (string What, double Value)? FirstNotFinite(IReadOnlyList<TermMean> means, double loss)
    {
        foreach (TermMean term in means)
        {
            if (!double.IsFinite(term.Mean))
            {
                return (term.Kind == TermKind.Kl
                    ? $"KL(q ‖ p) of the site '{term.Site}'"
                    : $"log-likelihood log p({term.Site} | ...) of the site '{term.Site}'", term.Mean);
            }
        }

        return double.IsFinite(loss) ? null : ("loss", loss);
    }
}
