using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Lanes;

/// <summary>How lanes <typeparamref name="V"/> come from and go to elements of storage type <typeparamref name="S"/>: widened, narrowed or as they are.</summary>
public unsafe interface IMemory<S, V> where S : unmanaged where V : struct, ILanes<V>
{
    /// <summary>Elements moved at once.</summary>
    static abstract int Count { get; }

    static abstract V Load(S* source);
    static abstract void Store(S* target, V value);

    /// <summary>Stores a condition as bools, one byte an element.</summary>
    static abstract void StoreMask(bool* target, V mask);

    /// <summary>The same element in every lane.</summary>
    static abstract V Broadcast(S value);
}

/// <summary>A loop over elements that can go on at any width: it advances as far as whole lanes allow and leaves the rest to the next, narrower call.</summary>
public interface IWidthLoop<S> where S : unmanaged
{
    void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>;
}

/// <summary>The widths at which elements of a storage type are computed, widest first.</summary>
public interface IElements<S> where S : unmanaged
{
    /// <summary>Runs a loop at every width the processor has, down to single elements.</summary>
    static abstract void Run<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct;

    /// <summary>Runs a loop once, at the widest width the processor has: the loop sees to the elements that fill no whole lanes.</summary>
    static abstract void RunWidest<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct;

    /// <summary>Runs a loop element by element: strided data.</summary>
    static abstract void RunScalar<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct;
}
