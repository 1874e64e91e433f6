using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Latent.Samples.Theory;

namespace Latent.Tests.Theory;

/// <summary>
/// Every displayed equation of docs/theory names a test that exists, every page's numbers are the sample's output, and a number in its
/// text is one of them. With LATENT_UPDATE_DOCS=1 the blocks are written anew.
/// </summary>
public sealed partial class TheoryPagesTests
{
    private static readonly string Folder = Path.Combine(Root(), "docs", "theory");

    public static TheoryData<string> AllPages => [.. Directory.GetFiles(Folder, "*.md").Select(static file => Path.GetFileName(file))];

    public static TheoryData<string> WithNumbers => [.. Pages.All.Select(static page => page.Page)];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Every_equation_names_a_test_that_exists(string page)
    {
        string text = File.ReadAllText(Path.Combine(Folder, page));
        foreach (Match equation in Equation().Matches(text))
        {
            Match test = TestLine().Match(text[(equation.Index + equation.Length)..]);
            Assert.True(test.Success, $"{page}: no line 'Test: `Class.Method`' under {equation.Value}");
            Type? type = Array.Find(typeof(TheoryPagesTests).Assembly.GetTypes(), t => t.Name == test.Groups["class"].Value);
            MethodInfo? method = type?.GetMethod(test.Groups["method"].Value);
            Assert.True(method?.GetCustomAttribute<FactAttribute>() is not null, $"{page}: there is no test {test.Groups["class"].Value}.{test.Groups["method"].Value}");
        }
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Every_test_that_is_named_exists(string page)
    {
        HashSet<string> tests = [.. typeof(TheoryPagesTests).Assembly.GetTypes().SelectMany(static t => t.GetMethods())
            .Where(static m => m.GetCustomAttribute<FactAttribute>() is not null).Select(static m => m.Name)];
        foreach (Match name in TestName().Matches(File.ReadAllText(Path.Combine(Folder, page))))
            Assert.True(tests.Contains(name.Groups["method"].Value), $"{page}: there is no test {name.Value}");
    }

    [Theory]
    [MemberData(nameof(WithNumbers))]
    public void Numbers_are_the_output_of_the_sample(string page)
    {
        string file = Path.Combine(Folder, page + ".md");
        string expected = Pages.All.First(p => p.Page == page).Run().ToString();
        string text = File.ReadAllText(file);
        if (Environment.GetEnvironmentVariable("LATENT_UPDATE_DOCS") == "1")
        {
            text = Block().Replace(text, _ => $"```numbers\n{expected}```");
            File.WriteAllText(file, text);
        }

        Assert.Equal(expected, Block().Match(text).Groups["numbers"].Value);
        double[] known = [.. Number().Matches(expected).Select(static m => double.Parse(m.Value, CultureInfo.InvariantCulture))];
        foreach (Match number in Number().Matches(Block().Replace(text, "")))
        {
            double value = double.Parse(number.Value, CultureInfo.InvariantCulture);
            double half = 0.51 * Math.Pow(10, -(number.Value.Length - number.Value.IndexOf('.') - 1));
            Assert.True(known.Any(k => Math.Abs(Math.Abs(k) - Math.Abs(value)) <= half), $"{page}: {number.Value} is not computed by the sample");
        }
    }

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Latent.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Latent.slnx is in none of the folders above the tests.");
        return folder.FullName;
    }

    [GeneratedRegex(@"\$\$.+?\$\$", RegexOptions.Singleline)]
    private static partial Regex Equation();

    [GeneratedRegex(@"^\s*Test: `(?<class>\w+)\.(?<method>\w+)`")]
    private static partial Regex TestLine();

    [GeneratedRegex(@"`(?:\w+\.)?(?<method>[A-Z][a-z]\w*_\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"```numbers\n(?<numbers>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\d+\.\d{3,}")]
    private static partial Regex Number();
}
