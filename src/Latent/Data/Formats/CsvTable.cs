using System.Globalization;

namespace Latent.Data.Formats;

/// <summary>A table of numbers from comma-separated text.</summary>
/// <param name="Columns">The names of the numbers' columns; "1", "2", ... without a header.</param>
/// <param name="Values">Row-major; NaN where a value is missing.</param>
/// <param name="HasMissing">Whether one is.</param>
/// <param name="Target">The column kept apart as text, null where it is missing; empty if none was.</param>
internal sealed record CsvTable(string[] Columns, double[] Values, bool HasMissing, string?[] Target)
{
    /// <summary>The other columns kept apart as text, null where missing, in the order they were asked for.</summary>
    public IReadOnlyList<string?[]> Texts { get; init; } = [];

    // Tables of more numbers belong into an array file, which is read as it is asked for: 512 MiB of float64.
    private const int MostValues = 1 << 26;
    private const int BlockValues = 1 << 15;

    /// <summary>Reads a table.</summary>
    /// <exception cref="DataFormatException">A field is no number, lines differ in their fields, or the text is no table.</exception>
    public static CsvTable Read(FormatReader reader, CsvOptions options) => new Parser(new CsvReader(reader, options.Delimiter), options).Read();

    private sealed class Parser(CsvReader csv, CsvOptions options)
    {
        private readonly List<double[]> _blocks = [];
        private readonly List<string?> _target = [];
        private readonly List<string?>[] _texts = [.. options.Texts.Select(static _ => new List<string?>())];
        private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
        private readonly HashSet<string> _missing = new(options.Missing, StringComparer.Ordinal);
        private int _inBlock = BlockValues;
        private long _count;
        private long _rows;
        private bool _hasMissing;

        public CsvTable Read()
        {
            if (!csv.Read())
                throw csv.Fault(1, "the table is empty.", "A line of names and a line of numbers are the least.");
            string[] names = Names();
            int target = Find(names, options.Target, "target");
            int[] ignored = [.. options.Ignore.Select(name => Find(names, name, "ignore"))];
            int[] texts = [.. options.Texts.Select(text => Find(names, text.Column, text.Setting))];
            int[] kept = [.. Enumerable.Range(0, names.Length).Where(i => i != target && !ignored.Contains(i) && !texts.Contains(i))];
            if (kept.Length == 0 && texts.Length == 0)
                throw csv.Fault(1, "no column of numbers is left.", "Ignore fewer columns.");
            bool more = !options.HasHeader || csv.Read();
            for (; more; more = csv.Read())
            {
                AddRow(names, kept, target);
                for (int i = 0; i < texts.Length; i++) _texts[i].Add(Known(texts[i]));
            }

            if (_rows == 0)
                throw csv.Fault(1, "the table has names and no numbers.", options.HasHeader ? "Say that there is no header, if the first line is data." : "");
            return new CsvTable([.. kept.Select(i => names[i])], Joined(), _hasMissing,
                [.. _target])
            { Texts = [.. _texts.Select(static text => text.ToArray())] };
        }

        // A category is written in thousands of lines and kept once.
        private string? Known(int field)
        {
            if (IsMissing(csv.Bytes(field))) return null;
            string text = csv.Text(field).Trim();
            return _known.TryGetValue(text, out string? known) ? known : _known[text] = text;
        }

