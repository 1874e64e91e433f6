namespace Latent.Tensors.Kernels.Threading;

/// <summary>
/// A piece of work cut into numbered cells. Implemented by structs that hold raw pointers and sizes, so that a run allocates
/// nothing and the call is compiled for each job.
/// </summary>
/// <remarks>
/// The cut into cells must follow from the shapes alone, and every output must belong to one cell: then results do not depend on how
/// many threads take part. Cells run in any order, several at a time, on one shared copy of the struct: treat its fields as read-only.
/// </remarks>
internal interface IJob
{
    /// <summary>Runs one cell.</summary>
    /// <param name="cell">The cell's number, 0 up to the count given to <see cref="Workers.Run{TJob}"/>.</param>
    /// <param name="worker">
    /// The key of the running thread's scratch memory, for <see cref="Workers.Scratch"/> and nothing else: in a run beside another one
    /// it lies above <see cref="Workers.Threads"/>, and results must never depend on it.
    /// </param>
    void Run(int cell, int worker);
}
