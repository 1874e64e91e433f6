using System.Diagnostics;
using System.Runtime.InteropServices;
using Latent.Checkpoints;
using Latent.Files;
using Latent.Optimization;
using Latent.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Latent.Probe;

/// <summary>Saves a checkpoint and kills its own process, with SIGKILL, in the middle of it.</summary>
public static partial class SaveAndDie
{
    /// <summary>The run that all checkpoints here are of.</summary>
    public const string Run = "probe";

    private const int KillSignal = 9;

    /// <summary>A checkpoint whose every number follows from its step.</summary>
    public static Checkpoint Make(long step)
    {
        float[] weights = new float[900];
        double[] moments = new double[170];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = BitConverter.UInt32BitsToSingle((uint)(0x9E3779B9 * (step + 1) * (i + 1)));
        for (int i = 0; i < moments.Length; i++)
            moments[i] = BitConverter.UInt64BitsToDouble((ulong)(step + 1) * (ulong)(i + 1) * 0x9E3779B97F4A7C15);
        Dictionary<string, Tensor> parameters = new(StringComparer.Ordinal)
        {
            ["encoder.0.weight"] = Tensor.From(weights, [30, 30]),
            ["decoder.0.bias"] = Tensor.From([step, -step], [2]),
        };
        Dictionary<string, OptimizerState> states = new(StringComparer.Ordinal)
        {
            ["optimizer"] = new(new Dictionary<string, long>(StringComparer.Ordinal) { ["steps"] = step, ["updates"] = step - 1 },
                new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["exp_avg/encoder.0.weight"] = Tensor.From(moments, [170]) }),
            ["average"] = new(new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, Tensor>(StringComparer.Ordinal)),
        };
        return new Checkpoint(step, parameters, states, $$"""{"epoch":{{step}},"näme":"{{new string('x', 40)}}"}""", score: -100.0 / (step + 1));
    }

    /// <summary>Saves the checkpoint of a step into a folder, and dies at a call; lives when there are fewer.</summary>
    /// <param name="folder">Where checkpoints lie.</param>
    /// <param name="step">Which step.</param>
    /// <param name="at">The number of the call, from 1, that is the last one: it is not made, or, of a write, half of it.</param>
    public static void Save(string folder, long step, int at)
    {
        FileSystem system = new(new DyingCalls(new PosixCalls(), at));
        new CheckpointStore(system, folder, Run, TimeProvider.System, null).Save(Make(step));
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private static void Die()
    {
        _ = Kill(Environment.ProcessId, KillSignal);
        throw new UnreachableException();
    }

    /// <summary>Counts the calls that change something and dies at one of them.</summary>
    private sealed class DyingCalls(ISystemCalls inner, int at) : ISystemCalls
    {
        private int _count;

        public CallResult Create(string path, out SafeFileHandle? file)
        {
            Tick();
            return inner.Create(path, out file);
        }

        public CallResult Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, out int written)
        {
            if (_count + 1 == at)
                inner.Write(file, bytes[..(bytes.Length / 2)], out _);
            Tick();
            return inner.Write(file, bytes, out written);
        }

        public CallResult Sync(SafeFileHandle file)
        {
            Tick();
            return inner.Sync(file);
        }

        public CallResult SyncFolder(string path)
        {
            Tick();
            return inner.SyncFolder(path);
        }

        public CallResult CreateFolder(string path)
        {
            Tick();
            return inner.CreateFolder(path);
        }

        public CallResult Rename(string from, string to)
        {
            Tick();
            return inner.Rename(from, to);
        }

        public CallResult DeleteFile(string path)
        {
            Tick();
            return inner.DeleteFile(path);
        }

        public CallResult DeleteFolder(string path)
        {
            Tick();
            return inner.DeleteFolder(path);
        }

        public CallResult List(string path, out string[] names) => inner.List(path, out names);

        public CallResult Open(string path, out SafeFileHandle? file) => inner.Open(path, out file);

        public CallResult Length(SafeFileHandle file, out long length) => inner.Length(file, out length);

        public CallResult Read(SafeFileHandle file, Span<byte> destination, long offset, out int read) =>
            inner.Read(file, destination, offset, out read);

        public CallResult Lock(string path, out SafeFileHandle? file) => inner.Lock(path, out file);

        public string? NetworkFormat(string path) => inner.NetworkFormat(path);

        private void Tick()
        {
            if (++_count == at)
                Die();
        }
    }
}
