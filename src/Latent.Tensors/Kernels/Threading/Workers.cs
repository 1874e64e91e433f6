using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Latent.Tensors.Kernels.Threading;

/// <summary>
/// Persistent threads that run the cells of one job at a time together with the thread that asks.
/// </summary>
/// <remarks>
/// <para>
/// A training step is some forty kernels within a millisecond, so handing out a job must cost about a microsecond: workers spin for the
/// next job, and park only after it has stayed away for a while. An idle process uses no processor time.
/// </para>
/// <para>
/// One word, <see cref="Shared.State"/>, carries the protocol: the number of the run, whether it is open, and how many workers are in it.
/// The caller publishes job and cell count, opens the run, takes cells itself, closes the run when the cells are gone, and waits for the
/// workers inside alone. A worker that the system has put to sleep therefore delays nobody, and a worker inside a run may trust the
/// published job until it leaves, since the next one is published only when nobody is inside.
/// </para>
/// <para>
/// A second run while one is under way (from within a cell, or from another thread of the user) is carried out by its caller alone, with
/// scratch memory of its own. Nothing waits for it, so nothing can deadlock.
/// </para>
/// </remarks>
internal sealed unsafe class Workers : IDisposable
{
    /// <summary>The environment variable that sets the number of threads of <see cref="Default"/>.</summary>
    public const string ThreadsVariable = "LATENT_THREADS";

    private const int MaxThreads = 1024;
    private const int RunShift = 16;
    private const long Open = 1L << 15;
    private const long InsideMask = Open - 1;

    private static readonly Lazy<Workers> LazyDefault = new(() => new Workers(DefaultThreads()));

    private readonly ScratchSlots _scratch;
    private readonly Seat[] _seats;
    private Shared _shared;

    // Of the open run. Written by the caller before it opens the run, read by workers after they have entered it.
    private delegate*<Workers, void*, int, int, void> _drain;
    private void* _job;
    private int _cells;
    private Exception? _failure;

    /// <summary>Starts workers.</summary>
    /// <param name="threads">How many threads take part in a run, the caller included; 1 starts none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is not in 1..1024.</exception>
    public Workers(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        Threads = threads;
        _scratch = new ScratchSlots(threads);
        _seats = new Seat[threads - 1];
        for (var i = 0; i < _seats.Length; i++)
        {
            var seat = new Seat(i + 1);
            _seats[i] = seat;
            seat.Start(Work);
        }
    }

    /// <summary>The workers of the process: as many threads as <c>LATENT_THREADS</c> says, or as there are processors.</summary>
    public static Workers Default => LazyDefault.Value;

    /// <summary>How many threads take part in a run, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Runs all cells of a job and returns when the last one has ended.</summary>
    /// <param name="job">The job; all threads work on this one copy.</param>
    /// <param name="cells">How many cells it has; 0 or less runs nothing.</param>
    /// <remarks>
    /// Allocates nothing. When a cell throws, cells not yet begun are abandoned, those begun end, and the first exception is thrown here.
    /// </remarks>
    public void Run<TJob>(ref TJob job, int cells)
        where TJob : struct, IJob
    {
        if (cells <= 0)
        {
            return;
        }

        // Even a run that stays on this thread must own worker 0, for its scratch memory.
        if (Interlocked.CompareExchange(ref _shared.Busy, 1, 0) != 0)
        {
            RunBeside(ref job, cells);
            return;
        }

        try
        {
            if (cells == 1 || Threads == 1)
            {
                RunHere(ref job, cells, worker: 0);
            }
            else
            {
                RunTogether(ref job, cells);
            }
        }
        finally
        {
            Volatile.Write(ref _shared.Busy, 0);
        }
    }

    /// <summary>Scratch memory of the running thread, 64-byte aligned, kept and grown; its contents are undefined.</summary>
    /// <param name="worker">The worker number that the cell was given.</param>
    /// <param name="bytes">The least size.</param>
    /// <remarks>There is one block for each worker: a second call within a cell returns the same memory, or moves it.</remarks>
    public void* Scratch(int worker, nuint bytes) => _scratch[worker].AtLeast(bytes);

    /// <summary>Lends memory that all cells of a run may share, such as a packed operand. Dispose of the lease after the run.</summary>
    public ScratchLease Rent(nuint bytes) => new(_scratch, bytes);

