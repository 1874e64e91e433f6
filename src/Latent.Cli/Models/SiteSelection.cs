using Latent.Evaluation.Pictures;
using Latent.Files;

namespace Latent.Cli.Models;

/// <summary>Finds the latent variable a command line names.</summary>
internal static class SiteSelection
{
    /// <summary>The codes of a latent variable; of the first if none is named.</summary>
    public static SiteCodes Of(LatentCodes codes, string? name)
    {
        try
        {
            return codes.At(name);
        }
        catch (KeyNotFoundException e)
        {
            string meant = NearestName.Hint(name!, codes.Sites.Select(static site => site.Name));
            throw new CommandException(ExitCode.Usage, $"--site {name}: {e.Message}{meant}");
        }
    }
}
