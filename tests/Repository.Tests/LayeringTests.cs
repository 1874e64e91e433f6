using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>Which folder may use which. Read top to bottom the table is the way of the data; nothing points back up.</summary>
public sealed partial class LayeringTests
{
    // Folder of src/Latent -> the folders of src/Latent it may use. Every folder may use Latent.Tensors.
    private static readonly Dictionary<string, string[]> Library = new(StringComparer.Ordinal)
    {
        ["Files"] = [],
        ["Json"] = [],
        ["Data"] = ["Json", "Files"],
        ["Networks"] = ["Json"],
        ["Distributions"] = [],
        ["Graphs"] = ["Distributions"],
        ["Optimization"] = ["Json", "Files"],
        // The temperature of a relaxed posterior follows a schedule.
        ["Models"] = ["Json", "Data", "Networks", "Distributions", "Graphs", "Optimization"],
        // A weight of an objective follows a schedule, as a rate does.
        ["Objectives"] = ["Json", "Data", "Networks", "Models", "Distributions", "Graphs", "Optimization"],
        ["Checkpoints"] = ["Json", "Files", "Data", "Networks", "Optimization", "Models"],
        ["Reporting"] = ["Files"],
        // A classifier whose features judge samples is trained on the spot.
        ["Evaluation"] = ["Json", "Files", "Data", "Models", "Objectives", "Distributions", "Graphs", "Optimization", "Reporting"],
        ["Training"] = ["Json", "Files", "Data", "Models", "Objectives", "Optimization", "Checkpoints", "Evaluation", "Reporting"],
        ["Configuration"] = ["Json", "Files", "Data", "Networks", "Distributions", "Models", "Objectives", "Optimization", "Training", "Evaluation"],
        ["Runs"] = ["Json", "Files", "Data", "Networks", "Distributions", "Graphs", "Models", "Objectives", "Optimization", "Checkpoints", "Reporting", "Evaluation", "Training", "Configuration"],
    };

    // Folder of src/Latent.Tensors -> what it must not use: arithmetic, kernels and random numbers know nothing of gradients, formulas of neither.
    private static readonly Dictionary<string, string[]> EngineForbidden = new(StringComparer.Ordinal)
    {
        ["Formulas"] = ["Latent.Tensors.Autodiff", "Latent.Tensors.Kernels", "Latent.Tensors.Random"],
        ["Kernels"] = ["Latent.Tensors.Autodiff", "Latent.Tensors.Random"],
        ["SpecialFunctions"] = ["Latent.Tensors.Kernels", "Latent.Tensors.Autodiff", "Latent.Tensors.Random"],
        ["Random"] = ["Latent.Tensors.Autodiff"],
    };

    [Fact]
    public void Folders_of_the_library_use_only_what_stands_above_them()
    {
        List<string> wrong = [];
        foreach (string file in RepositoryFiles.Sources("src/Latent"))
        {
            string folder = file.Split('/')[2];
            if (!Library.TryGetValue(folder, out string[]? may))
            {
                wrong.Add($"{file}: the folder '{folder}' is not in the table of this test. Say there what it may use.");
                continue;
            }

            foreach (Match match in LatentName().Matches(RepositoryFiles.Text(file)))
            {
                string used = match.Groups["part"].Value;
                if (used != folder && Library.ContainsKey(used) && !may.Contains(used))
                    wrong.Add($"{file}: uses Latent.{used}, but {folder} may use only: {(may.Length == 0 ? "none" : string.Join(", ", may))}.");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_table_has_no_circle()
    {
        HashSet<string> done = new(StringComparer.Ordinal);
        while (done.Count < Library.Count)
        {
            string[] next = [.. Library.Where(entry => !done.Contains(entry.Key) && entry.Value.All(done.Contains)).Select(static entry => entry.Key)];
            Assert.True(next.Length > 0, "These folders use one another in a circle: " + string.Join(", ", Library.Keys.Except(done)));
            done.UnionWith(next);
        }
    }

    [Fact]
    public void The_engine_knows_nothing_of_what_is_built_on_it()
    {
        List<string> wrong = [];
        foreach (string file in RepositoryFiles.Sources("src/Latent.Tensors"))
        {
            string text = RepositoryFiles.Text(file);
            foreach (Match match in LatentName().Matches(text))
            {
                if (match.Groups["part"].Value != "Tensors" && Library.ContainsKey(match.Groups["part"].Value))
                    wrong.Add($"{file}: uses {match.Value}.");
            }

            foreach (string forbidden in EngineForbidden.GetValueOrDefault(file.Split('/')[2], []))
            {
                if (text.Contains("using " + forbidden, StringComparison.Ordinal))
                    wrong.Add($"{file}: uses {forbidden}.");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.DoesNotContain("ProjectReference", RepositoryFiles.Text("src/Latent.Tensors/Latent.Tensors.csproj"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_libraries_need_nothing_but_the_framework()
    {
        foreach (string project in new[] { "src/Latent.Tensors/Latent.Tensors.csproj", "src/Latent/Latent.csproj" })
            Assert.DoesNotContain("PackageReference", RepositoryFiles.Text(project), StringComparison.Ordinal);
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        List<string> wrong = [];
        foreach (string file in RepositoryFiles.Sources("src"))
        {
            Match match = Namespace().Match(RepositoryFiles.Text(file));
            string found = match.Success ? match.Groups["name"].Value : "";
            string[] parts = file.Split('/');
            string byFolder = string.Join('.', parts[1..^1]);
            // The engine's public types share one namespace, whatever folder they stand in, and deep folders that of their parent.
            bool right = found == byFolder || (found.Length == 0 && parts[^1] == "Program.cs")
                || (parts[1] == "Latent.Tensors" && byFolder.StartsWith(found + ".", StringComparison.Ordinal));
            if (!right)
                wrong.Add($"{file}: is in namespace '{found}', its folder says '{byFolder}'.");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [GeneratedRegex(@"\bLatent\.(?<part>[A-Z]\w*)")]
    private static partial Regex LatentName();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
