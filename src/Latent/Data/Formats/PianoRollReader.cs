using System.Globalization;
using System.Text.Json;

namespace Latent.Data.Formats;

/// <summary>Reads piano rolls from JSON, plain or gzip-compressed: parts of sequences of time steps of the notes that sound.</summary>
/// <remarks>
/// <c>{"train": [[[60, 64], [], [62]], ...], "valid": ..., "test": ...}</c>, a note a MIDI number 21 (A0) to 108 (C8); a step may also be
/// one number, and -1 or null is a rest. The sets of N. Boulanger-Lewandowski, Y. Bengio, P. Vincent, "Modeling temporal dependencies in
/// high-dimensional sequences", ICML 2012. Read piece by piece: a step takes eleven bytes, whatever surrounds it.
/// </remarks>
internal sealed class PianoRollReader
{
    /// <summary>The keys of a piano.</summary>
    public const int Keys = 88;

    /// <summary>The MIDI number of the lowest key.</summary>
    public const int LowestNote = 21;

    private const int MostSteps = 1 << 24;
    private const int DeepestNesting = 4;
    private const int LongestToken = 1 << 16;
    private const string Layout = "Expected is {\"train\": [[[60, 64], [62]], ...], \"valid\": ..., \"test\": ...}, notes from 21 to 108.";

    private readonly FormatReader _reader;
    private readonly byte[] _buffer = new byte[LongestToken];
    private int _start, _filled;
    private bool _ended;
    private long _before, _tokenAt;
    private JsonReaderState _state;

    private readonly int _window;

    private PianoRollReader(FormatReader reader, int window)
    {
        _reader = reader;
        _window = window;
        _state = new JsonReaderState(new JsonReaderOptions { MaxDepth = DeepestNesting + 1, CommentHandling = JsonCommentHandling.Disallow });
    }

    /// <summary>Reads all parts, by the names the file has for them.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="window">Sequences are cut into pieces of so many steps, the last as long as it is; 0 for whole ones.</param>
    public static Dictionary<string, PianoRolls> Read(FormatReader reader, int window) => new PianoRollReader(reader, window).ReadParts();

    private Dictionary<string, PianoRolls> ReadParts()
    {
        Dictionary<string, PianoRolls> parts = new(StringComparer.Ordinal);
        PianoRolls? rolls = null;
        int depth = 0;
        long steps = 0;
        while (Next(out JsonTokenType token, out long number, out string? text))
        {
            switch (token)
            {
                case JsonTokenType.StartObject when depth == 0 && parts.Count == 0:
                    break;
                case JsonTokenType.PropertyName when depth == 0:
                    rolls = new PianoRolls(_window);
                    if (!parts.TryAdd(text!, rolls))
                        throw Fault($"the part '{CsvReader.Printable(text!)}' is there twice.");
                    break;
                case JsonTokenType.StartArray when rolls is not null && depth < 3:
                    depth++;
                    if (depth == 2)
                        rolls.BeginSequence();
                    if (depth == 3)
                        Step(rolls, ref steps);
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    break;
                case JsonTokenType.Number or JsonTokenType.Null when rolls is not null && depth is 2 or 3:
                    if (depth == 2)
                        Step(rolls, ref steps);
                    if (token == JsonTokenType.Number && number != -1)
                        Note(rolls, number);
                    break;
                case JsonTokenType.EndObject when depth == 0:
                    break;
                default:
                    throw Fault($"{token} has no place here.");
            }
        }

        return parts.Values.Any(static part => part.Count > 0) ? parts : throw Fault("it has no sequences.");
    }

    private void Step(PianoRolls rolls, ref long steps)
    {
        if (++steps > MostSteps)
            throw Fault($"it has more than {MostSteps} time steps.");
        rolls.AddStep();
    }

    private void Note(PianoRolls rolls, long note)
    {
        if (note is < LowestNote or >= LowestNote + Keys)
            throw Fault(string.Create(CultureInfo.InvariantCulture, $"the note {note} is no key of a piano, {LowestNote} to {LowestNote + Keys - 1}."));
        rolls.AddNote((int)note - LowestNote);
    }

    private DataFormatException Fault(string reason) => _reader.Fault(_tokenAt, reason, Layout);

    // The next token; what it says is read out before the buffer moves.
    private bool Next(out JsonTokenType token, out long number, out string? text)
    {
        (token, number, text) = (JsonTokenType.None, 0, null);
        while (true)
        {
            Utf8JsonReader json = new(_buffer.AsSpan(_start, _filled - _start), _ended, _state);
            try
            {
                if (json.Read())
                {
                    token = json.TokenType;
                    _tokenAt = _before + json.TokenStartIndex;
                    if (token == JsonTokenType.Number && !json.TryGetInt64(out number))
                        throw Fault("a note is no whole number.");
                    text = token == JsonTokenType.PropertyName ? json.GetString() : null;
                    Advance(ref json);
                    return true;
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new DataFormatException(_reader.Name, _before + json.BytesConsumed, $"it is no JSON ({FirstSentence(e.Message)}).", Layout, e);
            }

            Advance(ref json);
            if (_ended)
                return false;
            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
            (_start, _filled) = (0, _filled - _start);
            if (_filled == _buffer.Length)
                throw Fault($"one word is longer than {LongestToken} bytes.");
            int got = _reader.Read(_buffer.AsSpan(_filled));
            _ended = _filled + got < _buffer.Length;
            _filled += got;
        }
    }

    private void Advance(ref Utf8JsonReader json)
    {
        _state = json.CurrentState;
        _before += json.BytesConsumed;
        _start += (int)json.BytesConsumed;
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return (end > 0 ? message[..end] : message).TrimEnd('.');
    }
}
