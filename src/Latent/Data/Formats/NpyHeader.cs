using System.Globalization;

namespace Latent.Data.Formats;

/// <summary>The header of an NPY array: a Python dictionary of three entries, of which only literals are understood.</summary>
/// <param name="Format">How an element is stored.</param>
/// <param name="IsFortranOrder">Whether the first axis runs fastest.</param>
/// <param name="Dimensions">The length of every axis.</param>
internal sealed record NpyHeader(ElementFormat Format, bool IsFortranOrder, ulong[] Dimensions)
{
    /// <summary>Reads the text of a header.</summary>
    /// <param name="text">Latin-1 or UTF-8, of which only ASCII has a meaning here.</param>
    /// <param name="reader">Names the source in messages.</param>
    /// <param name="start">Where in it the text begins.</param>
    public static NpyHeader Parse(ReadOnlySpan<byte> text, FormatReader reader, long start)
    {
        Parser parser = new(text, reader, start);
        return parser.Header();
    }

    private ref struct Parser(ReadOnlySpan<byte> text, FormatReader reader, long start)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _at;

        public NpyHeader Header()
        {
            string? descr = null;
            bool? fortran = null;
            ulong[]? shape = null;
            Take('{');
            while (!Try('}'))
            {
                int at = _at;
                string key = Text();
                Take(':');
                bool known = key switch
                {
                    "descr" => descr is null && (descr = Descr()) is not null,
                    "fortran_order" => fortran is null && (fortran = Truth()) is not null,
                    "shape" => shape is null && (shape = Shape()) is not null,
                    _ => false,
                };
                if (!known)
                {
                    throw Fault(at, $"the header has the key '{key}' twice or not at all by the format.",
                        "It has 'descr', 'fortran_order' and 'shape', once each.");
                }

                if (Try(','))
                    continue;
                Take('}');
                break;
            }

            Blank();
            if (_at < _text.Length)
                throw Fault(_at, "the header goes on after its dictionary.", Remedy);
            if (descr is null || fortran is null || shape is null)
                throw Fault(0, "the header lacks one of 'descr', 'fortran_order' and 'shape'.", Remedy);
            return new NpyHeader(FormatOf(descr), fortran.Value, shape);
        }

        private const string Remedy = "It is damaged, or was not written by numpy.save.";

        private string Descr()
        {
            Blank();
            if (_at < _text.Length && _text[_at] is (byte)'[' or (byte)'(')
            {
                throw Fault(_at, "the array has elements of several fields.",
                    "Save each field as an array of its own; records are not read.");
            }

            return Text();
        }

        private readonly ElementFormat FormatOf(string descr)
        {
            bool sized = descr.Length >= 3 & int.TryParse(descr.AsSpan(Math.Min(2, descr.Length)), NumberStyles.None,
                CultureInfo.InvariantCulture, out int size);
            char order = descr.Length > 0 ? descr[0] : ' ', kind = descr.Length > 1 ? descr[1] : ' ';
            ElementType? number = (kind, size) switch
            {
                ('b', 1) => ElementType.Boolean,
                ('u', 1) => ElementType.UInt8,
                ('i', 1) => ElementType.Int8,
                ('u', 2) => ElementType.UInt16,
                ('i', 2) => ElementType.Int16,
                ('u', 4) => ElementType.UInt32,
                ('i', 4) => ElementType.Int32,
                ('u', 8) => ElementType.UInt64,
                ('i', 8) => ElementType.Int64,
                ('f', 2) => ElementType.Float16,
                ('f', 4) => ElementType.Float32,
                ('f', 8) => ElementType.Float64,
                _ => null,
            };
            bool knownOrder = order is '<' or '>' || (order is '|' or '=' && size <= 1) || (order is '|' && kind is 'S');
            if (sized && knownOrder && number is { } type)
                return ElementFormat.Of(type, isBigEndian: order == '>');
            const int longest = 1 << 16;
            if (sized && knownOrder && kind is 'S' && size is > 0 and <= longest)
                return new ElementFormat(ElementType.Text8, false, size);
            if (sized && knownOrder && kind is 'U' && size is > 0 and <= longest)
                return new ElementFormat(ElementType.Text32, order == '>', 4 * size);
            throw kind == 'O'
                ? Fault(0, "it is an array of Python objects.", "Object arrays need pickle, which can run any program and is never read; save numbers.")
                : Fault(0, $"the element type '{descr}' is not read.", "Read are bool, integers, floats of 2, 4 and 8 bytes, and text of fixed length.");
        }

        private ulong[] Shape()
        {
            List<ulong> lengths = [];
            Take('(');
            while (!Try(')'))
            {
                lengths.Add(Whole());
                if (lengths.Count > ArrayHeader.MaximumRank)
                    throw Fault(_at, $"the array has more than {ArrayHeader.MaximumRank} axes.", "Reshape it before it is saved.");
                if (Try(','))
                    continue;
                Take(')');
                break;
            }

            return [.. lengths];
        }

        private ulong Whole()
        {
            Blank();
            int at = _at;
            while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]))
                _at++;
            if (!ulong.TryParse(_text[at.._at], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
                throw Fault(at, "expected the length of an axis, a whole number that is not negative.", Remedy);
            // Python 2 wrote long numbers as 10L.
            if (_at < _text.Length && _text[_at] == (byte)'L')
                _at++;
            return value;
        }

        private bool Truth()
        {
            Blank();
            foreach ((string word, bool value) in new[] { ("True", true), ("False", false) })
            {
                if (string.Equals(
                    System.Text.Encoding.Latin1.GetString(_text[_at..Math.Min(_text.Length, _at + word.Length)]), word, StringComparison.Ordinal))
                {
                    _at += word.Length;
                    return value;
                }
            }

            throw Fault(_at, "expected True or False.", Remedy);
        }

        private string Text()
        {
            Blank();
            byte quote = _at < _text.Length ? _text[_at] : (byte)0;
            int end = quote is (byte)'\'' or (byte)'"' ? _text[(_at + 1)..].IndexOf(quote) : -1;
            if (end < 0)
                throw Fault(_at, "expected text in quotes.", Remedy);
            string quoted = System.Text.Encoding.Latin1.GetString(_text.Slice(_at + 1, end));
            _at += end + 2;
            return quoted.Length <= 40 ? quoted : throw Fault(_at, "a text in the header is too long.", Remedy);
        }

        private void Take(char c)
        {
            if (!Try(c))
                throw Fault(_at, $"expected '{c}'.", Remedy);
        }

        private bool Try(char c)
        {
            Blank();
            if (_at >= _text.Length || _text[_at] != (byte)c)
                return false;
            _at++;
            return true;
        }

        private void Blank()
        {
            while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
                _at++;
        }

        private readonly DataFormatException Fault(int at, string reason, string remedy) => reader.Fault(start + at, reason, remedy);
    }
}
