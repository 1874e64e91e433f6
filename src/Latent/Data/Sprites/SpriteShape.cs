namespace Latent.Data.Sprites;

/// <summary>What a sprite is.</summary>
public enum SpriteShape
{
    /// <summary>A square.</summary>
    Square,

    /// <summary>An ellipse.</summary>
    Ellipse,

    /// <summary>A heart.</summary>
    Heart,
}
