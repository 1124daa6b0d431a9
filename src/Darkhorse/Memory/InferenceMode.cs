using System.Runtime.CompilerServices;

namespace Darkhorse.Memory;

/// <summary>Whether this thread computes for the values alone: what it makes can never be part of a graph.</summary>
static class InferenceMode
{
    // Looked at first, by every allocation: a plain static is cheaper than one of the thread.
    static int s_scopes;
    [ThreadStatic] static bool t_on;

    public static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_scopes != 0 && t_on;
    }

    /// <summary>Sets the mode until disposed.</summary>
    public readonly struct Scope : IDisposable
    {
        readonly bool _before;

        public Scope(bool on)
        {
            Interlocked.Increment(ref s_scopes);
            (_before, t_on) = (t_on, on);
        }

        public void Dispose()
        {
            t_on = _before;
            Interlocked.Decrement(ref s_scopes);
        }
    }

    /// <summary>Refuses to change a tensor of an inference mode that is over.</summary>
    public static void CheckWrite()
    {
        if (!IsOn) throw new InvalidOperationException("Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.");
    }
}
