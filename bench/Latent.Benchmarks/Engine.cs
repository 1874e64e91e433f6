using Latent.Tensors.Kernels.Threading;

namespace Latent.Benchmarks;

/// <summary>What our side of a case runs on: a number of threads. Disposed when the case is done, with what was made for it.</summary>
internal sealed class Engine : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public Engine(int threads)
    {
        Threads = threads;
        Workers = Own(new Workers(threads));
    }

    public int Threads { get; }

    public Workers Workers { get; }

    /// <summary>Keeps <paramref name="resource"/> until the case is done.</summary>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Add(resource);
        return resource;
    }

    public void Dispose()
    {
        foreach (IDisposable resource in Enumerable.Reverse(_owned))
        {
            resource.Dispose();
        }
    }
}
