namespace Darkhorse;

/// <summary>
/// Tensors made on this thread while the scope is the innermost are disposed with it, unless moved out. Optional: it frees memory at a known time.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] static DisposeScope? t_current;

    internal static DisposeScope? Current => t_current;

    readonly DisposeScope? _outer;
    readonly List<IDisposable> _tensors = [];
    bool _disposed;

    internal DisposeScope()
    {
        _outer = t_current;
        t_current = this;
    }

    /// <summary>Tensors that the scope would dispose now.</summary>
    public int DisposablesCount => _tensors.Count;

    internal void Include(IDisposable tensor) => _tensors.Add(tensor);

    /// <summary>Hands a tensor to the scope around this one; with none, it lives on by itself.</summary>
    public T MoveToOuter<T>(T tensor) where T : IDisposable
    {
        if (_tensors.Remove(tensor)) _outer?.Include(tensor);
        return tensor;
    }

    /// <summary>Takes a tensor out of every scope.</summary>
    public T Detach<T>(T tensor) where T : IDisposable
    {
        _tensors.Remove(tensor);
        return tensor;
    }

    /// <summary>Takes a tensor into this scope.</summary>
    public T Attach<T>(T tensor) where T : IDisposable
    {
        if (!_tensors.Contains(tensor)) _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>No scope is in force until it is disposed: for tensors that outlive any scope, such as gradients and the state of an optimiser.</summary>
    internal readonly struct Suspension : IDisposable
    {
        readonly DisposeScope? _suspended;

        public Suspension()
        {
            _suspended = t_current;
            t_current = null;
        }

        public void Dispose() => t_current = _suspended;
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        t_current = _outer;
        foreach (var tensor in _tensors) tensor.Dispose();
        _tensors.Clear();
    }
}

public static partial class torch
{
    /// <summary>Opens a scope: <c>using var scope = torch.NewDisposeScope();</c></summary>
    public static DisposeScope NewDisposeScope() => new();

    public partial class Tensor
    {
        public Tensor MoveToOuterDisposeScope() => DisposeScope.Current?.MoveToOuter(this) ?? this;
        public Tensor DetachFromDisposeScope() => DisposeScope.Current?.Detach(this) ?? this;
    }
}
