using System.Text.Json;

namespace Latent.Data.Transforms;

/// <summary>Transforms one after the other, as a data set is seen through them.</summary>
public static class Pipeline
{
    /// <summary>Lets each transform learn what it needs from the training set, as those before it make it.</summary>
    /// <returns>The transforms for <see cref="DatasetExtensions.With"/>, for the training set and every other.</returns>
    /// <exception cref="ArgumentException">A transform does not fit its column.</exception>
    public static IReadOnlyList<Transform> Fit(IReadOnlyList<Transform> transforms, IDataset train)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        ArgumentNullException.ThrowIfNull(train);
        List<Transform> fitted = [];
        foreach (Transform transform in transforms)
        {
            fitted.Add(transform.Fit(train));
            train = train.With(fitted[^1]);
        }

        return fitted;
    }

    /// <summary>The transforms as JSON, with all they have learnt: what a model file holds.</summary>
    public static string Write(IReadOnlyList<Transform> transforms) =>
        JsonSerializer.Serialize(transforms, DataJson.Default.IReadOnlyListTransform);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no list of transforms; the message names what is wrong and where.</exception>
    public static IReadOnlyList<Transform> Read(string json) =>
        JsonSerializer.Deserialize(json, DataJson.Default.IReadOnlyListTransform) ?? throw new JsonException("There is no list of transforms.");
}
