using Latent.Tensors;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Benchmarks;

/// <summary>What our side of a case runs on: a device with a number of threads. Disposed when the case is done, with what was made for it.</summary>
internal sealed class Engine : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly RandomKey _key = RandomKey.FromSeed(1);
    private Workers? _workers;
    private Device? _device;
    private long _step;

    public Engine(int threads, Device? device = null)
    {
        Threads = threads;
        _device = device;
    }

    public int Threads { get; }

    /// <summary>For cases that call a kernel directly.</summary>
    public Workers Workers => _workers ??= Own(new Workers(Threads));

    /// <summary>For what makes passes itself.</summary>
    public Device Device => _device ??= Device.CreateCpu(Threads);

    /// <summary>Keeps <paramref name="resource"/> until the case is done.</summary>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Add(resource);
        return resource;
    }

    /// <summary>The next training step's pass.</summary>
    public Pass Training()
    {
        long step = _step++;
        return Pass.Training(_key.At(step), step, Device);
    }

    public Pass Evaluation() => Pass.Evaluation(_key, Device);

    /// <summary>Standard normal numbers.</summary>
    public Tensor Normal(Shape shape, string name = "x")
    {
        float[] values = new float[shape.Count];
        _key.Split(name).Normal(values);
        return Tensor.From(values, shape);
    }

    /// <summary>Numbers uniform in (0.01, 4.01), where every function of the table is defined.</summary>
    public Tensor Positive(Shape shape)
    {
        float[] values = new float[shape.Count];
        _key.Uniform(values);
        return Tensor.From(Array.ConvertAll(values, value => 0.01f + (4 * value)), shape);
    }

    /// <summary>Zeros and ones, as sparse as binarised digits.</summary>
    public Tensor Binary(Shape shape)
    {
        float[] values = new float[shape.Count];
        _key.Uniform(values);
        return Tensor.From(Array.ConvertAll(values, value => value < 0.2f ? 1f : 0f), shape);
    }

    /// <summary>A tensor's memory as a tensor of the pass, without a copy: what is computed from it goes into recycled memory.</summary>
    public static Tensor Bind(Pass pass, Tensor tensor) => new(pass.Device, tensor.Buffer, 0, tensor.Shape, tensor.DType, pass);

    public void Dispose()
    {
        foreach (IDisposable resource in Enumerable.Reverse(_owned))
        {
            resource.Dispose();
        }
    }
}
