using Latent.Data;
using Latent.Evaluation.Disentanglement;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Evaluates a model on held-out data in all the ways asked for.</summary>
/// <example>
/// <code>
/// EvaluationReport report = ModelEvaluation.Run(model, test, train, new EvaluationOptions(), new EvaluationContext(RandomKey.FromSeed(0)));
/// Console.WriteLine(report.Bound!.Elbo);
/// foreach (Finding finding in report.Findings) Console.WriteLine(finding.Text);
/// </code>
/// </example>
public static class ModelEvaluation
{
    // A line a part: the one list of how they are run.
    private static readonly Dictionary<EvaluationPart, Part> All = new()
    {
        [EvaluationPart.Bound] = new(1, Bound),
        [EvaluationPart.Likelihood] = new(3, Likelihood),
        [EvaluationPart.Latents] = new(2, Latents),
        [EvaluationPart.Continuity] = new(1, Smoothness),
        [EvaluationPart.Completeness] = new(4, Coverage),
        [EvaluationPart.SampleQuality] = new(4, Samples),
        [EvaluationPart.Reconstruction] = new(1, Reconstruction),
        [EvaluationPart.Disentanglement] = new(2, Factors) { IsForSome = true },
        [EvaluationPart.Classification] = new(1, Classes) { IsForSome = true },
        [EvaluationPart.Probe] = new(2, Probe) { IsForSome = true },
        [EvaluationPart.Leakage] = new(6, Leak) { IsForSome = true },
    };

    /// <summary>Runs the parts one after the other.</summary>
    /// <param name="model">The model; nothing of it is changed.</param>
    /// <param name="data">Held-out data, as the model sees it.</param>
    /// <param name="train">The training set, as the model sees it; null leaves out what needs it.</param>
    /// <param name="options">What is evaluated.</param>
    /// <param name="context">Randomness, device, cancellation and progress.</param>
    /// <exception cref="ArgumentException">A data set is empty, or an option makes no sense.</exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static EvaluationReport Run(LatentModel model, IDataset data, IDataset? train, EvaluationOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        EvaluationReport report = new() { Version = EvaluationReport.CurrentVersion, Data = data.Name, Key = context.Key.ToString(), Options = options };
        // What is wrong with the question is an error; what data and model cannot answer, below, is a part that is not defined.
        options.ThrowIfWrong();
        _ = EvaluationData.CountOf(data, 0);
        if (train is not null) _ = EvaluationData.CountOf(train, 0);
        List<MissingPart> missing = [];
        EvaluationPart[] parts = [.. options.Parts.Distinct().Order()];
        bool isAll = parts.Length == All.Count;
        double all = parts.Sum(static part => All[part].Weight), done = 0;
        foreach (EvaluationPart part in parts)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            double next = done + (All[part].Weight / all);
            try
            {
                report = All[part].AddTo(report, new Question(model, data, train, context.Part(done, next)));
            }
            catch (EvaluationNotDefinedException error)
            {
                if (!isAll || !All[part].IsForSome) missing.Add(new MissingPart(part, error.Reason));
            }
            catch (Exception error) when (error is ArgumentException or NotSupportedException)
            {
                missing.Add(new MissingPart(part, Reason(error)));
            }

