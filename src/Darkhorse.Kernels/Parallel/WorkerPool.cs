using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Parallel;

/// <summary>
/// The process-wide worker threads. A loop is cut into chunks of exactly its grain, so what a chunk holds never depends on the number of threads; the calling thread
/// and the workers claim chunks one by one. One loop owns the workers at a time: a nested loop, or one from another thread meanwhile, runs on its caller alone.
/// </summary>
public static class WorkerPool
{
    static readonly Lock growing = new();
    static volatile Worker[] workers = [];
    static int threads = DefaultThreads();
    static int owned;

    /// <summary>How many threads a loop may use, the calling one included. The default is DARKHORSE_NUM_THREADS, or else the number of processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int Threads
    {
        get => Volatile.Read(ref threads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Volatile.Write(ref threads, value);
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/> over [0, <paramref name="count"/>) in chunks of <paramref name="grain"/> indices, the last one shorter. Returns when all chunks are
    /// done. The first exception of a chunk stops the claiming of further ones and is thrown here. Each thread works on its own copy of the body.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="grain"/> is less than 1.</exception>
    public static void For<TBody>(long count, long grain, TBody body) where TBody : struct, IRangeBody
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grain, 1);
        if (count <= grain)
        {
            if (count > 0) body.Run(0, count);
            return;
        }
        var helpers = (int)Math.Min(Threads - 1L, (count - 1) / grain);
        if (helpers == 0 || Interlocked.CompareExchange(ref owned, 1, 0) != 0) RunInline(count, grain, body);
        else RunShared(count, grain, body, helpers);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void RunInline<TBody>(long count, long grain, TBody body) where TBody : struct, IRangeBody
    {
        long start = 0;
        for (; count - start > grain; start += grain) body.Run(start, start + grain);
        body.Run(start, count);
    }

    static void RunShared<TBody>(long count, long grain, TBody body, int helpers) where TBody : struct, IRangeBody
    {
        // The owner of the workers is the only user of the job, so one instance for each kind of body serves every loop.
        var job = Job<TBody>.Instance;
        try
        {
            job.Prepare(count, grain, body);
            var crew = Crew(helpers);
            Gate.Open(job, helpers);
            for (var i = 0; i < helpers; i++) crew[i].Wake();
            job.Work();
            Gate.CloseAndWait();
        }
        finally
        {
            var failure = job.TakeFailure();
            Volatile.Write(ref owned, 0);
            failure?.Throw();
        }
    }

    static Worker[] Crew(int count)
    {
        var crew = workers;
        if (crew.Length >= count) return crew;
        lock (growing)
        {
            var grown = new Worker[count];
            crew.CopyTo(grown, 0);
            for (var i = crew.Length; i < count; i++) grown[i] = new Worker(i);
            workers = grown;
            return grown;
        }
    }

    static int DefaultThreads() =>
        int.TryParse(Environment.GetEnvironmentVariable("DARKHORSE_NUM_THREADS"), out var wanted) && wanted >= 1 ? wanted : Environment.ProcessorCount;
}
