using System.Runtime.InteropServices;

namespace Darkhorse.Kernels.Parallel;

/// <summary>
/// Where workers enter and leave the current job. One word holds the number of workers inside and, as its sign, whether the gate is closed, so that a worker that
/// wakes too late is turned away without ever touching the next job's state.
/// </summary>
static class Gate
{
    static PaddedWord inside = new() { Value = int.MinValue };
    static PaddedWord round;
    static Job? current;
    static int seats;

    /// <summary>Changes whenever a job begins.</summary>
    public static int Round => Volatile.Read(ref round.Value);

    public static void Open(Job job, int helpers)
    {
        current = job;
        seats = helpers;
        Interlocked.Add(ref inside.Value, int.MinValue);
        Interlocked.Increment(ref round.Value);
    }

    /// <summary>Lets worker <paramref name="index"/> work on the current job, if there is one and it has a seat for that worker.</summary>
    public static void Enter(int index)
    {
        if (Interlocked.Increment(ref inside.Value) > 0 && index < seats) current!.Work();
        Interlocked.Decrement(ref inside.Value);
    }

    /// <summary>Turns later workers away and returns when those inside have left. The last chunks are short work, so this spins before it yields.</summary>
    public static void CloseAndWait()
    {
        Interlocked.Add(ref inside.Value, int.MinValue);
        for (var turn = 0; Volatile.Read(ref inside.Value) != int.MinValue; turn++)
        {
            if (turn < 2000) Thread.SpinWait(8);
            else Thread.Sleep(0);
        }
        current = null;
    }
}

/// <summary>A counter alone on its cache lines: neighbours written by other threads would slow every claim.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
struct PaddedCounter
{
    [FieldOffset(128)] public long Value;
}

/// <summary>A word alone on its cache lines.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
struct PaddedWord
{
    [FieldOffset(128)] public int Value;
}
