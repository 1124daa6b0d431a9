using System.Diagnostics;

namespace Darkhorse.Kernels.Parallel;

/// <summary>A background thread that waits for jobs: it spins briefly, for loops often follow each other within microseconds, then parks.</summary>
sealed class Worker
{
    const double SpinMicroseconds = 200;

    static readonly long SpinTicks = (long)(SpinMicroseconds * 1e-6 * Stopwatch.Frequency);

    readonly SemaphoreSlim parking = new(0);
    readonly int index;
    int parked;
    int seen;

    public Worker(int index)
    {
        this.index = index;
        // The round before the one about to open, so that the new worker takes part in it.
        seen = Gate.Round;
        var thread = new Thread(Live) { IsBackground = true, Name = $"Darkhorse worker {index + 1}" };
        thread.UnsafeStart();
    }

    /// <summary>Unparks the worker if it is parked. The caller has opened the gate before.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref parked) != 0 && Interlocked.Exchange(ref parked, 0) != 0) parking.Release();
    }

    void Live()
    {
        while (true)
        {
            if (!SpinForRound()) Park();
            seen = Gate.Round;
            Gate.Enter(index);
        }
    }

    bool SpinForRound()
    {
        var until = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            for (var i = 0; i < 16; i++)
            {
                if (Gate.Round != seen) return true;
                Thread.SpinWait(4);
            }
        }
        while (Stopwatch.GetTimestamp() < until);
        return false;
    }

    void Park()
    {
        Interlocked.Exchange(ref parked, 1);
        // A round that opened before the line above has not seen this worker parked; it leaves by itself, unless a waker was quicker and its permit is due.
        if (Gate.Round != seen && Interlocked.Exchange(ref parked, 0) != 0) return;
        parking.Wait(Timeout.Infinite, CancellationToken.None);
    }
}
