namespace Latent.Benchmarks;

/// <summary>What our side of a case runs on: a number of threads. Disposed when the case is done.</summary>
internal sealed class Engine(int threads) : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public int Threads { get; } = threads;

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
