using System.Text;

namespace Latent.Data.Formats;

/// <summary>Splits comma-separated text into fields, a record at a time, in bounded memory.</summary>
/// <remarks>
/// Y. Shafranovich, "Common format and MIME type for comma-separated values (CSV) files", RFC 4180, with LF, CRLF or CR at the ends of
/// lines, UTF-8 with or without a mark, and any of comma, semicolon, tab or another ASCII character between fields. Empty lines are left
/// out. Faults carry the line and the field.
/// </remarks>
internal sealed class CsvReader
{
    /// <summary>The longest line: 16 MiB.</summary>
    public const int LongestLine = 1 << 24;

    /// <summary>The most fields of a line.</summary>
    public const int MostFields = 1 << 20;

    private const int FirstPiece = 1 << 16;

    private readonly FormatReader _reader;
    private readonly byte _delimiter;
    private readonly List<(int Start, int Length, bool Quoted)> _fields = [];
    private readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private byte[] _bytes = new byte[FirstPiece];
    private byte[] _text = new byte[256];
    private int _start, _end, _used;
    private int _linesRead;
    private bool _ended;

    /// <summary>Begins to read.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="delimiter">What stands between fields.</param>
    public CsvReader(FormatReader reader, char delimiter)
    {
        if (delimiter is '"' or '\r' or '\n' || !char.IsAscii(delimiter) || char.IsAsciiLetterOrDigit(delimiter))
            throw new ArgumentException($"The delimiter '{delimiter}' cannot be told from a field; take a comma, a semicolon or a tab.", nameof(delimiter));
        _reader = reader;
        _delimiter = (byte)delimiter;
        Fill();
        ReadOnlySpan<byte> first = _bytes.AsSpan(0, _end);
        if (first.StartsWith(stackalloc byte[] { 0xEF, 0xBB, 0xBF }))
            _start = 3;
        if (first.StartsWith(stackalloc byte[] { 0xFF, 0xFE }) || first.StartsWith(stackalloc byte[] { 0xFE, 0xFF }))
            throw Fault(1, "the text is UTF-16.", "Save it as UTF-8.");
    }

    /// <summary>The line in which the record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>How many fields the record has.</summary>
    public int Count => _fields.Count;

    /// <summary>Where the text comes from.</summary>
    public string Name => _reader.Name;

    /// <summary>The bytes of a field, without quotes.</summary>
    public ReadOnlySpan<byte> Bytes(int field) => _text.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>Whether a field stands in quotes.</summary>
    public bool IsQuoted(int field) => _fields[field].Quoted;

    /// <summary>A field as text.</summary>
    public string Text(int field)
    {
        try
        {
            return _utf8.GetString(Bytes(field));
        }
        catch (DecoderFallbackException e)
        {
            throw new DataFormatException(Name, Line, field + 1, "the field is not UTF-8.", "Save the text as UTF-8.", e);
        }
    }

    /// <summary>A fault in a field of this record, counted from 1.</summary>
    public DataFormatException Fault(int column, string reason, string remedy) => new(Name, Math.Max(1, Line), column, reason, remedy);

    /// <summary>Goes to the next record that is not an empty line; false at the end.</summary>
    public bool Read()
    {
        while (ReadRecord())
        {
            if (Count > 1 || _fields[0].Length > 0 || _fields[0].Quoted)
                return true;
        }

        return false;
    }

    private bool ReadRecord()
    {
        _fields.Clear();
        _used = 0;
        Line = _linesRead + 1;
        if (Peek() < 0)
            return false;
        while (true)
        {
            bool more = ReadField();
            if (!more)
            {
                _linesRead++;
                return true;
            }

            if (Count >= MostFields)
                throw Fault(Count, $"the line has more than {MostFields} fields.", "Is this a table?");
        }
    }

    // One field with the delimiter or line end after it; whether another one follows in the record.
    private bool ReadField()
    {
        int from = _used;
        bool quoted = Peek() == '"';
        if (quoted)
        {
            _start++;
            ReadQuoted();
        }

        while (true)
        {
            int next = Peek();
            if (next < 0 || next is '\n' or '\r' || next == _delimiter)
            {
                _fields.Add((from, _used - from, quoted));
                if (next < 0)
                    return false;
                _start++;
                if (next == '\r' && Peek() == '\n')
                    _start++;
                return next == _delimiter;
            }

            if (quoted)
                throw Fault(Count + 1, "there is text after the closing quote.", "A quote inside a quoted field is written twice: \"\".");
            if (next == '"')
                throw Fault(Count + 1, "there is a quote inside a field that does not begin with one.",
                    "Put the whole field in quotes and write the quote twice.");
            Append((byte)next);
            _start++;
        }
    }

    private void ReadQuoted()
    {
        int line = _linesRead + 1, column = Count + 1;
        while (true)
        {
            int next = Peek();
            if (next < 0)
                throw new DataFormatException(Name, line, column, "the quote that opens this field is never closed.", "Close it, or write the quote twice.");
            _start++;
            if (next == '"')
            {
                if (Peek() != '"')
                    return;
                _start++;
            }

            Append((byte)next);
            if (next == '\n')
                _linesRead++;
        }
    }

    private void Append(byte value)
    {
        if (value == 0)
            throw Fault(Count + 1, "there is a zero byte.", "This is no text; or it is UTF-16: save it as UTF-8.");
        if (_used == LongestLine)
            throw Fault(Count + 1, $"the line is longer than {LongestLine >> 20} MiB.", "Is this a table?");
        if (_used == _text.Length)
            Array.Resize(ref _text, Math.Min(LongestLine, 2 * _used));
        _text[_used++] = value;
    }

    private int Peek()
    {
        if (_start == _end && !_ended)
            Fill();
        return _start < _end ? _bytes[_start] : -1;
    }

    private void Fill()
    {
        _end = _reader.Read(_bytes);
        _start = 0;
        _ended = _end < _bytes.Length;
    }

    /// <summary>Shortened for a message, control characters made visible.</summary>
    public static string Printable(string text)
    {
        const int longest = 40;
        string start = new([.. text.Take(longest).Select(static c => char.IsControl(c) ? '?' : c)]);
        return $"'{start}{(text.Length > longest ? "..." : "")}'";
    }
}
