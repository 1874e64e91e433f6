using Latent.Distributions;
using Latent.Graphs;
using Latent.Tensors;

namespace Latent.Tests.Graphs;

/// <summary>Building, sampling, scoring.</summary>
public sealed class BayesianNetworkTests
{
    [Fact]
    public void The_documentation_example()
    {
        BayesianNetwork network = BayesianNetwork.Define()
            .Binary("cloudy", 0.5)
            .Binary("sprinkler", ["cloudy"], [0.5, 0.1])
            .Binary("rain", ["cloudy"], [0.2, 0.8])
            .Binary("wet", ["sprinkler", "rain"], [0.0, 0.9, 0.9, 0.99])
            .Build();

        string factorisation = network.ToString();
        bool separated = network.Graph.AreSeparated("sprinkler", "rain", given: ["cloudy"]);
        Separation explained = network.Graph.Explain("sprinkler", "rain", given: ["cloudy", "wet"]);
        Marginal rain = network.Posterior("rain", given: [("wet", true)]);
        Marginal explainedAway = network.Posterior("rain", given: [("wet", true), ("sprinkler", true)]);
        double wet = network.Probability(("wet", true));
        WeightedSamples estimate = network.Weigh(10_000, RandomKey.FromSeed(1), given: [("wet", true)]);
        string picture = network.Graph.Observe("wet").ToSvg();

        Assert.Equal(
            "p(wet, sprinkler, rain, cloudy) = p(wet | sprinkler, rain) p(sprinkler | cloudy) p(rain | cloudy) p(cloudy)", factorisation);
        Assert.True(separated);
        Assert.Equal("sprinkler and rain are not separated given cloudy, wet: sprinkler -> wet <- rain is active "
            + "(wet, a common effect, is given).", explained.ToString());
        Assert.Equal("P(rain | wet = true): false 0.2921, true 0.7079", rain.ToString());
        Assert.Equal("P(rain | sprinkler = true, wet = true): false 0.6796, true 0.3204", explainedAway.ToString());
        Assert.Equal(0.6471, wet, 12);
        Assert.InRange(estimate.Posterior("rain")[true], 0.69, 0.73);
        Assert.StartsWith("<svg", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_follow_the_joint_distribution()
    {
        // χ² over the 14 possible configurations, 13 degrees of freedom, level 1e-6: 52.7. With n = 200,000 a shift of one entry from 0.80
        // to 0.78 adds about 250: the broken twin must fail.
        const double Critical = 52.7;
        Assert.InRange(ChiSquared(Textbook.Sprinkler), 0, Critical);
        Assert.InRange(ChiSquared(Textbook.SprinklerWith(0.78)), Critical, double.PositiveInfinity);

        static double ChiSquared(BayesianNetwork network)
        {
            const int Count = 200_000;
            NetworkSamples samples = network.Sample(Count, RandomKey.FromSeed(4));
            double[] observed = new double[16];
            for (int i = 0; i < Count; i++)
            {
                double first = (8 * samples["cloudy"][i]) + (4 * samples["sprinkler"][i]);
                observed[(int)(first + (2 * samples["rain"][i]) + samples["wet"][i])]++;
            }

            double statistic = 0;
            int possible = 0;
            for (int x = 0; x < 16; x++)
            {
                bool c = (x & 8) != 0, s = (x & 4) != 0, r = (x & 2) != 0, w = (x & 1) != 0;
                double p = 0.5 * (s == c ? (c ? 0.1 : 0.5) : (c ? 0.9 : 0.5)) * (r == c ? 0.8 : 0.2);
                p *= (s, r) switch { (false, false) => w ? 0 : 1, (true, true) => w ? 0.99 : 0.01, _ => w ? 0.9 : 0.1 };
                if (p == 0) Assert.Equal(0, observed[x]);
                else statistic += (observed[x] - (Count * p)) * (observed[x] - (Count * p)) / (Count * p);
                possible += p > 0 ? 1 : 0;
            }

            Assert.Equal(14, possible);
            return statistic;
        }
    }

    [Fact]
    public void A_row_depends_on_the_key_and_its_number_alone()
    {
        NetworkSamples few = Mixed().Sample(10, RandomKey.FromSeed(2)), many = Mixed().Sample(1000, RandomKey.FromSeed(2));
        foreach (string node in new[] { "weather", "temperature", "visitors", "open" })
            Assert.Equal(few[node].ToArray(), many[node][..10].ToArray());
        Assert.NotEqual(few["temperature"].ToArray(), Mixed().Sample(10, RandomKey.FromSeed(3))["temperature"].ToArray());
        // Another node in the network, even a parentless one declared first, changes no number of the others.
        NetworkSamples larger = BayesianNetwork.Define().Binary("new", 0.5).Binary("cloudy", 0.5)
            .Binary("rain", ["cloudy"], [0.2, 0.8]).Build().Sample(50, RandomKey.FromSeed(2));
        Assert.Equal(Textbook.Sprinkler.Sample(50, RandomKey.FromSeed(2))["rain"].ToArray(), larger["rain"].ToArray());
    }

    [Fact]
    public void Log_probability_is_the_sum_over_nodes()
    {
        double log = Textbook.Student.LogProb(
            ("intelligence", "i1"), ("difficulty", "d0"), ("grade", "g2"), ("sat", "s1"), ("letter", "l0"));
        // Koller and Friedman, page 53: 0.3 · 0.6 · 0.08 · 0.8 · 0.4 = 0.004608.
        Assert.Equal(Math.Log(0.004608), log, 14);
        Assert.Equal(double.NegativeInfinity,
            Textbook.Sprinkler.LogProb(("cloudy", true), ("sprinkler", false), ("rain", false), ("wet", true)));
        BayesianNetwork mixed = Mixed();
        double byHand = Math.Log(0.7) + NormalLog(18, 20, 4) + NormalLog(7, 8, 1.5) - Math.Log(1 + Math.Exp(-(7 - 5.0)));
        Assert.Equal(byHand, mixed.LogProb(("weather", "fair"), ("temperature", 18), ("visitors", 7), ("open", true)), 12);
    }

    [Fact]
    public void Log_probability_of_rows_is_that_of_each()
    {
        BayesianNetwork network = Mixed();
        NetworkSamples samples = network.Sample(20, RandomKey.FromSeed(6));
        double[] logs = network.LogProb(samples);
        for (int i = 0; i < 20; i++)
        {
            double one = network.LogProb(("weather", samples.State("weather", i)), ("temperature", samples["temperature"][i]),
                ("visitors", samples["visitors"][i]), ("open", NodeValue.State((int)samples["open"][i])));
            Assert.Equal(one, logs[i]);
        }

        Dictionary<string, double[]> columns = new(StringComparer.Ordinal);
        foreach (NetworkNode node in network.Nodes) columns[node.Name] = samples[node.Name].ToArray();
        Assert.Equal(logs, network.LogProb(network.Rows(columns)));
    }

    [Fact]
    public void Probabilities_of_all_configurations_sum_to_one()
    {
        for (int i = 0; i < 20; i++)
        {
            RandomKey key = RandomKey.FromSeed(8).Split(i);
            BayesianNetwork network = Textbook.Random(SmallGraphs.Random(6, 0.4, key.Split("graph")), key.Split("tables"));
            double[][] columns = Factor.Configurations([.. network.Nodes.Select(static node => node.States.Count)]);
            Assert.Equal(1, network.LogProb(columns).Sum(Math.Exp), 12);
        }
    }

    [Fact]
    public void Nodes_may_be_declared_in_any_order()
    {
        BayesianNetwork network = BayesianNetwork.Define().Binary("wet", ["rain"], [0.1, 0.9]).Binary("rain", 0.2).Build();
        Assert.Equal(0.18 / 0.26, network.Posterior("rain", ("wet", true))[true], 14);
        Assert.Equal(["rain"], network.Graph.Parents("wet"));
        Assert.Equal(["false", "true"], network.Nodes[0].States);
        Assert.Equal(["rain"], network.Nodes[0].Parents);
        Assert.True(network.Nodes[0].IsDiscrete);
    }

    [Fact]
    public void What_is_no_network_is_refused()
    {
        BayesianNetworkBuilder rain = BayesianNetwork.Define().Binary("cloudy", 0.5).Binary("rain", ["cloudy"], [0.2, 0.8]);
        Assert.Equal(
            "BayesianNetwork: 'wet' has the parent 'snow', which is no node; the nodes are cloudy, wet. Declare it, or mend the name.",
            Message(BayesianNetwork.Define().Binary("cloudy", 0.5).Binary("wet", ["snow"], [0, 1])));
        Assert.Equal("BayesianNetwork: 'wet' names the parent 'cloudy' twice; name it once.",
            Message(BayesianNetwork.Define().Binary("cloudy", 0.5).Binary("wet", ["cloudy", "cloudy"], [0, 1, 1, 1])));
        Assert.Equal("BayesianNetwork: two nodes are named 'rain'; a name stands for one variable.", Message(rain.Binary("rain", 0.5)));
        CyclicGraphException cycle = Assert.Throws<CyclicGraphException>(() => BayesianNetwork.Define()
            .Binary("a", ["c"], [0, 1]).Binary("b", ["a"], [0, 1]).Binary("c", ["b"], [0, 1]).Build());
        Assert.Contains("a -> b -> c -> a", cycle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_table_is_refused()
    {
        static BayesianNetworkBuilder Two() => BayesianNetwork.Define().Binary("a", 0.5).Discrete("b", ["x", "y", "z"], [0.2, 0.3, 0.5]);
        ShapeException size = Assert.Throws<ShapeException>(() => Two().Binary("c", ["a", "b"], [0.1, 0.2, 0.3, 0.4]).Build());
        Assert.Equal("BayesianNetwork: the table of 'c' has 4 rows, but its parents a (2 states), b (3 states) have 6 configurations: "
            + "give 6 rows, the state of the last parent changing fastest.", size.Message);
        Assert.Equal("BayesianNetwork: the table of 'c' has 2 rows, but it has no parents: give 1 row.",
            Assert.Throws<ShapeException>(() => Two().Binary("c", [], [0.1, 0.2]).Build()).Message);
        Assert.Equal(
            "BayesianNetwork: row 2 of the table of 'c' (a = true) has 3 entries for the 2 states u, v; give one probability for each.",
            Assert.Throws<ShapeException>(() => Two().Discrete("c", ["u", "v"], ["a"], [[0.5, 0.5], [0.5, 0.25, 0.25]]).Build()).Message);
        Assert.Equal("BayesianNetwork: row 2 of the table of 'c' (a = true) sums to 0.9; a row is a distribution over u, v and sums to 1.",
            Message(Two().Discrete("c", ["u", "v"], ["a"], [[0.5, 0.5], [0.5, 0.4]])));
        Assert.Equal("BayesianNetwork: row 5 of the table of 'c' (a = true, b = y) gives true the probability 1.5; it must lie in [0, 1].",
            Message(Two().Discrete("c", ["false", "true"], ["a", "b"], [[1, 0], [1, 0], [1, 0], [1, 0], [0, 1.5], [1, 0]])));
        Assert.Equal("BayesianNetwork: row 1 of the table of 'c' gives u the probability NaN; it must lie in [0, 1].",
            Message(Two().Discrete("c", ["u", "v"], [double.NaN, 1])));
        Assert.Equal("BayesianNetwork: 'c' has a table, but its parent 'h' is continuous; a table has rows for states. "
            + "Give a function of the parents' values instead of the table.", Message(Two().Gaussian("h", 0, 1).Binary("c", ["h"], [0.5])));
        Assert.Equal("BayesianNetwork: 'c' has two states named 'u'; names tell states apart.",
            Assert.Throws<ArgumentException>(() => Two().Discrete("c", ["u", "u"], [0.5, 0.5])).Message);
        Assert.Equal("BayesianNetwork: 'c' has no states; a discrete node needs at least one.",
            Assert.Throws<ArgumentException>(() => Two().Discrete("c", [], [])).Message);
        // Thirds written to ten digits are as good as thirds.
        Two().Discrete("c", ["1", "2", "3"], [0.3333333333, 0.3333333333, 0.3333333333]).Build();
    }

    [Fact]
    public void A_conditional_distribution_that_does_not_fit_is_refused()
    {
        static ArgumentException Fails(Func<ParentValues, Distribution> conditional)
        {
            BayesianNetwork network = BayesianNetwork.Define().Gaussian("x", 0, 1).Continuous("y", ["x"], conditional).Build();
            return Assert.ThrowsAny<ArgumentException>(() => network.Sample(5, RandomKey.FromSeed(1)));
        }

        ArgumentException error = Fails(static v => Normal.Standard([4], dtype: DType.Float64));
        Assert.IsType<ShapeException>(error);
        Assert.Equal("BayesianNetwork: the distribution of 'y' is Normal batch [4] event [] for 5 rows; a node is one number a row, so the "
            + "batch must be [5] (or [] if it depends on nothing) and the event []. Make a vector several nodes.", error.Message);
        Assert.IsType<ShapeException>(Fails(static v => Normal.Standard([5, 2], eventAxes: 1)));
        Assert.Equal("BayesianNetwork: 'y' asks for the parent 'z'; its parents are x. Declare it as a parent.",
            Fails(static v => Normal.FromScale(v["z"], 1)).Message);
        Assert.Equal("Select: 2 numbers for the parent 'x' of 'y', which is continuous; use its values instead.",
            Fails(static v => Normal.FromScale(v.Select("x", 1, 2), 1)).Message);
        Assert.Equal("BayesianNetwork: the scale of 'x' is 0; it must be positive and finite.",
            Assert.Throws<ArgumentException>(() => BayesianNetwork.Define().Gaussian("x", 0, 0)).Message);
        Assert.Equal("BayesianNetwork: 'y' has 1 parents and 2 weights; give one for each.",
            Assert.Throws<ShapeException>(() => BayesianNetwork.Define().LinearGaussian("y", ["x"], [1, 2], 0, 1)).Message);
        BayesianNetwork odd = BayesianNetwork.Define().Gaussian("x", 0, 1)
            .Discrete("s", ["a", "b"], ["x"], static v => v["x"].Reshape(v.Count, 1).Tile(1, 2)).Build();
        Assert.StartsWith("BayesianNetwork: the probabilities of 's' in row 0 sum to ",
            Assert.Throws<ArgumentException>(() => odd.Sample(5, RandomKey.FromSeed(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_cannot_be_are_refused()
    {
        BayesianNetwork student = Textbook.Student, mixed = Mixed();
        Assert.Equal("Posterior: 'grade' cannot be A; its states are g1, g2, g3. Give one of them by its name.",
            Assert.Throws<ArgumentException>(() => student.Posterior("sat", ("grade", "A"))).Message);
        Assert.Equal("Posterior: 'grade' cannot be 1 (a number); its states are g1, g2, g3. Give one of them by its name.",
            Assert.Throws<ArgumentException>(() => student.Posterior("sat", ("grade", 1))).Message);
        Assert.Equal("Posterior: 'grade' cannot be 3 (an index); its states are g1, g2, g3. Give one of them by its name.",
            Assert.Throws<ArgumentException>(() => student.Posterior("sat", ("grade", NodeValue.State(3)))).Message);
        Assert.Equal("Probability: 'temperature' is continuous and cannot be warm; give a finite number.",
            Assert.Throws<ArgumentException>(() => mixed.Probability(("temperature", "warm"))).Message);
        Assert.Equal("Posterior: the evidence names 'sat' twice; give every node one value.",
            Assert.Throws<ArgumentException>(() => student.Posterior("grade", ("sat", "s0"), ("sat", "s1"))).Message);
        Assert.Equal("Posterior: the graph has no node 'iq'; its nodes are difficulty, intelligence, grade, sat, letter.",
            Assert.Throws<ArgumentException>(() => student.Posterior("iq")).Message);
        Assert.Equal("LogProb: the assignment has no value for difficulty, grade, letter; give every node one, "
            + "or ask for Probability, which sums over the others.",
            Assert.Throws<ArgumentException>(() => student.LogProb(("sat", "s0"), ("intelligence", "i0"))).Message);
        Assert.Equal("Rows: there is no column for 'rain'; give one for every node.", Assert.Throws<ArgumentException>(() =>
            Textbook.Sprinkler.Rows(new Dictionary<string, double[]> { ["cloudy"] = [0], ["sprinkler"] = [1] })).Message);
        Assert.Equal("Rows: 'b' is 2 in row 1; it takes the indices 0 to 1 of its states.", Assert.Throws<ArgumentException>(() =>
            BayesianNetwork.Define().Binary("b", 0.5).Build().Rows(new Dictionary<string, double[]> { ["b"] = [0, 2] })).Message);
    }

    /// <summary>Weather with two states, a normal by its state, a linear-Gaussian node, and a logistic one.</summary>
    internal static BayesianNetwork Mixed() => BayesianNetwork.Define()
        .Discrete("weather", ["foul", "fair"], [0.3, 0.7])
        .Continuous("temperature", ["weather"], static v => Normal.FromScale(v.Select("weather", 8, 20), v.Select("weather", 2, 4)))
        .LinearGaussian("visitors", ["temperature", "weather"], [0.5, 2], -3, 1.5)
        .Discrete("open", ["false", "true"], ["visitors"], static v =>
            Ops.Concat([(5.0 - v["visitors"]).Sigmoid().Reshape(v.Count, 1), (v["visitors"] - 5.0).Sigmoid().Reshape(v.Count, 1)], 1))
        .Build();

    private static double NormalLog(double x, double mean, double scale) =>
        (-0.5 * (x - mean) * (x - mean) / (scale * scale)) - Math.Log(scale) - (0.5 * Math.Log(2 * Math.PI));

    private static string Message(BayesianNetworkBuilder builder) => Assert.Throws<ArgumentException>(() => builder.Build()).Message;
}
