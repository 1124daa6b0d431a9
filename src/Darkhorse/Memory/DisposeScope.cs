using System.Runtime.CompilerServices;

namespace Darkhorse;

/// <summary>The scopes of each thread.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic] static DisposeScopeManager? t_here;

    readonly ThreadDisposeScopeStatistics _statistics = new();
    internal DisposeScope? Innermost;

    /// <summary>Null on threads that never opened a scope nor asked for statistics: nothing is counted there, and a tensor costs nothing more.</summary>
    internal static DisposeScopeManager? Here => t_here;

    internal static DisposeScopeManager Present => t_here ??= new();

    /// <summary>What happened on this thread since it first opened a scope or asked for this.</summary>
    public static ThreadDisposeScopeStatistics Statistics => Present._statistics;

    internal void Created(IDisposable disposable)
    {
        _statistics.Of(disposable).Created(Innermost is not null);
        Innermost?.Include(disposable);
    }

    internal void Disposed(IDisposable disposable)
    {
        var owner = OwnerOf(disposable);
        owner?.Exclude(disposable);
        _statistics.Of(disposable).Disposed(owner is not null);
    }

    /// <summary>The scope on this thread that would dispose an object; null if none would.</summary>
    internal DisposeScope? OwnerOf(IDisposable disposable)
    {
        var scope = Innermost;
        while (scope is not null && !scope.Contains(disposable)) scope = scope.Outer;
        return scope;
    }
}

/// <summary>
/// Tensors made on this thread while the scope is the innermost are disposed with it, unless moved out. Optional: it frees memory at a known time.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    readonly DisposeScopeManager _thread = DisposeScopeManager.Present;
    readonly HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope? Outer { get; private set; }

    internal DisposeScope()
    {
        Outer = _thread.Innermost;
        _thread.Innermost = this;
    }

    /// <summary>How many objects the scope would dispose now.</summary>
    public int DisposablesCount => _disposables.Count;

    /// <summary>A copy of the list of what the scope would dispose now.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. _disposables];

    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    internal void Include(IDisposable disposable) => _disposables.Add(disposable);

    internal void Exclude(IDisposable disposable) => _disposables.Remove(disposable);

    static LifetimeStatistics StatisticsOf(IDisposable disposable) => DisposeScopeManager.Statistics.Of(disposable);

    /// <summary>Takes an object into this scope, out of the one it was in.</summary>
    public T Attach<T>(T disposable) where T : IDisposable
    {
        if (Contains(disposable)) return disposable;
        if (_thread.OwnerOf(disposable) is { } owner) owner.Exclude(disposable);
        else StatisticsOf(disposable).AttachedToScopeCount++;
        Include(disposable);
        return disposable;
    }

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes objects into this scope, out of those they were in.</summary>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var all = disposables.ToList();
        foreach (var disposable in all) Attach<IDisposable>(disposable);
        return all;
    }

    /// <summary>Takes an object out of this scope: it lives on by itself.</summary>
    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (_disposables.Remove(disposable)) StatisticsOf(disposable).DetachedFromScopeCount++;
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
        => (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) Detach<IDisposable>(disposable);
    }

    /// <summary>Hands an object to another scope; what is not in this one stays where it is.</summary>
    public T MoveToOther<T>(DisposeScope scope, T disposable) where T : IDisposable
    {
        if (_disposables.Remove(disposable)) scope.Include(disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope scope, T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
        => (MoveToOther(scope, first), MoveToOther(scope, second));

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope scope, T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
        => (MoveToOther(scope, first), MoveToOther(scope, second), MoveToOther(scope, third));

    public void MoveToOther(DisposeScope scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) MoveToOther<IDisposable>(scope, disposable);
    }

    /// <summary>Hands an object to the scope around this one; with none, it lives on by itself.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable => Outer is { } outer ? MoveToOther(outer, disposable) : Detach(disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
        => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables) MoveToOuter<IDisposable>(disposable);
    }

    /// <summary>Disposes all that is in the scope now; it stays open.</summary>
    public void DisposeEverything() => DisposeEverythingBut([]);

    /// <summary>Disposes what is in the scope now, except some; it stays open.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in _disposables.ToArray())
            if (!keep.Contains(disposable)) DisposeOne(disposable);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    /// <summary>Takes out an object that was disposed by other means.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (_disposables.Remove(disposable)) StatisticsOf(disposable).DisposedInScopeCount++;
    }

    // A tensor that is disposed leaves its scope and counts itself; anything else is counted here.
    void DisposeOne(IDisposable disposable)
    {
        disposable.Dispose();
        MarkAsDisposed(disposable);
    }

    public void Dispose()
    {
        DisposeEverything();
        if (ReferenceEquals(_thread.Innermost, this))
        {
            _thread.Innermost = Outer;
            return;
        }
        // Disposed out of order: those opened inside it go on without it.
        for (var inner = _thread.Innermost; inner is not null; inner = inner.Outer)
            if (ReferenceEquals(inner.Outer, this)) inner.Outer = Outer;
    }

    /// <summary>No scope is in force until it is disposed: for tensors that outlive any scope, such as gradients and the state of an optimiser.</summary>
    internal readonly struct Suspension : IDisposable
    {
        readonly DisposeScopeManager? _thread = DisposeScopeManager.Here;
        readonly DisposeScope? _suspended;

        public Suspension()
        {
            _suspended = _thread?.Innermost;
            _thread?.Innermost = null;
        }

        public void Dispose() => _thread?.Innermost = _suspended;
    }
}

public static partial class torch
{
    /// <summary>Opens a scope: <c>using var scope = torch.NewDisposeScope();</c></summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>The innermost scope of this thread, if one is open.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Here?.Innermost;

    /// <summary>Evaluates an expression in a scope of its own: only the result lives on.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public partial class Tensor
    {
        DisposeScope? OwningScope => DisposeScopeManager.Here?.OwnerOf(this);

        /// <summary>Moves the tensor to the scope around its own; with none, it lives on by itself.</summary>
        public Tensor MoveToOuterDisposeScope() => OwningScope?.MoveToOuter(this) ?? this;

        /// <summary>Moves the tensor to the scope that another tensor is in; if that is in none, it lives on by itself.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningScope);

        /// <summary>Moves the tensor to another scope; without one, it lives on by itself.</summary>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other) => other is null ? DetachFromDisposeScope() : other.Attach(this);

        /// <summary>Takes the tensor out of its scope: it lives on by itself.</summary>
        public Tensor DetachFromDisposeScope() => OwningScope?.Detach(this) ?? this;
    }
}
