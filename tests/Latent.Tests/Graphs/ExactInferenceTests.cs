using Latent.Graphs;
using Latent.Tensors;

namespace Latent.Tests.Graphs;

/// <summary>Variable elimination and enumeration against books, against each other, and against the plain sum over the joint.</summary>
public sealed class ExactInferenceTests
{
    [Fact]
    public void The_burglary_network_has_its_known_answers()
    {
        BayesianNetwork alarm = Textbook.Alarm;
        Marginal burglary = alarm.Posterior("burglary", ("john", true), ("mary", true));
        Assert.Equal(0.28417183536439294, burglary[true], 13);
        Assert.Equal(0.17606683840507922, alarm.Posterior("earthquake", ("john", true), ("mary", true))[true], 13);
        Assert.Equal(0.7606920388631077, alarm.Posterior("alarm", ("john", true), ("mary", true))[true], 13);
        // Russell and Norvig, section 14.2: P(j, m, a, ¬b, ¬e) = 0.90 · 0.70 · 0.001 · 0.999 · 0.998.
        double full = alarm.Probability(("john", true), ("mary", true), ("alarm", true), ("burglary", false), ("earthquake", false));
        Assert.Equal(0.9 * 0.7 * 0.001 * 0.999 * 0.998, full, 1e-18);
        Assert.Equal("P(burglary | john = true, mary = true): false 0.7158, true 0.2842", burglary.ToString());
        Assert.Equal(("burglary", 2), (burglary.Node, burglary.States.Count));
    }

    [Fact]
    public void The_student_network_reasons_as_in_the_book()
    {
        // Koller and Friedman 2009, sections 3.2.1.2 and 3.2.1.3, printed to three digits.
        BayesianNetwork student = Textbook.Student;
        Assert.Equal(0.502, student.Posterior("letter")["l1"], 0.0005);
        Assert.Equal(0.389, student.Posterior("letter", ("intelligence", "i0"))["l1"], 0.0005);
        Assert.Equal(0.513, student.Posterior("letter", ("intelligence", "i0"), ("difficulty", "d0"))["l1"], 0.0005);
        Assert.Equal(0.079, student.Posterior("intelligence", ("grade", "g3"))["i1"], 0.0005);
        Assert.Equal(0.629, student.Posterior("difficulty", ("grade", "g3"))["d1"], 0.0005);
        Assert.Equal(0.14, student.Posterior("intelligence", ("letter", "l0"))["i1"], 0.0005);
        Assert.Equal(0.079, student.Posterior("intelligence", ("letter", "l0"), ("grade", "g3"))["i1"], 0.0005);
        Assert.Equal(0.578, student.Posterior("intelligence", ("grade", "g3"), ("sat", "s1"))["i1"], 0.0005);
        Assert.Equal(0.175, student.Posterior("intelligence", ("grade", "g2"))["i1"], 0.0005);
        Assert.Equal(0.34, student.Posterior("intelligence", ("grade", "g2"), ("difficulty", "d1"))["i1"], 0.0005);
        // And to all digits: P(l1) is the sum over grades of 0.362, 0.2884, 0.3496 times 0.9, 0.6, 0.01.
        Assert.Equal((0.362 * 0.9) + (0.2884 * 0.6) + (0.3496 * 0.01), student.Posterior("letter")["l1"], 14);
    }

    [Fact]
    public void Elimination_enumeration_and_the_plain_sum_agree_on_random_networks()
    {
        for (int i = 0; i < 40; i++)
        {
            RandomKey key = RandomKey.FromSeed(21).Split(i);
            BayesianNetwork network = Textbook.Random(SmallGraphs.Random(7, 0.15 + (0.015 * i), key.Split("graph")), key.Split("tables"));
            double[][] columns = Factor.Configurations([.. network.Nodes.Select(static node => node.States.Count)]);
            double[] joint = Array.ConvertAll(network.LogProb(columns), Math.Exp);
            double[] u = new double[14];
            key.Uniform(u);
            (string Node, NodeValue Value)[] given = [.. network.Nodes.Where((_, n) => u[n] < 0.35)
                .Select((node, n) => (node.Name, NodeValue.State((int)(u[7 + n] * node.States.Count))))];
            double[] values = [.. given.Select(g => g.Value.Resolve(network.Nodes[network.Graph.Index(g.Node, "")], ""))];
            int[] nodes = [.. given.Select(g => network.Graph.Index(g.Node, ""))];
            double[] fitting = [.. joint.Select((p, row) => nodes.Zip(values).All(g => columns[g.First][row] == g.Second) ? p : 0)];

            Enumeration all = network.Enumerate(given);
            Assert.Equal(fitting.Sum(), all.Probability, 1e-13);
            Assert.Equal(fitting.Sum(), network.Probability(given), 1e-13);
            int best = Array.IndexOf(fitting, fitting.Max());
            Assert.Equal(fitting.Max() / fitting.Sum(), all.MostProbableProbability, 1e-12);
            foreach ((string name, string state) in all.MostProbable)
                Assert.Equal(network.Nodes[name[0] - 'a'].States[(int)columns[name[0] - 'a'][best]], state);
            for (int node = 0; node < 7; node++)
            {
                Marginal marginal = network.Posterior(SmallGraphs.Name(node), given), listed = all.Posterior(SmallGraphs.Name(node));
                for (int state = 0; state < marginal.States.Count; state++)
                {
                    double plain = fitting.Where((_, row) => columns[node][row] == state).Sum() / fitting.Sum();
                    Assert.Equal(plain, marginal[NodeValue.State(state)], 1e-12);
                    Assert.Equal(plain, listed.Probabilities[state], 1e-12);
                }
            }
        }
    }

