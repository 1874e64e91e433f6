using System.Globalization;

namespace Latent.Evaluation;

/// <summary>Reads an evaluation as an experienced person would: what is wrong, by which number, and what to try.</summary>
/// <remarks>The limits are rules of thumb, each named in the finding's text with the number that passed it.</remarks>
public static class Diagnosis
{
    /// <summary>Nats below which an element of a code says nothing.</summary>
    private const double NoNats = 0.01;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>What the parts of a report that are there give reason to say, the gravest first.</summary>
    public static IReadOnlyList<Finding> Of(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        List<Finding> findings = [];
        if (report.Part == DataPart.Train)
        {
            findings.Add(new Finding(Severity.Warning, "seen-data", report.Data,
                "there is no test and no validation part: the figures are of the data that the model has learned from, and say nothing of other data.",
                "Set data.test or data.validation above 0, or evaluate on other data."));
        }

        foreach (string given in report.Given)
        {
            findings.Add(new Finding(
                Severity.Note, "given-variable", given,
                $"'{given}' is given to the model wherever the data know it: bounds are of x and '{given}' together, and codes, reconstructions and denoised "
                + $"examples are those of x with its '{given}'.",
                $"Evaluate on data without '{given}' to see what the model makes of x alone."));
        }

        foreach (SiteStatistics site in report.Latents?.Sites ?? [])
            Latent(site, findings);
        if (report is { Bound: { } bound, TrainingBound: { } training }) Overfitting(bound, training, findings);
        if (report.Likelihood is { } likelihood) Weights(likelihood, findings);
        if (report.Continuity is { } continuity) Jumps(continuity, findings);
        if (report.Completeness is { } completeness) Samples(completeness, findings);
        if (report.SampleQuality is { } quality) Quality(quality, findings);
        return [.. findings.OrderByDescending(static finding => finding.Severity)];
    }

    private static void Latent(SiteStatistics site, List<Finding> findings)
    {
        // How far means of q vary over the data is not to be seen in one example.
        if (site.Examples < 2) return;
        int width = site.Elements.Count;
        ElementStatistics[] dead = [.. site.Elements.Where(static e => !e.IsActive)];
        if (width > 0 && dead.Length == width)
        {
            findings.Add(new Finding(
                Severity.Serious, "posterior-collapse", site.Site,
                string.Create(Invariant,
                    $"none of the {width} elements of '{site.Site}' is active: the mean of q varies by at most "
                    + $"{site.Elements.Max(static e => e.MeanVariance):G2} over the data, and KL is {site.Kl.Value:G3} nats. "
                    + $"The decoder ignores it."),
                "Raise the weight of the KL term from 0 slowly (warm-up), give each element free bits (0.1 to 0.5 nats), or take β below 1; if that does not "
                + "help, a smaller decoder that cannot do without the code, a larger learning rate for the encoder, or an importance-weighted bound."));
        }
        else if (width == 0 && site.Kl.Value < NoNats)
        {
            findings.Add(new Finding(
                Severity.Serious, "posterior-collapse", site.Site, string.Create(Invariant,
                    $"KL of '{site.Site}' is {site.Kl.Value:G3} nats: q is the prior whatever is observed."),
                "Raise the weight of the KL term from 0 slowly (warm-up), or give the site free bits."));
        }
        else if (dead.Length > 0)
        {
            bool most = dead.Length > width / 2;
            findings.Add(new Finding(
                most ? Severity.Warning : Severity.Note, "dead-units", site.Site,
                string.Create(Invariant, $"{dead.Length} of the {width} elements of '{site.Site}' are not active: {List(dead)}."),
                most
                    ? string.Create(Invariant,
                        $"Fewer latent variables ({width - dead.Length} are used) do the same; or wake the others by KL warm-up, free bits or β "
                        + $"below 1.")
                    : "Harmless: the model needs no more. KL warm-up or free bits would wake them."));
        }

        foreach (ElementStatistics element in dead.Where(static e => e.Kl?.Value > 0.5))
        {
            findings.Add(new Finding(
                Severity.Warning, "constant-code", site.Site,
                string.Create(Invariant,
                    $"element {element.Element} of '{site.Site}' costs {element.Kl!.Value:F2} nats and does not vary with the data (variance "
                    + $"of its mean {element.MeanVariance:G2}): q is the same for all, and not the prior."),
                "Train longer, or look for an encoder that is cut off from the data (saturated units, exploding weights)."));
        }

        if (site.Aggregate is not { } aggregate) return;
        double marginal = aggregate.MarginalKl.Lower.Value;
        if (marginal > Math.Max(1, 0.25 * site.Kl.Value))
        {
            findings.Add(new Finding(
                Severity.Warning, "marginal-mismatch", site.Site,
                string.Create(Invariant,
                    $"the aggregated posterior of '{site.Site}' is at least {marginal:F1} nats from the prior, of {site.Kl.Value:F1} nats of "
                    + $"KL in all: prior samples land where no example is."),
                "A prior that fits (mixture or VampPrior), a penalty on the marginal (MMD, total correlation), or β above 1."));
        }

        double information = aggregate.MutualInformation.Lower.Value;
        if (aggregate.Ceiling - information < 0.1 && aggregate.Examples > 1)
        {
            findings.Add(new Finding(
                Severity.Note, "information-ceiling", site.Site,
                string.Create(Invariant,
                    $"the lower bound on I(x; z) of '{site.Site}', {information:F2} nats, is at the most that {aggregate.Examples} examples "
                    + $"can show, log N = {aggregate.Ceiling:F2}: the codes tell every example apart."),
                "Read it as 'at least'; more examples raise the ceiling slowly."));
        }
    }