    /// <summary>Ends the threads; later runs are carried out by their caller alone. Not while a run is under way.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _shared.Stopped, true);
        Interlocked.MemoryBarrier();
        Wake(_seats.Length);
        foreach (var seat in _seats)
        {
            seat.Dispose();
        }
    }

    private static int DefaultThreads()
    {
        var text = Environment.GetEnvironmentVariable(ThreadsVariable);
        if (string.IsNullOrWhiteSpace(text))
        {
            return Math.Min(Environment.ProcessorCount, MaxThreads);
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads is >= 1 and <= MaxThreads)
        {
            return threads;
        }
        throw new InvalidOperationException($"{ThreadsVariable} is '{text}'; it must be a whole number from 1 to {MaxThreads}.");
    }

    private static void RunHere<TJob>(ref TJob job, int cells, int worker)
        where TJob : struct, IJob
    {
        for (var cell = 0; cell < cells; cell++)
        {
            job.Run(cell, worker);
        }
    }

    private void RunBeside<TJob>(ref TJob job, int cells)
        where TJob : struct, IJob
    {
        var slot = _scratch.Rent();
        try
        {
            RunHere(ref job, cells, slot);
        }
        finally
        {
            _scratch.Return(slot);
        }
    }

    private void RunTogether<TJob>(ref TJob job, int cells)
        where TJob : struct, IJob
    {
        // The pin holds a job that lies in the heap in its place; for one on the stack, the usual case, it costs nothing.
        fixed (byte* pinned = &Unsafe.As<TJob, byte>(ref job))
        {
            _drain = &Drain<TJob>;
            _job = pinned;
            _cells = cells;
            _shared.Next = 0;

            // Run n is over and nobody is inside, so nobody else writes the word now. The exchange is the fence that parking relies on.
            var run = (_shared.State >> RunShift) + 1;
            Interlocked.Exchange(ref _shared.State, (run << RunShift) | Open);
            if (Volatile.Read(ref _shared.Parked) > 0)
            {
                Wake(cells - 1);
            }

            Drain<TJob>(this, pinned, cells, 0);
            Interlocked.And(ref _shared.State, ~Open);
            var waited = 0;
            while ((Volatile.Read(ref _shared.State) & InsideMask) != 0)
            {
                Spin.Once(ref waited);
            }

            _job = null;
        }

        if (_failure is not null)
        {
            var failure = _failure;
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Runs cells until none is left; the one generic piece of code that workers reach, by its address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Drain<TJob>(Workers self, void* pinned, int cells, int worker)
        where TJob : struct, IJob
    {
        ref var job = ref Unsafe.AsRef<TJob>(pinned);
        try
        {
            while (true)
            {
                // A plain look first keeps the counter from overflowing when many late workers find nothing left.
                if (Volatile.Read(ref self._shared.Next) >= cells)
                {
                    return;
                }
                var cell = Interlocked.Increment(ref self._shared.Next) - 1;
                if ((uint)cell >= (uint)cells)
                {
                    return;
                }
                job.Run(cell, worker);
            }
        }
#pragma warning disable CA1031 // The caller throws it again: a worker thread must survive whatever a cell throws.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref self._failure, failure, null);
            Volatile.Write(ref self._shared.Next, cells);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Work(Seat seat)
    {
        var entered = 0L;
        var waited = 0;
        while (!Volatile.Read(ref _shared.Stopped))
        {
            var state = Volatile.Read(ref _shared.State);
            if ((state & Open) != 0 && state >> RunShift != entered)
            {
                // Entering counts the worker into the very word that says "open", so a run cannot close and be replaced in between.
                if (Interlocked.CompareExchange(ref _shared.State, state + 1, state) == state)
                {
                    entered = state >> RunShift;
                    _drain(this, _job, _cells, seat.Worker);
                    Interlocked.Decrement(ref _shared.State);
                    waited = 0;
                }
            }
            else if (!Spin.OnceOrTired(ref waited, Threads))
            {
                Park(seat, entered);
                waited = 0;
            }
        }
    }

    private void Park(Seat seat, long entered)
    {
        // Either the caller sees the count raised here, or this thread sees the run that the caller has opened: both fence in between.
        Volatile.Write(ref seat.Asleep, 1);
        Interlocked.Increment(ref _shared.Parked);
        var state = Volatile.Read(ref _shared.State);
        var called = ((state & Open) != 0 && state >> RunShift != entered) || Volatile.Read(ref _shared.Stopped);
        if (called && Interlocked.Exchange(ref seat.Asleep, 0) == 1)
        {
            Interlocked.Decrement(ref _shared.Parked);
            return;
        }
        seat.Bell.WaitOne();
    }

    private void Wake(int wanted)
    {
        foreach (var seat in _seats)
        {
            if (wanted <= 0)
            {
                return;
            }
            if (Volatile.Read(ref seat.Asleep) == 1 && Interlocked.Exchange(ref seat.Asleep, 0) == 1)
            {
                Interlocked.Decrement(ref _shared.Parked);
                seat.Bell.Set();
                wanted--;
            }
        }
    }

    /// <summary>The words that threads fight over, each alone in its pair of cache lines (processors fetch lines in pairs).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 640)]
    private struct Shared
    {
        /// <summary>Run number, open bit, workers inside.</summary>
        [FieldOffset(128)]
        public long State;

        /// <summary>The next cell to be taken.</summary>
        [FieldOffset(256)]
        public int Next;

        /// <summary>Whether a caller owns the workers.</summary>
        [FieldOffset(384)]
        public int Busy;

        /// <summary>How many workers are parked; read at each run, written only when one parks or wakes.</summary>
        [FieldOffset(512)]
        public int Parked;

        /// <summary>Set once, by <see cref="Dispose"/>.</summary>
        [FieldOffset(516)]
        public bool Stopped;
    }

    /// <summary>One worker: its thread, and where it parks.</summary>
    private sealed class Seat(int worker) : IDisposable
    {
        public readonly AutoResetEvent Bell = new(initialState: false);
        public int Asleep;
        private Thread? _thread;

        public int Worker { get; } = worker;

        public void Start(Action<Seat> work)
        {
            // A background thread does not keep the process alive.
            var name = string.Create(CultureInfo.InvariantCulture, $"Latent worker {Worker}");
            _thread = new Thread(() => work(this)) { IsBackground = true, Name = name };
            _thread.Start();
        }

        public void Dispose()
        {
            _thread?.Join();
            Bell.Dispose();
        }
    }
}
