using Latent.Checkpoints;
using Latent.Files;
using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Probe;

/// <summary>Saves a checkpoint and kills its own process, with SIGKILL, in the middle of it.</summary>
public static class SaveAndDie
{
    /// <summary>The run that all checkpoints here are of.</summary>
    public const string Run = "probe";

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
}
