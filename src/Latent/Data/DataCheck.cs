using System.Globalization;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Looks through a whole data set for what spoils training: in one walk, in memory that does not grow with the data.</summary>
public static class DataCheck
{
    // A value so many deviations from the mean is no part of the rest: even among a million numbers of heavy tails it is rare.
    private const double Outlying = 1000;
    private const int BlockRows = 512;
    private const string Modelled = "x";

    /// <summary>
    /// Reads every example and reports: numbers that are not finite, columns that are empty or never change, values far from all others,
    /// examples of zeros alone, and classes with one example or none.
    /// </summary>
    /// <exception cref="DataFormatException">A file turns out to be damaged.</exception>
    public static IReadOnlyList<DataFinding> Run(IDataset data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0)
            return [new DataFinding(FindingLevel.Error, "", $"{data.Name} has no examples.")];
        ColumnLook[] looks = [.. data.Columns.Select(static column => new ColumnLook(column))];
        for (int first = 0; first < data.Count; first += BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            using Pass pass = Pass.Evaluation();
            Batch batch = data.Get(first, Math.Min(BlockRows, data.Count - first), pass, default);
            foreach (ColumnLook look in looks)
                look.Add(batch[look.Column.Name], batch.Mask(look.Column.Name), first);
        }

        List<DataFinding> findings = [];
        if (data.Count == 1)
            findings.Add(new DataFinding(FindingLevel.Warning, "", $"{data.Name} has one example: nothing can be learnt about how examples differ."));
        foreach (ColumnLook look in looks)
            findings.AddRange(look.Findings());
        return findings;
    }

    private sealed class ColumnLook(DataColumn column)
    {
        private readonly int _size = column.IsSequence ? 1 : column.Shape.Count;
        private readonly Spread[] _elements = [.. Enumerable.Repeat(default(Spread), column.IsSequence ? 1 : column.Shape.Count)];
        private readonly long[] _classes = new long[column.Classes.Count];
        private readonly List<int> _blank = [];
        private long _blankCount;
        private (int Element, int Row, double Value)? _notFinite;

        public DataColumn Column => column;

        public void Add(Tensor value, Tensor? mask, int first)
        {
            double[] values = value.ToDoubles();
            double[]? known = mask?.Shape == value.Shape ? mask.ToDoubles() : null;
            int rows = value.Shape[0], perRow = values.Length / Math.Max(1, rows);
            for (int row = 0; row < rows; row++)
            {
                bool blank = true;
                for (int i = 0; i < perRow; i++)
                {
                    int at = (row * perRow) + i;
                    if (known is not null && known[at] == 0)
                        continue;
                    blank &= values[at] == 0;
                    if (!double.IsFinite(values[at]) && !column.HasMissing)
                    {
                        _notFinite ??= (i % _size, first + row, values[at]);
                        continue;
                    }

                    _elements[i % _size].Add(values[at], first + row);
                    if (_classes.Length > 0 && values[at] is >= 0 and var number && number < _classes.Length)
                        _classes[(int)number]++;
                }

                if (blank && perRow > 1)
                {
                    _blankCount++;
                    if (_blank.Count < 3)
                        _blank.Add(first + row);
                }
            }
        }

        public IEnumerable<DataFinding> Findings()
        {
            if (_notFinite is { } bad)
            {
                return [new DataFinding(FindingLevel.Error, column.Name, Invariant(
                    $"{NameOf(bad.Element)} is {bad.Value} in example {bad.Row}, which is no finite number: mark it as missing, or leave the example out."))];
            }

            if (column.Classes.Count > 0)
                return Classes();
            // Other columns say how examples were made, or how long they are: nothing is learnt from their values.
            if (!string.Equals(column.Name, Modelled, StringComparison.Ordinal))
                return [];
            return column.Levels > 0 ? Intensities() : Numbers();
        }

        private IEnumerable<DataFinding> Classes()
        {
            int[] used = [.. Enumerable.Range(0, _classes.Length).Where(i => _classes[i] > 0)];
            if (used.Length == 1)
                yield return Warning($"all examples are of the class '{column.Classes[used[0]]}'.");
            foreach (int lone in used.Where(i => _classes[i] == 1).Take(5))
                yield return Warning($"the class '{column.Classes[lone]}' has one example, which lies in one part of a split.");
            foreach (int empty in Enumerable.Range(0, _classes.Length).Except(used).Take(5))
            {
                if (used.Length > 1)
                    yield return Warning($"the class '{column.Classes[empty]}' has no example.");
            }
        }

        private IEnumerable<DataFinding> Intensities()
        {
            if (_size == 1 && !column.IsSequence)
                yield return Warning("a picture of one pixel has no structure to be learnt.");
            if (_elements.All(static element => element.IsConstant))
                yield return new DataFinding(FindingLevel.Error, column.Name, $"all examples of '{column.Name}' are the same.");
            foreach (DataFinding finding in Blank())
                yield return finding;
        }

        private IEnumerable<DataFinding> Numbers()
        {
            for (int i = 0; i < _elements.Length; i++)
            {
                Spread element = _elements[i];
                if (element.Count == 0)
                {
                    yield return new DataFinding(FindingLevel.Error, column.Name, $"{NameOf(i)} has no value in any example; leave it out.");
                }
                else if (element.IsConstant && !column.IsSequence)
                {
                    yield return Warning(Invariant($"{NameOf(i)} is {element.Lowest} in every example: nothing is to be learnt from it."));
                }
                else if (element.Farthest(Outlying) is { } far)
                {
                    string where = Invariant($"{NameOf(i)} is {far.Value} in example {far.Row}");
                    yield return Warning(Invariant(
                        $"{where}, {far.Times:F0} deviations of the others from their mean: a slip, or a mark for a missing value?"));
                }
            }

            foreach (DataFinding finding in Blank())
                yield return finding;
        }

        private IEnumerable<DataFinding> Blank()
        {
            if (_blankCount > 0)
            {
                yield return Warning(Invariant(
                    $"{_blankCount} examples are zeros alone ({string.Join(", ", _blank)}{(_blankCount > _blank.Count ? ", ..." : "")}): empty, or damaged?"));
            }
        }

        private DataFinding Warning(string text) => new(FindingLevel.Warning, column.Name, text);

        private string NameOf(int i) => i < column.Elements.Count ? $"'{column.Elements[i]}'" : Invariant($"element {i} of '{column.Name}'");

        private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>How the values of one element spread, its lowest and its highest left out of the moments.</summary>
    private struct Spread
    {
        private double _mean, _squares;
        private int _lowestRow, _highestRow;

        public long Count { get; private set; }

        public double Lowest { get; private set; }

        public double Highest { get; private set; }

        public readonly bool IsConstant => Count > 0 && Lowest == Highest;

        public void Add(double value, int row)
        {
            Count++;
            // The value that is pushed from an end goes among the rest; the first two are the ends.
            if (Count == 1 || value > Highest)
            {
                if (Count > 2)
                    Among(Highest);
                if (Count == 2)
                    (Lowest, _lowestRow) = (Highest, _highestRow);
                (Highest, _highestRow) = (value, row);
                if (Count == 1)
                    (Lowest, _lowestRow) = (value, row);
            }
            else if (Count == 2 || value < Lowest)
            {
                if (Count > 2)
                    Among(Lowest);
                (Lowest, _lowestRow) = (value, row);
            }
            else
            {
                Among(value);
            }
        }

        public readonly (double Value, int Row, double Times)? Farthest(double times)
        {
            double deviation = Math.Sqrt(_squares / Math.Max(1, Count - 2));
            double above = (Highest - _mean) / deviation, below = (_mean - Lowest) / deviation;
            if (Count < 10 || deviation == 0 || Math.Max(above, below) < times)
                return null;
            return above >= below ? (Highest, _highestRow, above) : (Lowest, _lowestRow, below);
        }

        private void Among(double value)
        {
            double off = value - _mean;
            _mean += off / Math.Max(1, Count - 2);
            _squares += off * (value - _mean);
        }
    }
}
