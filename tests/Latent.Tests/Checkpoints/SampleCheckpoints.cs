using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Latent.Checkpoints;
using Latent.Files;
using Latent.Optimization;
using Latent.Probe;
using Latent.Tensors;
using Latent.Tests.Files;

namespace Latent.Tests.Checkpoints;

/// <summary>Checkpoints whose content follows from their step, and stores in memory to put them into.</summary>
internal static class SampleCheckpoints
{
    public const string Folder = "/run/checkpoints";

    /// <summary>A time that stands still until it is set.</summary>
    internal sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    public static Clock NewClock() => new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static Checkpoint Make(long step) => SaveAndDie.Make(step);

    /// <summary>A few numbers only, for tests that go through every bit.</summary>
    public static Checkpoint Tiny(long step, double? score = null) => new(step,
        new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["w"] = Tensor.From([step, 0.5f], [2]) },
        new Dictionary<string, OptimizerState>(StringComparer.Ordinal)
        {
            ["optimizer"] = new(new Dictionary<string, long>(StringComparer.Ordinal) { ["steps"] = step }, new Dictionary<string, Tensor>(StringComparer.Ordinal)),
        },
        $$"""{"epoch":{{step}}}""", score);

    public static CheckpointStore Store(ISystemCalls calls, TimeProvider? clock = null, CheckpointRetention? retention = null, string run = SaveAndDie.Run) =>
        new(new FileSystem(calls), Folder, run, clock ?? NewClock(), retention);

    /// <summary>SHA-256 of all that a checkpoint holds.</summary>
    public static string Fingerprint(Checkpoint checkpoint)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text($"{checkpoint.Step} {checkpoint.Score} {checkpoint.Document}");
        Tensors(checkpoint.Parameters);
        foreach ((string state, OptimizerState content) in checkpoint.States.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            Text(state);
            foreach ((string name, long value) in content.Counters.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
                Text($"{name} {value}");
            Tensors(content.Tensors);
        }

        return Convert.ToHexString(hash.GetHashAndReset());

        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));

        void Tensors(IReadOnlyDictionary<string, Tensor> tensors)
        {
            foreach ((string name, Tensor value) in tensors.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            {
                Text($"{name} {value.Shape} {value.DType}");
                hash.AppendData(value.DType == DType.Float32 ? MemoryMarshal.AsBytes(value.Span) : MemoryMarshal.AsBytes(value.DoubleSpan));
            }
        }
    }

    public static void AssertSame(Checkpoint expected, Checkpoint? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Step, actual.Step);
        Assert.Equal(Fingerprint(expected), Fingerprint(actual));
    }
}
