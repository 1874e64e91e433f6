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
        [EvaluationPart.Likelihood] = new(3,
            static (r, q) => r with { Likelihood = ImportanceWeightedEvaluation.Run(q.Model, q.Data, r.Options.Likelihood, q.Context) }),
        [EvaluationPart.Latents] = new(2, static (r, q) => r with { Latents = LatentStatistics.Run(q.Model, q.Data, r.Options.Latents, q.Context) }),
        [EvaluationPart.Continuity] = new(1, static (r, q) => r with { Continuity = Continuity.Run(q.Model, q.Data, r.Options.Continuity, q.Context) }),
        [EvaluationPart.Completeness] = new(4,
            static (r, q) => r with { Completeness = Completeness.Run(q.Model, q.Data, q.Train, r.Options.Completeness, q.Context) }),
        [EvaluationPart.SampleQuality] = new(4, static (r, q) => r with
        {
            SampleQuality = SampleQuality.Run(q.Model, q.Data, q.TrainFor("Sample quality", "train a classifier by"), r.Options.SampleQuality, q.Context),
        }),
        [EvaluationPart.Reconstruction] = new(1,
            static (r, q) => r with { Reconstruction = ReconstructionEvaluation.Run(q.Model, q.Data, r.Options.Reconstruction, q.Context) }),
        [EvaluationPart.Disentanglement] = new(2,
            static (r, q) => r with
            {
                Disentanglement = DisentanglementEvaluation.Run(q.Model,
                q.Data, r.Options.Disentanglement, q.Context)
            })
        { IsForSome = true },
        [EvaluationPart.Classification] = new(1,
            static (r, q) => r with
            {
                Classification = Evaluation.Classification.Run(q.Model,
                q.Data, r.Options.Classification, q.Context)
            })
        { IsForSome = true },
        [EvaluationPart.Probe] = new(2, static (r, q) => r with
        {
            Probe = CodeProbe.Run(q.Model, q.Data, q.TrainFor("Probe", "fit a classifier to"), r.Options.Probe, q.Context),
        })
        { IsForSome = true },
        [EvaluationPart.Leakage] = new(6, static (r, q) => r with
        {
            Leakage = Leakage.Run(q.Model, q.Data, q.TrainFor("Leakage", "train classifiers by"), r.Options.Leakage, q.Context),
        })
        { IsForSome = true },
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