        private string[] Names()
        {
            if (csv.Count == 1 && csv.Text(0) is { } only && only.AsSpan().IndexOfAny(";\t|") is >= 0 and int at && options.Delimiter != only[at])
            {
                throw csv.Fault(1, $"the first line is one field, {CsvReader.Printable(only)}.",
                    $"Say what stands between fields (delimiter), if it is {(only[at] == '\t' ? "the tab" : $"'{only[at]}'")}.");
            }

            if (!options.HasHeader)
                return [.. Enumerable.Range(1, csv.Count).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
            string[] names = new string[csv.Count];
            HashSet<string> seen = new(StringComparer.Ordinal);
            bool allNumbers = true;
            for (int i = 0; i < names.Length; i++)
            {
                names[i] = csv.Text(i).Trim();
                if (!seen.Add(names[i]))
                    throw csv.Fault(i + 1, $"two columns are named {CsvReader.Printable(names[i])}.",
                        "Names must differ; say that there is no header, if this is data.");
                allNumbers &= TryNumber(csv.Bytes(i), out _);
            }

            return !allNumbers
                ? names
                : throw csv.Fault(1, "the first line holds numbers where names are expected.", "Say that there is no header.");
        }

        private int Find(string[] names, string? wanted, string option)
        {
            int at = wanted is null ? -1 : Array.IndexOf(names, wanted);
            return at >= 0 || wanted is null
                ? at
                : throw csv.Fault(1, $"there is no column '{wanted}' ({option}).",
                    $"There are {string.Join(", ", names.Take(20))}{(names.Length > 20 ? ", ..." : "")}.");
        }

        private void AddRow(string[] names, int[] kept, int target)
        {
            if (csv.Count != names.Length)
            {
                throw csv.Fault(Math.Min(csv.Count, names.Length) + 1, $"the line has {csv.Count} fields, the first one has {names.Length}.",
                    "A comma inside a field needs quotes around the field.");
            }

            _rows++;
            if (target >= 0)
                _target.Add(IsMissing(csv.Bytes(target)) ? null : csv.Text(target).Trim());
            foreach (int i in kept)
                Add(Number(i, names[i]));
        }

        private double Number(int field, string name)
        {
            ReadOnlySpan<byte> bytes = csv.Bytes(field);
            if (TryNumber(bytes, out double value))
            {
                return double.IsFinite(value)
                    ? value
                    : throw csv.Fault(field + 1, $"{CsvReader.Printable(csv.Text(field))} in '{name}' is no finite number.",
                        "Repair it, or leave the field empty.");
            }

            if (IsMissing(bytes))
            {
                _hasMissing = true;
                return double.NaN;
            }

            string text = csv.Text(field);
            throw IsDecimalComma(text)
                ? csv.Fault(field + 1, $"{CsvReader.Printable(text)} in '{name}' looks like a number with a decimal comma.", "Write numbers with a point.")
                : csv.Fault(field + 1, $"{CsvReader.Printable(text)} in '{name}' is no number.",
                    "Leave the column out (ignore), take it as the class (target), as a category (categories), or say that this means a missing value "
                        + "(missing). "
                    + $"These are settings: data.source.ignore=[\"{name}\"], data.source.target={name}, data.source.categories=[\"{name}\"], "
                    + "data.source.missing (all texts that mean it).");
        }

        private bool IsMissing(ReadOnlySpan<byte> bytes)
        {
            const int longest = 64;
            if (bytes.Length > longest)
                return false;
            Span<char> text = stackalloc char[longest];
            int length = 0;
            foreach (byte b in bytes.Trim((byte)' '))
                text[length++] = (char)b;
            return _missing.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..length]);
        }

        private void Add(double value)
        {
            if (_inBlock == BlockValues)
            {
                if (_count == MostValues)
                    throw csv.Fault(1, $"the table has more than {MostValues} numbers.", "Save it as NPY, which is read as it is asked for.");
                _blocks.Add(new double[BlockValues]);
                _inBlock = 0;
            }

            _blocks[^1][_inBlock++] = value;
            _count++;
        }

        private double[] Joined()
        {
            double[] all = new double[_count];
            for (int i = 0; i < _blocks.Count; i++)
                _blocks[i].AsSpan(0, (int)Math.Min(BlockValues, _count - ((long)i * BlockValues))).CopyTo(all.AsSpan(i * BlockValues));
            return all;
        }

        // ASCII digits alone, whatever the culture.
        private static bool TryNumber(ReadOnlySpan<byte> bytes, out double value) =>
            double.TryParse(bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !double.IsNaN(value);

        private static bool IsDecimalComma(string text) => text.Count(static c => c == ',') == 1
            && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }
}
