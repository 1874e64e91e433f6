using Latent.Cli;
using Latent.Cli.Terminal;

StandardStreams.Guard();
using Interruption interruption = new();
return await CommandLine.RunAsync(args, interruption).ConfigureAwait(false);
