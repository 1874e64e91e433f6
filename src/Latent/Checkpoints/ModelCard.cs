namespace Latent.Checkpoints;

/// <summary>What a model file says about its model to a person: where it comes from and how good it is. No result depends on it.</summary>
public sealed record ModelCard
{
    /// <summary>What the model is called.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it was trained on.</summary>
    public string Data { get; set; } = "";

    /// <summary>How many examples it was trained on.</summary>
    public int TrainExamples { get; set; }

    /// <summary>After how many steps.</summary>
    public long Steps { get; set; }

    /// <summary>Parameters, as numbers.</summary>
    public long Parameters { get; set; }

    /// <summary>The bound on log p(x) of the validation set, in nats per example; null if there was none.</summary>
    public double? ValidationBound { get; set; }

    /// <summary>p and q as products: <c>p(x, z) = p(x | z)·p(z)</c>.</summary>
    public string Factorisation { get; set; } = "";

    /// <summary>What one should know before using it.</summary>
    public string Notes { get; set; } = "";
}
