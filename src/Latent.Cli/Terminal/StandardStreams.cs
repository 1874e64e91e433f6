using System.Globalization;
using System.Text;

namespace Latent.Cli.Terminal;

/// <summary>Makes the process's channels safe to use, whatever the caller has put there: a full disk, a dead terminal, nothing at all.</summary>
internal static class StandardStreams
{
    private const int OutputDescriptor = 1, ErrorDescriptor = 2;

    // Of Linux: the file is closed when another program is begun.
    private const int CloseOnExec = 0x80000;

    /// <summary>Whether results can go nowhere (<c>&gt;&amp;-</c>).</summary>
    public static bool IsOutputClosed => IsClosed(OutputDescriptor);

    /// <summary>
    /// From here on, what is said on standard error never fails: work does not depend on who listens. Results that can go nowhere fail when they are written.
    /// </summary>
    public static void Guard()
    {
        Console.SetError(new ForgivingWriter(IsClosed(ErrorDescriptor) ? TextWriter.Null : OpenError()));
        if (IsOutputClosed) Console.SetOut(new ClosedWriter());
    }

    private static TextWriter OpenError()
    {
        try
        {
            return Console.Error;
        }
        catch (Exception e) when (ForgivingWriter.IsOfWriting(e))
        {
            return TextWriter.Null;
        }
    }

    /// <summary>
    /// A channel that was closed at the start is the number of whatever was opened next, to which nothing of ours may be written. What the caller gave us
    /// has come through the start of this program, and what the runtime opens is marked to be closed then: so the two can be told apart.
    /// </summary>
    private static bool IsClosed(int descriptor)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/proc/self/fdinfo")) return false;
        try
        {
            const string flags = "flags:";
            string? line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{descriptor}"))
                .FirstOrDefault(static line => line.StartsWith(flags, StringComparison.Ordinal));
            return line is not null && (Convert.ToInt32(line[flags.Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>Hands on what is written, and forgets what is not taken.</summary>
    private sealed class ForgivingWriter(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => inner.Encoding;

        public static bool IsOfWriting(Exception e) => e is IOException or UnauthorizedAccessException or ObjectDisposedException;

        public override void Write(char value) => Try(value, static (inner, value) => inner.Write(value));

        public override void Write(string? value) => Try(value, static (inner, value) => inner.Write(value));

        public override void Write(char[] buffer, int index, int count) =>
            Try((buffer, index, count), static (inner, part) => inner.Write(part.buffer, part.index, part.count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void Flush() => Try(0, static (inner, _) => inner.Flush());

        private void Try<T>(T value, Action<TextWriter, T> write)
        {
            try
            {
                write(inner, value);
            }
            catch (Exception e) when (IsOfWriting(e))
            {
                // Nobody can be told: this is where it would be said.
            }
        }
    }

    private sealed class ClosedWriter() : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("standard output is closed.");

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (!buffer.IsEmpty) Write(buffer[0]);
        }
    }
}
