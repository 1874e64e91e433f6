Console.WriteLine("latent benchmarks");
