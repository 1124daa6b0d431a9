using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>A function of one element, written over lanes. Instances hold the op's parameters.</summary>
public interface IUnaryOp
{
    static abstract DTypes Domain { get; }
    V Apply<V>(V x) where V : struct, ILanes<V>;
}

/// <summary>A function of two elements.</summary>
public interface IBinaryOp
{
    static abstract DTypes Domain { get; }
    V Apply<V>(V x, V y) where V : struct, ILanes<V>;
}

/// <summary>A function of three elements.</summary>
public interface ITernaryOp
{
    static abstract DTypes Domain { get; }
    V Apply<V>(V x, V y, V z) where V : struct, ILanes<V>;
}

/// <summary>What becomes of the lanes that an op returns: elements of the operands' dtype, or bools.</summary>
public interface IResult;

/// <summary>The op's result is a number of the operands' dtype.</summary>
public readonly struct ValueResult : IResult;

/// <summary>The op's result is a condition; the result tensor is bool.</summary>
public readonly struct MaskResult : IResult;

/// <summary>The pointwise driver: from layouts and pointers to lanes.</summary>
/// <remarks>
/// Note [Inlining]. A loop is fast only if the whole formula is inlined into it; one call in it costs more than the formula. The JIT's two limits:
/// what is not AggressiveInlining from the loop down to the last primitive counts against a budget, so every Apply, every function of LaneMath and every
/// primitive carries the attribute; and a method may not have more than 512 locals while inlining, about 150 primitives, so each width is a method
/// of its own (NoInlining), and primitives are written to make few temporaries.
/// </remarks>
public static unsafe partial class Pointwise
{
    /// <summary>result[i] = op(x[i]) for every index of the result, x broadcast. All operands have dtype <paramref name="dtype"/>, or the result is bool.</summary>
    public static void Unary<TOp, K>(TOp op, DType dtype, Layout resultLayout, byte* result, Layout xLayout, byte* x) where TOp : struct, IUnaryOp where K : struct, IResult
    {
        var visitor = new UnaryVisitor<TOp, K>(op, resultLayout, result, xLayout, x);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <summary>result[i] = op(x[i], y[i]), both broadcast.</summary>
    public static void Binary<TOp, K>(TOp op, DType dtype, Layout resultLayout, byte* result, Layout xLayout, byte* x, Layout yLayout, byte* y) where TOp : struct, IBinaryOp where K : struct, IResult
    {
        var visitor = new BinaryVisitor<TOp, K>(op, resultLayout, result, xLayout, x, yLayout, y);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <summary>result[i] = op(x[i], y[i], z[i]), all broadcast.</summary>
    public static void Ternary<TOp, K>(TOp op, DType dtype, Layout resultLayout, byte* result, Layout xLayout, byte* x, Layout yLayout, byte* y, Layout zLayout, byte* z) where TOp : struct, ITernaryOp where K : struct, IResult
    {
        var visitor = new TernaryVisitor<TOp, K>(op, resultLayout, result, xLayout, x, yLayout, y, zLayout, z);
        Dispatch.Visit(dtype, ref visitor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int ResultSize<S, K>() where S : unmanaged => typeof(K) == typeof(MaskResult) ? 1 : sizeof(S);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store<S, K, V, M>(byte* result, long i, V value) where S : unmanaged where V : struct, ILanes<V> where M : struct, IMemory<S, V>
    {
        if (typeof(K) == typeof(MaskResult)) M.StoreMask((bool*)result + i, value);
        else M.Store((S*)result + i, value);
    }

    readonly ref struct UnaryVisitor<TOp, K>(TOp op, Layout resultLayout, byte* result, Layout xLayout, byte* x) : IElementVisitor where TOp : struct, IUnaryOp where K : struct, IResult
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (xLayout.IsDense && resultLayout.SameAs(xLayout))
            {
                var dense = new DenseUnary<S, E, K, TOp>(op, result, (S*)x);
                if (resultLayout.Count <= IterPlan.Grain) dense.Run(0, resultLayout.Count);
                else WorkerPool.For(resultLayout.Count, IterPlan.Grain, dense);
                return;
            }
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(resultLayout.Rank, 2)], resultLayout.Sizes, 2);
            plan.Add(0, resultLayout, ResultSize<S, K>());
            plan.Add(1, xLayout, sizeof(S));
            plan.Finish();
            byte** data = stackalloc byte*[2] { result, x };
            plan.Run(new StridedUnary<S, E, K, TOp>(op), data);
        }
    }

    readonly struct DenseUnary<S, E, K, TOp>(TOp op, byte* result, S* x) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IUnaryOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            var loop = new UnaryLoop<S, K, TOp>(op, result, x, start, end);
            E.Run(ref loop);
        }
    }

    ref struct UnaryLoop<S, K, TOp>(TOp op, byte* result, S* x, long i, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IUnaryOp
    {
        long _i = i;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i, last = end - M.Count;
            TOp f = op;
            byte* r = result;
            S* a = x;
            for (; i <= last; i += M.Count) Store<S, K, V, M>(r, i, f.Apply(M.Load(a + i)));
            _i = i;
        }
    }

    readonly struct StridedUnary<S, E, K, TOp>(TOp op) : IInnerLoop where S : unmanaged where E : struct, IElements<S> where TOp : struct, IUnaryOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            if (strides[0] == ResultSize<S, K>() && strides[1] == sizeof(S))
            {
                var dense = new UnaryLoop<S, K, TOp>(op, data[0], (S*)data[1], 0, count);
                E.Run(ref dense);
                return;
            }
            var loop = new UnaryWalk<S, K, TOp>(op, data[0], strides[0], data[1], strides[1], count);
            E.RunScalar(ref loop);
        }
    }

    readonly ref struct UnaryWalk<S, K, TOp>(TOp op, byte* result, long resultStride, byte* x, long xStride, long count) : IWidthLoop<S> where S : unmanaged where TOp : struct, IUnaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            for (long i = 0; i < count; i++) Store<S, K, V, M>(result + i * resultStride, 0, op.Apply(M.Load((S*)(x + i * xStride))));
        }
    }
}