    private static void Overfitting(BoundResult bound, BoundResult training, List<Finding> findings)
    {
        double gap = training.Elbo.Value - bound.Elbo.Value;
        double error = Math.Sqrt((training.Elbo.StandardError * training.Elbo.StandardError) + (bound.Elbo.StandardError * bound.Elbo.StandardError));
        double share = gap / Math.Max(1e-9, Math.Abs(bound.Elbo.Value));
        if (!(gap > 3 * error) || !(share > 0.02)) return;
        findings.Add(new Finding(
            share > 0.15 ? Severity.Serious : share > 0.05 ? Severity.Warning : Severity.Note, "overfitting", bound.Data,
            string.Create(Invariant,
                $"the bound is {gap:F1} ± {error:F1} nats lower on {bound.Data} ({bound.Elbo.Value:F1}) than on {training.Data} "
                + $"({training.Elbo.Value:F1})."),
            "Stop earlier, use more data or augmentation, dropout or weight decay, or a smaller network; an encoder that overfits alone is helped by "
            + "noise on its input."));
    }

    private static void Weights(ImportanceWeightedResult likelihood, List<Finding> findings)
    {
        EffectiveSampleSizes sizes = likelihood.EffectiveSampleSizes;
        if (likelihood.Samples <= sizes.Threshold || sizes.ShareBelow <= 0.1) return;
        findings.Add(new Finding(
            Severity.Note, "few-effective-samples", likelihood.Data,
            string.Create(Invariant,
                $"the log-likelihood of {100 * sizes.ShareBelow:F0} % of the examples rests on fewer than {sizes.Threshold:G3} effective "
                + $"samples of {likelihood.Samples} (least {sizes.Minimum:F1}): the estimate is too low, by about {-likelihood.Bias ?? 0:F2} "
                + $"nats or more."),
            "Take more samples (up to 5,000), or a richer posterior."));
    }

    private static void Jumps(ContinuityResult continuity, List<Finding> findings)
    {
        if (continuity.Jump.Maximum < 0.5) return;
        bool many = continuity.Jump.Median >= 0.5;
        PathStep step = continuity.Jumpiest;
        findings.Add(new Finding(
            many ? Severity.Serious : Severity.Warning, "jump", continuity.Output,
            string.Create(Invariant,
                $"the decoder jumps: between the codes of examples {step.From} and {step.To}, {100 * step.At:F0} % along, "
                + $"'{continuity.Output}' changes by {step.DecodedDistance:G3} and halving the step does not halve the change (score "
                + $"{step.Jump:F2}, median of the paths {continuity.Jump.Median:F2}; 0 is smooth, 1 a jump)."),
            "Look for operations that cut (rounding, arg max, hard thresholds) or extremely steep units in the decoder; weight decay or "
            + "clipping flattens the latter."));
    }