    [Fact]
    public void A_long_hidden_Markov_chain_agrees_with_the_forward_algorithm()
    {
        // 400 steps: the probability is about e^-260, and a table over all states would have 2^400 entries.
        const int Steps = 400;
        double[] observed = new double[Steps];
        RandomKey.FromSeed(5).Bernoulli(observed, 0.4);
        BayesianNetworkBuilder builder = BayesianNetwork.Define();
        double[] forward = [0.6, 0.4];
        double log = 0;
        (string, NodeValue)[] evidence = new (string, NodeValue)[Steps];
        for (int t = 0; t < Steps; t++)
        {
            if (t == 0) builder.Binary("z0", 0.4);
            else builder.Binary($"z{t}", [$"z{t - 1}"], [0.1, 0.8]);
            builder.Binary($"x{t}", [$"z{t}"], [0.3, 0.7]);
            evidence[t] = ($"x{t}", observed[t] == 1);
            if (t > 0) forward = [(forward[0] * 0.9) + (forward[1] * 0.2), (forward[0] * 0.1) + (forward[1] * 0.8)];
            for (int z = 0; z < 2; z++) forward[z] *= observed[t] == 1 ? (z == 1 ? 0.7 : 0.3) : (z == 1 ? 0.3 : 0.7);
            double sum = forward.Sum();
            log += Math.Log(sum);
            forward = [forward[0] / sum, forward[1] / sum];
        }

        BayesianNetwork network = builder.Build();
        Assert.Equal(log, network.LogProbability(evidence), 9);
        Assert.Equal(forward[1], network.Posterior($"z{Steps - 1}", evidence)[true], 12);
    }

    [Fact]
    public void Many_features_of_one_class_do_not_underflow()
    {
        // Naive Bayes: the product of 2000 likelihoods is far below the smallest double for either class.
        BayesianNetworkBuilder builder = BayesianNetwork.Define().Binary("class", 0.5);
        for (int i = 0; i < 2000; i++) builder.Binary($"x{i}", ["class"], i % 2 == 0 ? [0.2, 0.3] : [0.3, 0.2001]);
        (string, NodeValue)[] evidence = [.. Enumerable.Range(0, 2000).Select(static i => ($"x{i}", (NodeValue)true))];
        double odds = 1000 * (Math.Log(0.3 / 0.2) + Math.Log(0.2001 / 0.3));
        Assert.Equal(1 / (1 + Math.Exp(-odds)), builder.Build().Posterior("class", evidence)[true], 10);
    }

    [Fact]
    public void Continuous_evidence_counts_by_its_density()
    {
        BayesianNetwork mixed = BayesianNetworkTests.Mixed();
        double foul = 0.3 * Density(13, 8, 2), fair = 0.7 * Density(13, 20, 4);
        Assert.Equal(fair / (fair + foul), mixed.Posterior("weather", ("temperature", 13))["fair"], 13);
        Assert.Equal(foul + fair, mixed.Probability(("temperature", 13)), 13);
        Assert.Equal(Math.Log(foul + fair), mixed.LogProbability(("temperature", 13)), 13);
        // visitors = N(0.5·13 + 2·[fair] - 3, 1.5²) and open is logistic in visitors.
        double foul2 = foul * Density(6, 3.5, 1.5), fair2 = fair * Density(6, 5.5, 1.5), open = 1 / (1 + Math.Exp(-1.0));
        (string, NodeValue)[] given = [("temperature", 13), ("visitors", 6), ("open", true)];
        Assert.Equal(fair2 / (fair2 + foul2), mixed.Posterior("weather", given)["fair"], 13);
        Assert.Equal((foul2 + fair2) * open, mixed.Probability(given), 13);
        Assert.Equal((foul2 + fair2) * open, mixed.Enumerate(given).Probability, 13);
        Assert.Equal(open, mixed.Posterior("open", ("visitors", 6), ("temperature", 13))["true"], 13);
        // A continuous node that nothing asked depends on is left out.
        Assert.Equal(0.7, mixed.Posterior("weather")["fair"], 15);

        static double Density(double x, double mean, double scale) =>
            Math.Exp(-0.5 * (x - mean) * (x - mean) / (scale * scale)) / (scale * Math.Sqrt(2 * Math.PI));
    }

