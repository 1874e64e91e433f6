using Latent.Evaluation;
using Latent.Reporting;

namespace Latent.Runs;

/// <summary>Which of two values of a figure is better.</summary>
public enum FigureDirection
{
    /// <summary>Neither: the figure describes.</summary>
    None,

    /// <summary>The higher.</summary>
    Higher,

    /// <summary>The lower.</summary>
    Lower,
}

/// <summary>What two models must have in common for a figure of both to compare, beside the data.</summary>
public enum FigureScale
{
    /// <summary>Nothing: a number of the model's own, such as how many units are active.</summary>
    Model,

    /// <summary>What their likelihoods are probabilities of, to the scaling: nats.</summary>
    Nats,

    /// <summary>What their likelihoods are probabilities of, scaling apart: bits per element.</summary>
    Bits,

    /// <summary>The numbers they see: distances between examples.</summary>
    Units,

    /// <summary>The numbers they see and the training set, which a classifier or neighbours are taken from.</summary>
    Training,
}

/// <summary>One number of an evaluation.</summary>
/// <param name="Part">The part of the evaluation.</param>
/// <param name="Name">What it is called, the same in every evaluation.</param>
/// <param name="Value">The number, with its standard error where it has one.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Of">What it is of, or how it is to be read.</param>
/// <param name="Scale">What it takes to compare it with another model's.</param>
/// <param name="Direction">Which values are better.</param>
/// <param name="PerExample">The number of every example, where they are at hand: the mean of these is the value.</param>
public sealed record EvaluationFigure(
    EvaluationPart Part, string Name, Cell Value, string Unit, string Of, FigureScale Scale, FigureDirection Direction, IReadOnlyList<double> PerExample);

/// <summary>Figures as they are gathered, in order.</summary>
internal sealed class FigureList
{
    private readonly List<EvaluationFigure> _figures = [];
    private EvaluationPart _part;

    public IReadOnlyList<EvaluationFigure> Figures => _figures;

    /// <summary>What follows belongs to this part.</summary>
    public FigureList Of(EvaluationPart part)
    {
        _part = part;
        return this;
    }

    /// <summary>A number.</summary>
    public FigureList Row(
        string name, Cell value, string unit, string of, FigureScale scale = FigureScale.Model, FigureDirection direction = FigureDirection.None)
    {
        _figures.Add(new EvaluationFigure(_part, name, value, unit, of, scale, direction, []));
        return this;
    }

    /// <summary>A number with its standard error.</summary>
    public FigureList Row(
        string name, Estimate value, string unit, string of, FigureScale scale = FigureScale.Model, FigureDirection direction = FigureDirection.None,
        IReadOnlyList<double>? perExample = null)
    {
        _figures.Add(new EvaluationFigure(_part, name, Cell.Estimate(value.Value, value.StandardError), unit, of, scale, direction, perExample ?? []));
        return this;
    }

    /// <summary>A share of independent draws with its binomial standard error: √(p(1 - p)/n) at p = (k + 1)/(n + 2), which is above 0 for every k.</summary>
    public FigureList Share(string name, double share, int of, string words, FigureScale scale, FigureDirection direction)
    {
        double p = ((share * of) + 1) / (of + 2);
        return Row(name, new Estimate(share, Math.Sqrt(p * (1 - p) / of)), "", words, scale, direction);
    }

    public ReportTable ToTable()
    {
        ReportTable table = new("figure", "value", "unit", "of");
        foreach (EvaluationFigure figure in _figures) table = table.Row(figure.Name, figure.Value, figure.Unit, figure.Of);
        return table;
    }
}
