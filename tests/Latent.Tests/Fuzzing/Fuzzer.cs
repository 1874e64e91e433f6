using System.Diagnostics;
using System.Globalization;
using System.Text;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Tests.Fuzzing;

/// <summary>What a reader made of an input that it took.</summary>
/// <param name="Mark">What kind of value it is; inputs of new kinds are kept.</param>
/// <param name="Bytes">Bytes of the value in memory.</param>
internal readonly record struct Reading(string Mark, long Bytes);

/// <summary>A kind of file: examples, a reader, and how files are put together.</summary>
internal sealed record FuzzFormat(string Name, Func<IEnumerable<byte[]>> Seeds, Func<byte[], TemporaryFolder, Reading> Read)
{
    public FuzzParts? Parts { get; init; }
}

/// <summary>An input that a reader did not answer as promised.</summary>
internal sealed record Violation(string Format, string What, byte[] Input);

/// <summary>What a run came to.</summary>
/// <param name="Format">The format.</param>
/// <param name="Inputs">How many inputs were read.</param>
/// <param name="Taken">How many of them were read as values.</param>
/// <param name="Kinds">How many kinds of answers there were.</param>
/// <param name="Violations">Those that break the rule, one of a kind, made small.</param>
internal sealed record FuzzReport(string Format, int Inputs, int Taken, int Kinds, IReadOnlyList<Violation> Violations)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Format,-14} {Inputs,9:N0} inputs, {Taken,9:N0} read, {Kinds,5:N0} kinds of answers, {Violations.Count} violations");
}

/// <summary>
/// Reads mutated files and holds readers to their promise: a value or an error of the family <see cref="BadFileException"/>, in 1 s and 20
/// ns a byte, in three times the payload and 64 MiB.
/// </summary>
/// <remarks>
/// There is no tool at hand that tells which code an input reached. Instead an input is new when its answer is: another exception, another
/// message but for its numbers and names, another method that throws, another kind of value. New inputs join the corpus.
/// </remarks>
internal sealed class Fuzzer(FuzzFormat format, TemporaryFolder folder)
{
    private const int MostKept = 600;
    private const int MostViolations = 20;
    private const long FreeBytes = 64 << 20;
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(60);

    // Inputs that were read as values are worth more: nearly all changes of a broken one are the same error again.
    private readonly List<byte[]> _values = [];
    private readonly List<byte[]> _corpus = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Violation> _violations = new(StringComparer.Ordinal);
    private volatile byte[] _current = [];
    private int _taken, _done;

    /// <summary>Reads the seeds and then mutated inputs, on a thread of its own, so that one that never ends is found too.</summary>
    public FuzzReport Run(int inputs, RandomKey key)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Walk(inputs, key);
            }
            catch (Exception e)
            {
                failure = e;
            }
        })
        { IsBackground = true };
        thread.Start();
        int before = -1;
        while (!thread.Join(HangsAfter))
        {
            int now = Volatile.Read(ref _done);
            if (now == before)
                return Report([new Violation(format.Name, $"an input is not read in {HangsAfter.TotalSeconds} s", _current)]);
            before = now;
        }

        if (failure is not null)
            throw new InvalidOperationException($"The fuzzer itself failed: {failure}", failure);
        return Report([.. _violations.Select(kind => kind.Value with { Input = Smaller(kind.Value.Input, kind.Key) })]);
    }

    /// <summary>Holds the reader to its promise for one input; null if it keeps it.</summary>
    public string? Broken(byte[] input) => Judge(input).Broken;

    private FuzzReport Report(IReadOnlyList<Violation> violations) => new(format.Name, _done, _taken, _seen.Count, violations);

    private void Walk(int inputs, RandomKey key)
    {
        FuzzRandom random = new(key.Split(format.Name));
        foreach (byte[] seed in format.Seeds())
        {
            _corpus.Add(seed);
            _values.Add(seed);
            Take(seed);
            if (_taken != _done)
                throw new InvalidOperationException($"seed {_done} of {format.Name} is not read as a value: {string.Join(" | ", _seen)}");
        }

        while (_done < inputs && _violations.Count < MostViolations)
            Take(FuzzParts.Mutate(format.Parts, random.Of(random.OneIn(3) ? _corpus : _values), random.Of(_corpus), random));
    }

    private void Take(byte[] input)
    {
        _current = input;
        (string kind, string? broken, bool taken) = Judge(input);
        _taken += taken ? 1 : 0;
        if (broken is not null)
            _violations.TryAdd(kind, new Violation(format.Name, broken, input));
        else if (_seen.Add(kind) && _corpus.Count < MostKept)
            (taken ? _values : _corpus).Add(input);
        Volatile.Write(ref _done, _done + 1);
    }

    private (string Kind, string? Broken, bool Taken) Judge(byte[] input)
    {
        double seconds = double.PositiveInfinity, limit = 1 + (20e-9 * input.Length);
        // What is slow is read again: the machine may have been busy with something else.
        for (int attempt = 0; ; attempt++)
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp(), payload = input.Length;
            string kind;
            string? broken = null;
            bool taken = false;
            try
            {
                Reading reading = format.Read(input, folder);
                (kind, payload, taken) = ("value " + reading.Mark, Math.Max(payload, reading.Bytes), true);
            }
            catch (BadFileException e)
            {
                kind = Kind(e);
            }
            catch (Exception e)
            {
                kind = "wrong " + Kind(e);
                broken = $"{e.GetType().Name}: {e.Message}\n{e.StackTrace}";
            }

            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (broken is null && seconds > limit && attempt < 2)
                continue;
            if (broken is null && seconds > limit)
                (kind, broken) = ("slow " + kind, string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} s for {input.Length} bytes ({kind})"));
            if (broken is null && allocated > (3 * payload) + FreeBytes)
                (kind, broken) = ("large " + kind, string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes allocated for {payload} ({kind})"));
            return (kind, broken, taken);
        }
    }

    // Type, method and the first sentence of the message without its numbers, quoted names and shapes.
    private static string Kind(Exception e)
    {
        string message = e is BadFileException bad ? e.Message.Replace(bad.File, "", StringComparison.Ordinal) : e.Message;
        StringBuilder text = new($"{e.GetType().Name} {e.TargetSite?.DeclaringType?.Name}.{e.TargetSite?.Name} ");
        bool quoted = false;
        for (int i = 0; i < message.Length && text.Length < 240; i++)
        {
            char c = message[i];
            quoted ^= c == '\'';
            if (quoted || char.IsControl(c))
                continue;
            if (char.IsAsciiHexDigitUpper(c))
                c = '#';
            if (c == '.' && i + 1 < message.Length && message[i + 1] == ' ')
                break;
            if (c != '#' || text[^1] != '#')
                text.Append(c);
        }

        return text.Replace("# x #", "#").ToString();
    }

    // Delta debugging: what can be left out without changing what is wrong is left out (Zeller and Hildebrandt, TSE 2002).
    private byte[] Smaller(byte[] input, string kind)
    {
        int tries = 0;
        for (int size = Math.Max(1, input.Length / 2); ; size /= 2)
        {
            for (int at = 0; at < input.Length && tries < 2000; tries++)
            {
                byte[] less = [.. input[..at], .. input[Math.Min(input.Length, at + size)..]];
                (string found, string? broken, _) = Judge(less);
                if (broken is not null && string.Equals(found, kind, StringComparison.Ordinal))
                    input = less;
                else
                    at += size;
            }

            if (size == 1)
                return input;
        }
    }
}
