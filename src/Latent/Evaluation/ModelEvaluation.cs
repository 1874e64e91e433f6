using Latent.Data;
using Latent.Models;

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
    // About how long each part takes for a small model by default options, for progress.
    private static readonly double[] Weights = [1, 3, 2, 1, 4, 4, 1];

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
        EvaluationReport report = new() { Data = data.Name, Key = context.Key.ToString(), Options = options };
        // What is wrong with the question is an error; what data and model cannot answer, below, is a part that is not defined.
        options.ThrowIfWrong();
        _ = EvaluationData.CountOf(data, 0);
        if (train is not null) _ = EvaluationData.CountOf(train, 0);
        List<MissingPart> missing = [];
        // Of a model that is no classifier nobody expects that it classifies, unless asked for that by name.
        bool asksAll = Enum.GetValues<EvaluationPart>().All(options.Parts.Contains);
        EvaluationPart[] parts =
        [
            .. options.Parts.Distinct().Order().Where(part => part != EvaluationPart.Classification || model is IClassifier || !asksAll),
        ];
        double all = parts.Sum(static part => Weights[(int)part]), done = 0;
        foreach (EvaluationPart part in parts)
        {
            double next = done + (Weights[(int)part] / all);
            try
            {
                report = Add(report, part, model, data, train, context.Part(done, next));
            }
            catch (EvaluationNotDefinedException error)
            {
                missing.Add(new MissingPart(part, error.Reason));
            }
            catch (Exception error) when (error is ArgumentException or NotSupportedException)
            {
                missing.Add(new MissingPart(part, Reason(error)));
            }

            done = next;
        }

        report = report with { NotDefined = missing };
        return report with { Findings = Diagnosis.Of(report) };
    }

    // Without the name of a parameter, which means nothing to whoever reads a report.
    private static string Reason(Exception error) => error is ArgumentException { ParamName: { } name }
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : error.Message;

    private static EvaluationReport Add(
        EvaluationReport report, EvaluationPart part, LatentModel model, IDataset data, IDataset? train, EvaluationContext context)
    {
        EvaluationOptions options = report.Options;
        switch (part)
        {
            case EvaluationPart.Bound:
                BoundResult bound = BoundEvaluation.Run(model, data, options.Bound, context.Part(0, train is null ? 1 : 0.5));
                return report with
                {
                    Bound = bound,
                    TrainingBound = train is null
                        ? null
                        : BoundEvaluation.Run(model, train, options.Bound with { Examples = bound.Examples }, context.Part(0.5, 1)),
                };
            case EvaluationPart.Likelihood:
                return report with { Likelihood = ImportanceWeightedEvaluation.Run(model, data, options.Likelihood, context) };
            case EvaluationPart.Latents:
                return report with { Latents = LatentStatistics.Run(model, data, options.Latents, context) };
            case EvaluationPart.Continuity:
                return report with { Continuity = Evaluation.Continuity.Run(model, data, options.Continuity, context) };
            case EvaluationPart.Completeness:
                return report with { Completeness = Evaluation.Completeness.Run(model, data, train, options.Completeness, context) };
            case EvaluationPart.Classification:
                return report with { Classification = Evaluation.Classification.Run(model, data, options.Classification, context) };
            default:
                return report with
                {
                    SampleQuality = train is null
                        ? throw new EvaluationNotDefinedException("Sample quality", "no training set is given to train a classifier by")
                        : Evaluation.SampleQuality.Run(model, data, train, options.SampleQuality, context),
                };
        }
    }
}
