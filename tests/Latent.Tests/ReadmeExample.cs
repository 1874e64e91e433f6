using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Pictures;
using Latent.Models;
using Latent.Reporting;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests;

/// <summary>The README's example, so that it compiles and runs; <see cref="ReadmeTests"/> holds the two texts equal.</summary>
internal static class ReadmeExample
{
    public static (ElboResult Test, string Picture) Run(string folder)
    {
        StringWriter Console = new(System.Globalization.CultureInfo.InvariantCulture);
        string before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder);
        try
        {
            // README begins
            RandomKey key = RandomKey.FromSeed(1);
            ImageSplits digits = DrawnDigits.Make(key.Split("digits"), trainCount: 1000, testCount: 200);

            Vae model = new(new VaeConfig(digits.Train.PixelCount, Hidden: 200, Latents: 10), ParameterScope.Initialize(key.Split("parameters")));
            VaeTrainer trainer = new(model, digits.Train, new TrainingOptions { Epochs = 2 }, key.Split("training"));
            foreach (StepReport step in trainer.Steps())
            {
                if (step.StepInEpoch == trainer.StepsPerEpoch)
                    Console.WriteLine($"epoch {step.Epoch}: ELBO {step.Elbo:F1} nats per image");
            }

            ElboResult test = ElboEvaluation.Run(model, digits.Test, RandomKey.FromSeed(0));
            Console.WriteLine($"test ELBO {test.Elbo:F1} ± {test.StandardError:F1} nats per image");
            Png.Write("samples.png", new ModelPictures(model, ImageView.Of(digits.Test), key.Split("samples")).Samples(64));
            // README ends
            return (test, Console.ToString());
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }
}
