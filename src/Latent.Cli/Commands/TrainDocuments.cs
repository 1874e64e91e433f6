namespace Latent.Cli.Commands;

/// <summary>Everything that decides the result of a training run; stored as config.resolved.json.</summary>
internal sealed record TrainConfig(
    int SchemaVersion,
    string Command,
    string Data,
    string? DataDir,
    int TrainImages,
    int TestImages,
    int Epochs,
    int BatchSize,
    double LearningRate,
    int Hidden,
    int Latents,
    ulong Seed);

/// <summary>What a run was made with besides its configuration; stored as environment.json.</summary>
internal sealed record RunEnvironment(int SchemaVersion, string Device, int RandomStreamVersion, MachineReport Machine);

/// <summary>The bound on a set of images, in nats per image.</summary>
internal sealed record Bound(int Images, double Elbo, double? StandardError, double Reconstruction, double Kl);

/// <summary>A line of metrics.jsonl for the test set.</summary>
internal sealed record TestMetrics(long Step, Bound Test);

/// <summary>The result of <c>latent train --json</c>.</summary>
internal sealed record TrainResult(
    int SchemaVersion,
    string Run,
    string Model,
    bool Interrupted,
    int Epochs,
    long Steps,
    double Seconds,
    Bound Train,
    Bound? Test,
    string[] Pictures);

/// <summary>The result of <c>latent sample --json</c>.</summary>
internal sealed record SampleResult(int SchemaVersion, string Model, string Picture, int Count, ulong Seed);
