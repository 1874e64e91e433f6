using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Latent.Testing;

/// <summary>A server on this machine that answers a path with whatever a test wants, also with what a server must not do.</summary>
public sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, Answer> _answer;
    private readonly List<string> _asked = [];

    /// <summary>Begins to answer.</summary>
    public LoopbackServer(Func<string, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    /// <summary>Where it answers, with a slash at the end.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/"));

    /// <summary>The paths that were asked for.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        while (true)
        {
            try
            {
                using TcpClient client = _listener.AcceptTcpClient();
                Handle(client.GetStream());
            }
            catch (IOException)
            {
                // the client went away
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private void Handle(NetworkStream stream)
    {
        using StreamReader reader = new(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        string path = (reader.ReadLine() ?? "").Split(' ') is [_, var asked, ..] ? asked : "";
        while (reader.ReadLine() is { Length: > 0 })
        {
        }

        lock (_asked)
            _asked.Add(path);
        Answer answer = _answer(path);
        string head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} X\r\nContent-Length: {answer.DeclaredLength ?? answer.Body.Length}\r\nConnection: close\r\n");
        stream.Write(Encoding.ASCII.GetBytes(head + (answer.Location is null ? "" : $"Location: {answer.Location}\r\n") + "\r\n"));
        stream.Write(answer.Body);
        stream.Flush();
        Thread.Sleep(answer.Silence);
    }

    /// <summary>What is answered.</summary>
    public sealed record Answer(byte[] Body)
    {
        public int Status { get; init; } = 200;

        public string? Location { get; init; }

        /// <summary>The length that is declared, if it is not the body's.</summary>
        public long? DeclaredLength { get; init; }

        /// <summary>How long nothing comes before the connection is closed.</summary>
        public TimeSpan Silence { get; init; }
    }
}