            // A part that is not defined has reported nothing.
            done = next;
            context.Progress?.Report(done);
        }

        report = report with { NotDefined = missing, Given = GivenTo(model, data, context) };
        return report with { Findings = Diagnosis.Of(report) };
    }

    // What a model observes though it could infer it. Where its sites cannot be read the parts have said why.
    private static IReadOnlyList<string> GivenTo(LatentModel model, IDataset data, EvaluationContext context)
    {
        try
        {
            using Pass pass = context.Pass("noise");
            return [.. EvaluationData.Sites(model, data, pass, context).Sites.Where(static site => site.IsOptional && site.Kind != SiteKind.Latent)
                .Select(static site => site.Name)];
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or KeyNotFoundException)
        {
            return [];
        }
    }

    // Without the name of a parameter, which means nothing to whoever reads a report.
    private static string Reason(Exception error) => error is ArgumentException { ParamName: { } name }
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : error.Message;

    private static EvaluationReport Bound(EvaluationReport report, Question asked)
    {
        (LatentModel model, IDataset data, IDataset? train, EvaluationContext context) = asked;
        BoundOptions options = report.Options.Bound;
        BoundResult bound = BoundEvaluation.Run(model, data, options, context.Part(0, train is null ? 1 : 0.5));
        return report with
        {
            Bound = bound,
            TrainingBound = train is null ? null : BoundEvaluation.Run(model, train, options with { Examples = bound.Examples }, context.Part(0.5, 1)),
        };
    }

    private static EvaluationReport Likelihood(EvaluationReport report, Question asked) =>
        report with { Likelihood = ImportanceWeightedEvaluation.Run(asked.Model, asked.Data, report.Options.Likelihood, asked.Context) };

    private static EvaluationReport Latents(EvaluationReport report, Question asked) =>
        report with { Latents = LatentStatistics.Run(asked.Model, asked.Data, report.Options.Latents, asked.Context) };

    private static EvaluationReport Smoothness(EvaluationReport report, Question asked) =>
        report with { Continuity = Continuity.Run(asked.Model, asked.Data, report.Options.Continuity, asked.Context) };

    private static EvaluationReport Coverage(EvaluationReport report, Question asked) =>
        report with { Completeness = Completeness.Run(asked.Model, asked.Data, asked.Train, report.Options.Completeness, asked.Context) };

    private static EvaluationReport Samples(EvaluationReport report, Question asked)
    {
        IDataset train = asked.TrainFor("Sample quality", "train a classifier by");
        return report with { SampleQuality = SampleQuality.Run(asked.Model, asked.Data, train, report.Options.SampleQuality, asked.Context) };
    }

    private static EvaluationReport Reconstruction(EvaluationReport report, Question asked) =>
        report with { Reconstruction = ReconstructionEvaluation.Run(asked.Model, asked.Data, report.Options.Reconstruction, asked.Context) };

    private static EvaluationReport Factors(EvaluationReport report, Question asked) =>
        report with { Disentanglement = DisentanglementEvaluation.Run(asked.Model, asked.Data, report.Options.Disentanglement, asked.Context) };

    private static EvaluationReport Classes(EvaluationReport report, Question asked) =>
        report with { Classification = Classification.Run(asked.Model, asked.Data, report.Options.Classification, asked.Context) };

    private static EvaluationReport Probe(EvaluationReport report, Question asked)
    {
        IDataset train = asked.TrainFor("Probe", "fit a classifier to");
        return report with { Probe = CodeProbe.Run(asked.Model, asked.Data, train, report.Options.Probe, asked.Context) };
    }

    private static EvaluationReport Leak(EvaluationReport report, Question asked)
    {
        IDataset train = asked.TrainFor("Leakage", "train classifiers by");
        return report with { Leakage = Leakage.Run(asked.Model, asked.Data, train, report.Options.Leakage, asked.Context) };
    }

    // What every part is asked about.
    private sealed record Question(LatentModel Model, IDataset Data, IDataset? Train, EvaluationContext Context)
    {
        /// <summary>The training set, for a part that cannot do without.</summary>
        public IDataset TrainFor(string part, string what) => Train ?? throw new EvaluationNotDefinedException(part, $"no training set is given to {what}");
    }

    // A part: about how long it takes for a small model by default options, for progress; and what it adds to a report.
    private sealed record Part(double Weight, Func<EvaluationReport, Question, EvaluationReport> AddTo)
    {
        /// <summary>Whether it is about models or data of a kind, and where all parts are taken is missed by nobody in others.</summary>
        public bool IsForSome { get; init; }
    }
}
