using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

/// <summary>Samples and scores are functions of key, place and parameters: equal to the bit for any number of threads and of further samples.</summary>
public sealed class DeterminismTests
{
    private const int Count = 5_000;

    private static readonly Device s_one = Device.CreateCpu(1), s_three = Device.CreateCpu(3);

    public static TheoryData<string> Names => DistributionCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_change_no_bit(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
            Assert.Equal(Numbers(c, dtype, s_one), Numbers(c, dtype, s_three));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Further_samples_change_none_before_them(string name)
    {
        DistributionCase c = DistributionCases.Get(name);
        if (!c.HasSamples) return;
        Distribution d = c.Make();
        double[] few = d.Sample(RandomKey.FromSeed(3), [7]).ToDoubles(), many = d.Sample(RandomKey.FromSeed(3), [1000]).ToDoubles();
        Assert.Equal(few, many[..few.Length]);
        if (many.Distinct().Count() > d.EventShape.Count) Assert.NotEqual(many, d.Sample(RandomKey.FromSeed(4), [1000]).ToDoubles());
    }

    // Samples, their scores and the gradients of both by the parameters.
    private static double[] Numbers(DistributionCase c, DType dtype, Device device)
    {
        using Pass pass = Pass.Training(device: device);
        Tensor[] parameters = [.. c.Parameters.Select(p => pass.Track(p.Create(dtype)))];
        Distribution d = c.Create(parameters);
        Tensor x = c.HasSamples
            ? d.Sample(RandomKey.FromSeed(3), [Count])
            : pass.From(c.Values[0], d.EventShape).To(dtype).BroadcastTo(Shape.Create([Count]).Concat(d.EventShape));
        Tensor scores = d.LogProb(x), loss = scores.Sum() + (x * x).Sum();
        double[] values = [.. x.ToDoubles(), .. scores.ToDoubles()];
        if (!loss.IsTracked) return values;
        Gradients gradients = pass.Backward(loss);
        return [.. values, .. parameters.SelectMany(p => Differences.Of(gradients, p))];
    }
}
