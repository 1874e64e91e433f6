using Latent.Configuration;
using Latent.Models;
using Latent.Objectives;
using Latent.Runs;

namespace Latent.Tests.Runs;

public sealed class ConfigurationDifferenceTests
{
    private static readonly string s_plain = ConfigurationReader.Write(new ExperimentConfig());

    [Fact]
    public void Only_what_differs_is_given_with_the_values_of_all()
    {
        string wide = ConfigurationReader.Write(new ExperimentConfig { Model = new VaeConfig { Latents = 3 } });
        string weighted = ConfigurationReader.Write(new ExperimentConfig { Objective = new ElboConfig { Beta = 4 } });
        Assert.Empty(ConfigurationDifference.Between([s_plain, s_plain]));
        Assert.Equal([("model.latents", "20|3|20"), ("objective.beta", "1|1|4")], Of(s_plain, wide, weighted));
        // A model without a configuration differs in nothing.
        Assert.Equal([("model.latents", "20||3")], Of(s_plain, "", wide));
    }

    [Fact]
    public void Settings_that_only_one_kind_has_are_given_where_they_are_no_defaults()
    {
        string reconstruction = ConfigurationReader.Write(new ExperimentConfig { Objective = new ReconstructionConfig() });
        string weighted = ConfigurationReader.Write(new ExperimentConfig { Objective = new ElboConfig { Beta = 4 } });
        Assert.Equal([("objective.kind", "\"elbo\"|\"reconstruction\"")], Of(s_plain, reconstruction));
        Assert.Equal([("objective.kind", "\"elbo\"|\"reconstruction\""), ("objective.beta", "4|")], Of(weighted, reconstruction));
    }

    [Fact]
    public void A_setting_that_was_not_written_down_has_its_default()
    {
        Assert.Empty(ConfigurationDifference.Between([s_plain, "{}"]));
        // One that is unknown here, as of another version, is compared as it is written.
        Assert.Contains(Of(s_plain, """{ "magic": 1 }"""), static difference => difference == ("magic", "|1"));
    }

    private static (string Path, string Values)[] Of(params string[] configurations) =>
        [.. ConfigurationDifference.Between(configurations).Select(static d => (d.Path, string.Join('|', d.Values)))];
}
