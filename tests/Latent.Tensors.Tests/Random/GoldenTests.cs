using System.Security.Cryptography;

namespace Latent.Tensors.Tests.Random;

/// <summary>
/// The first million numbers of every fill in stream version 1, frozen. If a test here fails, results of all users change: either the
/// change is a mistake, or <see cref="RandomKey.StreamVersion"/> must grow.
/// </summary>
public class GoldenTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(20240229).For(RandomPurpose.Sampling).At(3);

    private static readonly Dictionary<string, string> Golden = new()
    {
        ["bernoulli of each"] = "6e16390593f3e5c0023c68276e45eddc57acaf460709b4b2490695874a0fc7c4",
        ["bernoulli"] = "387dc85bc601d5be339b9046b2d9ceffa3cd707b3744fddb947e1bea6d2f9ba0",
        ["bernoulli64 of each"] = "2d676e3935c7be643d3e4ed1cbc303ef98c9f979cc87e3e4f100a124613dc805",
        ["bits"] = "7bd9162bfca584d0bda65205f70cc709f8f5ad333a4aea09b9a502190db33aa9",
        ["categorical logits"] = "497fbca2e5db3522e6783c4200e032c9c30566705a13ad55811e340216b29f1a",
        ["categorical logits64"] = "497fbca2e5db3522e6783c4200e032c9c30566705a13ad55811e340216b29f1a",
        ["categorical"] = "fdae2ca981fc426791b6965a38b620704fe7cce08d34290b2a4e754e791be767",
        ["categorical64"] = "fdae2ca981fc426791b6965a38b620704fe7cce08d34290b2a4e754e791be767",
        ["exponential"] = "d449002e180b5bd9ad40cbe264a233ba972600fee0599eede957f4e37e6c6a72",
        ["exponential64"] = "9f47b78d176f2b95a7ed173ec4373ebe525f484418ae3f157b08e195da60e429",
        ["gamma 2.5"] = "35fd94e15a758eace28dc05187fe769109b2b6e87481822351b6ca5afb53ad9d",
        ["gamma of each"] = "232b65f1edfe6127336e790cc1df2b5db6d5f608d8eebe14981664a5cf87e3e5",
        ["gamma64 2.5"] = "047d0a15808439bcab58ace403c27d5b7475e6085564a94d2473637c85f9b5ee",
        ["gamma64 of each"] = "7d21bf3f1f6593e7656e4bf0589b894bb85ed1a628d47d79642fd32d01438fd1",
        ["gumbel"] = "1b3d22d8bd515aad0ab0313470202e9dff7b03f027dbf07d7584a5379739f4e1",
        ["gumbel64"] = "1ab97e5536c77f0ddd96e57b43868f61422be02a332a5ea4acdf9cff52ae0a33",
        ["log-gamma of each"] = "149b0aaf63544e9723680d4dad9068191531d6aeec309aab93f65647fad3b4fb",
        ["log-gamma64 of each"] = "e080edae1edd6efa255756db5ff9fa8892d29a274b4332354adabbfe428cb07c",
        ["normal"] = "24ec04a17fc2ad342aebd69fcf795baa21f3ef4f1f9465e3fca575c746821e3f",
        ["normal64"] = "3366fa24f925453eaf4641bfe2a97d88718e5bb15fa83ccf4dea2d8a5152a9e4",
        ["permutation"] = "f8b1d18574a87ae0e0ff5fafe36ef8f37d5a3a7807f3eabfa814e0c2a10c7fd7",
        ["permutation64"] = "6af3e228a31c481b341c647af2286898dd1419079c8fbc70b762dc7bdba33fe6",
        ["poisson of each"] = "9b038976b7b31144367ac9f78f79590a5d6f67a8aa361d8aee7b8bd4169a6a13",
        ["poisson64 of each"] = "eb8df2eefe859c9c8b2164cd6cd83d9ce04f967d94b7cca8a1276e2ca2754f59",
        ["sphere height 10 of each"] = "572b0feada2524d8550387079d72d588997d1a33fcb3879cffa6b240086cce4a",
        ["sphere height 2"] = "5b2663a1e758a9dae4cfa1c9121be9d8537f46d66186ed3b4c64590f2f789f72",
        ["sphere height64 10 of each"] = "c685a428eafe516485a1f3b7a3d95f72fa0a8a04f9184a1efdfdbabb041fd7b7",
        ["table"] = "655f658f3b7fc84f44195b93b62c5ff6c2c6a01fb018c69d36ad0fb284e0108c",
        ["uniform"] = "c99692653b10def11a5d2aed68a71730154597e089c5f09d47cd94f2fd85c559",
        ["uniform64"] = "ee236767a9c410031fb349f5ed67056cbed6270fa2e24c74b06c73aa7169f095",
    };

    [Fact]
    public void The_stream_version_is_the_one_frozen_here() => Assert.Equal(1, RandomKey.StreamVersion);

    [Theory]
    [MemberData(nameof(RandomFillCases.Names), MemberType = typeof(RandomFillCases))]
    public void The_first_million_numbers_are_frozen(string name)
    {
        string hash = Hash(name);
        Assert.True(Golden.TryGetValue(name, out string? golden) && golden == hash, $"{{ \"{name}\", \"{hash}\" }},");
    }

    private static string Hash(string name)
    {
        int count = name is "table" ? 60_000 : name.StartsWith("categorical", StringComparison.Ordinal) ? 100_000 : 1_000_000;
        return Convert.ToHexStringLower(SHA256.HashData(RandomFillCases.Get(name).Draw(Key, 0, count, null)));
    }
}
