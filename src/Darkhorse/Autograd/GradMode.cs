using System.Runtime.CompilerServices;

namespace Darkhorse.Autograd;

/// <summary>Whether this thread records how results were computed.</summary>
static class GradMode
{
    [ThreadStatic] static bool t_off;

    public static bool Enabled
    {
        get => !t_off;
        set => t_off = !value;
    }

    /// <summary>Whether a result computed from this tensor needs a node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Tracks(Tensor a) => a.requires_grad && !t_off;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Tracks(Tensor a, Tensor b) => (a.requires_grad || b.requires_grad) && !t_off;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Tracks(Tensor a, Tensor b, Tensor c) => (a.requires_grad || b.requires_grad || c.requires_grad) && !t_off;

    public static bool Tracks(ReadOnlySpan<Tensor> tensors)
    {
        if (t_off) return false;
        foreach (var tensor in tensors) if (tensor.requires_grad) return true;
        return false;
    }

    /// <summary>Sets the mode until disposed.</summary>
    public readonly struct Scope : IDisposable
    {
        readonly bool _wasOff;

        public Scope(bool enabled)
        {
            _wasOff = t_off;
            t_off = !enabled;
        }

        public void Dispose() => t_off = _wasOff;
    }
}