    [Fact]
    public void What_is_given_is_certain() =>
        Assert.Equal([0, 1], Textbook.Sprinkler.Posterior("rain", ("rain", true), ("wet", true)).Probabilities);

    [Fact]
    public void Impossible_evidence_is_an_error_of_its_own()
    {
        (string, NodeValue)[] impossible = [("wet", true), ("sprinkler", false), ("rain", false)];
        const string Rest = "the evidence sprinkler = false, rain = false, wet = true has probability 0, and nothing can be conditioned "
            + "on it. Check its values, or the zeros of the tables.";
        Assert.Equal("Posterior: " + Rest,
            Assert.Throws<ImpossibleEvidenceException>(() => Textbook.Sprinkler.Posterior("cloudy", impossible)).Message);
        Assert.Equal("Posterior: " + Rest,
            Assert.Throws<ImpossibleEvidenceException>(() => Textbook.Sprinkler.Posterior("wet", impossible)).Message);
        Assert.Equal("Enumerate: " + Rest,
            Assert.Throws<ImpossibleEvidenceException>(() => Textbook.Sprinkler.Enumerate(impossible)).Message);
        Assert.Equal("Weigh: none of 100 samples allows the evidence sprinkler = false, rain = false, wet = true: its probability is 0, or "
            + "too small for so few. Check its values; ask Probability if the network is discrete, or take more samples.",
            Assert.Throws<ImpossibleEvidenceException>(() => Textbook.Sprinkler.Weigh(100, RandomKey.FromSeed(1), impossible)).Message);
        Assert.Equal(0, Textbook.Sprinkler.Probability(impossible));
        Assert.Equal(double.NegativeInfinity, Textbook.Sprinkler.LogProbability(impossible));
    }

    [Fact]
    public void What_is_too_large_or_continuous_is_refused_with_the_remedy()
    {
        string[] names = [.. Enumerable.Range(0, 30).Select(static i => $"x{i}")];
        BayesianNetworkBuilder builder = BayesianNetwork.Define();
        foreach (string name in names) builder.Binary(name, 0.5);
        BayesianNetwork wide = builder
            .Discrete("majority", ["no", "yes"], names, static v =>
                Ops.Concat([v["x0"].Reshape(v.Count, 1), 1.0 - v["x0"].Reshape(v.Count, 1)], 1))
            .Build();
        Assert.Equal("Enumerate: the 31 nodes not given have 2.147e9 configurations; the limit is 16777216. Use Posterior or Probability, "
            + "which sum over one node after the other, or Weigh, which estimates by samples.",
            Assert.Throws<InvalidOperationException>(() => wide.Enumerate()).Message);
        string table = Assert.Throws<InvalidOperationException>(() => wide.Posterior("majority")).Message;
        Assert.StartsWith("Posterior: summing over 'majority' needs a table of 2.147e9 entries, over x0, x1, ", table,
            StringComparison.Ordinal);
        Assert.EndsWith("the limit is 16777216. Give more evidence, or use Weigh(count, key, given), which estimates by samples.", table,
            StringComparison.Ordinal);
        Assert.Equal(0.5, wide.Posterior("x3")[true]);

        BayesianNetwork mixed = BayesianNetworkTests.Mixed();
        Assert.Equal("Posterior: 'temperature' is continuous, bears on the answer and is not given; exact inference sums over discrete "
            + "nodes only. Use Weigh(count, key, given), which estimates by samples.",
            Assert.Throws<InvalidOperationException>(() => mixed.Posterior("open")).Message);
        Assert.Equal("Posterior: 'temperature' is continuous; use Weigh(count, key, given).Mean(\"temperature\") for an estimate.",
            Assert.Throws<ArgumentException>(() => mixed.Posterior("temperature")).Message);
        Assert.Equal("Enumerate: 'temperature' is continuous, others depend on it and it is not given; only discrete nodes can be "
            + "enumerated. Use Weigh(count, key, given), which estimates by samples.",
            Assert.Throws<InvalidOperationException>(() => mixed.Enumerate()).Message);
    }
}
