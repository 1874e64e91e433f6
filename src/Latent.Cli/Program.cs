using Latent.Cli;

using Interruption interruption = new();
return await CommandLine.RunAsync(args, interruption).ConfigureAwait(false);
