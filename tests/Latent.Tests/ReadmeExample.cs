using Latent.Configuration;
using Latent.Checkpoints;
using Latent.Data.Sources;
using Latent.Data.Transforms;
using Latent.Models;
using Latent.Networks;
using Latent.Runs;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests;

/// <summary>The README's example, so that it compiles and runs; <see cref="ReadmeTests"/> holds the two texts equal.</summary>
internal static class ReadmeExample
{
    public static (TermSummary Test, string Said) Run(string folder)
    {
        StringWriter Console = new(System.Globalization.CultureInfo.InvariantCulture);
        string before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder);
        try
        {
            // README begins
            Experiment experiment = Experiment.Open(new ExperimentConfig
            {
                Data = new DataConfig { Source = new DigitsSource { TrainCount = 1000, TestCount = 200 }, Transforms = [new Binarize()] },
                Model = new VaeConfig { Latents = 10, Encoder = MlpConfig.Of(200) },
            });
            foreach (StepReport step in experiment.Trainer.Steps().Take(100))
            {
                if (step.Step % 20 == 0)
                    Console.WriteLine($"{step.Step} steps: ELBO {step.Bound:F1} nats per image");
            }

            TermSummary test = experiment.Fit.Summarize(experiment.Data.Test!);
            Console.WriteLine($"test ELBO {test.Bound:F1} nats per image");
            experiment.ToFile(new ModelCard { Name = "digits" }).Save("digits.safetensors");
            // README ends
            return (test, Console.ToString());
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }
}
