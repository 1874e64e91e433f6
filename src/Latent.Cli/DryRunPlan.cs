using System.Globalization;
using Latent.Cli.Commands;
using Latent.Cli.Models;
using Latent.Cli.Terminal;
using Latent.Configuration;
using Latent.Models;
using Latent.Runs;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>What a training would do, by a few steps of it whose result is thrown away.</summary>
internal static class DryRunPlan
{
    private const int Steps = 20, Warm = 3;

    public static int Show(ExperimentConfig config, OpenedData opened, Device device, CommandTerminal terminal, TimeProvider clock)
    {
        Experiment experiment = Engine.Fitting(() => Experiment.Open(config, opened.Open(config), device));
        string factorisation;
        using (Pass pass = Pass.Evaluation())
            factorisation = ModelGraph.Read(experiment.Model, experiment.Data.Train.Get([0], pass, default)).ToString();
        int made = 0;
        long start = clock.GetTimestamp();
        foreach (Training.StepReport _ in experiment.Trainer.Steps())
        {
            if (++made == Warm) start = clock.GetTimestamp();
            if (made == Steps) break;
        }

        double perStep = clock.GetElapsedTime(start).TotalSeconds / Math.Max(1, made - Warm);
        long parameters = experiment.Model.Parameters.Sum(static parameter => (long)parameter.Shape.Count);
        TrainPlan plan = new(1, experiment.Data.Train.Name, experiment.Data.Train.Count, experiment.Data.Validation?.Count ?? 0,
            experiment.Data.Test?.Count ?? 0, parameters, parameters * sizeof(float), experiment.Trainer.TotalSteps, experiment.Trainer.StepsPerEpoch,
            factorisation, perStep, perStep * experiment.Trainer.TotalSteps, device.PoolStatistics.AllocatedBytes);
        terminal.Result(plan, CliJson.Default.TrainPlan,
            ("data", string.Create(CultureInfo.InvariantCulture,
                $"{plan.Data}: {plan.TrainExamples} to train, {plan.ValidationExamples} to validate, {plan.TestExamples} to test")),
            ("model", factorisation),
            ("parameters", string.Create(CultureInfo.InvariantCulture,
                $"{parameters:N0}, {plan.ParameterBytes >> 10:N0} KiB; with moments and the best so far about {4 * plan.ParameterBytes >> 20:N0} MiB")),
            ("memory of a step", string.Create(CultureInfo.InvariantCulture, $"{plan.PoolBytes >> 20:N0} MiB")),
            ("steps", string.Create(CultureInfo.InvariantCulture, $"{plan.Steps:N0}, {plan.StepsPerEpoch:N0} an epoch")),
            ("time", string.Create(CultureInfo.InvariantCulture, $"about {plan.Seconds:F0} s at {1000 * perStep:F2} ms a step, evaluations apart")));
        return ExitCode.Ok;
    }
}