    private static void Samples(CompletenessResult completeness, List<Finding> findings)
    {
        if (completeness.Neighbours is { } neighbours) Copies(neighbours, completeness.Output, findings);

        if (completeness.Ratio is { ShareInHoles: > 0.1 } ratio)
        {
            findings.Add(new Finding(
                Severity.Warning, "prior-holes", completeness.Output,
                string.Create(Invariant,
                    $"{100 * ratio.ShareInHoles:F0} % of the prior's draws lie where the aggregated posterior has less density than at all but "
                    + $"1 % of the encodings (median log ratio {ratio.AtPrior.Median:F1} against {ratio.AtEncodings.Median:F1} nats): the "
                    + $"decoder was never trained there."),
                "A prior that fits (mixture or VampPrior), a flow, a penalty on the marginal, or β above 1; sampling at a temperature below 1 hides it."));
        }

        if (completeness.RoundTrip is { Calibration: > 2 } trip)
        {
            findings.Add(new Finding(
                Severity.Warning, "overconfident-posterior", completeness.Output,
                string.Create(Invariant,
                    $"q is too sure of codes decoded from the prior: errors are {trip.Calibration:F1} times its standard deviations, 1 is right."),
                "Samples leave what the encoder knows, or q is too narrow: look at prior holes; a richer posterior or more training of the encoder."));
        }
    }

    // Samples must be nearer to training data than held-out data are, or nothing is copied: those of an untrained model are not. And what they
    // are near to must be many different examples: a blur that all samples share has one neighbour, which is a training example every other time.
    private static void Copies(NeighbourStatistics neighbours, string output, List<Finding> findings)
    {
        int distinct = neighbours.DistinctTraining + neighbours.DistinctHeldOut;
        if (distinct == 0 || !(neighbours.Ratio < 0.9)) return;
        double closer = neighbours.CloserToTraining.Value, share = neighbours.DistinctTraining / (double)distinct;
        // Of a model that has learnt the distribution each is a fair coin, with a deviation of ½√n in all.
        double above = (share - 0.5) * 2 * Math.Sqrt(distinct);
        if (!(closer > 0.6) || !(share > 0.6) || above <= 4) return;
        bool copies = neighbours.Ratio < 0.2 || (closer > 0.75 && neighbours.Ratio < 0.6);
        findings.Add(new Finding(
            copies ? Severity.Serious : Severity.Warning, "memorisation", output,
            string.Create(Invariant,
                $"{100 * closer:F0} % of the samples are nearer to their nearest training example than to their nearest held-out example (50 % is "
                + $"fair; {neighbours.DistinctTraining} training and {neighbours.DistinctHeldOut} held-out examples are the nearest of one), at "
                + $"{neighbours.Ratio:F2} of the distance of held-out data: the model gives training examples back."),
            "A smaller decoder, more data or augmentation, earlier stopping, or a higher weight of the KL term; look at the nearest pairs."));
    }

    private static void Quality(SampleQualityResult quality, List<Finding> findings)
    {
        if (quality.Samples.Precision < 0.5 * quality.Real.Precision)
        {
            findings.Add(new Finding(
                Severity.Warning, "implausible-samples", quality.Output,
                string.Create(Invariant,
                    $"{100 * quality.Samples.Precision:F0} % of the samples look like data to the classifier's features; of real data "
                    + $"{100 * quality.Real.Precision:F0} % do."),
                "Train longer, a larger decoder, or a likelihood that fits the data; see whether prior holes are the cause."));
        }

        if (quality.Samples.Recall < 0.5 * quality.Real.Recall)
        {
            findings.Add(new Finding(
                Severity.Warning, "missing-variety", quality.Output,
                string.Create(Invariant,
                    $"{100 * quality.Samples.Recall:F0} % of the data is within reach of the samples; of real data "
                    + $"{100 * quality.Real.Recall:F0} % is."),
                "More active latent variables, or less weight of the KL term; means of p(x | z) vary less than its draws."));
        }
    }

    private static string List(ElementStatistics[] elements)
    {
        const int most = 8;
        IEnumerable<string> some = elements.Take(most).Select(static e => e.Kl is { } kl
            ? string.Create(Invariant, $"{e.Element} (KL {kl.Value:G2})")
            : string.Create(Invariant, $"{e.Element} (variance {e.MeanVariance:G2})"));
        return string.Join(", ", some) + (elements.Length > most ? string.Create(Invariant, $" and {elements.Length - most} more") : "");
    }
}
