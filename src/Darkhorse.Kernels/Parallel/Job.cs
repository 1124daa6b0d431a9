using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Darkhorse.Kernels.Parallel;

/// <summary>A loop as the workers see it: chunks to claim until none is left.</summary>
abstract class Job
{
    PaddedCounter next;
    ExceptionDispatchInfo? failure;

    protected long Count { get; private set; }
    protected long Grain { get; private set; }

    /// <summary>Claims and runs chunks until none is left. Never throws.</summary>
    public abstract void Work();

    protected void Reset(long count, long grain)
    {
        (Count, Grain) = (count, grain);
        Volatile.Write(ref next.Value, 0);
    }

    protected long Claim() => Interlocked.Increment(ref next.Value) - 1;

    protected void Fail(Exception exception, long chunks)
    {
        Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
        Interlocked.Add(ref next.Value, chunks);
    }

    public virtual ExceptionDispatchInfo? TakeFailure() => failure is null ? null : Interlocked.Exchange(ref failure, null);
}

sealed class Job<TBody> : Job where TBody : struct, IRangeBody
{
    public static readonly Job<TBody> Instance = new();
    TBody body;

    public void Prepare(long count, long grain, in TBody value)
    {
        Reset(count, grain);
        body = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Work()
    {
        var mine = body;
        long count = Count, grain = Grain, chunks = (count - 1) / grain + 1;
        try
        {
            for (var chunk = Claim(); chunk < chunks; chunk = Claim())
            {
                var start = chunk * grain;
                mine.Run(start, Math.Min(count - start, grain) + start);
            }
        }
        catch (Exception e)
        {
            Fail(e, chunks);
        }
    }

    public override ExceptionDispatchInfo? TakeFailure()
    {
        // What the body refers to must not live on until the next loop of its kind.
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TBody>()) body = default;
        return base.TakeFailure();
    }
}
