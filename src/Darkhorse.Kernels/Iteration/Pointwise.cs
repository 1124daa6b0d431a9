using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
/// primitive carries the attribute; and a method may not have more than 512 locals while inlining, about 150 primitives, so each loop is a method
/// of its own (NoInlining), and primitives are written to make few temporaries.
/// Note [Rest]. A loop is compiled for one width only. Elements that fill no whole lanes are copied into a buffer, padded with the last of them, and go
/// through the same lanes; strided elements too. That is a third of the code to compile, and every element is computed by the same instructions.
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
            E.RunWidest(ref loop);
        }
    }

    readonly ref struct UnaryLoop<S, K, TOp>(TOp op, byte* result, S* x, long start, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IUnaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            Unsafe.SkipInit(out V xRest);
            Unsafe.SkipInit(out V resultRest);
            long i = start, last = end - M.Count, rest = 0;
            TOp f = op;
            byte* r = result, target = null;
            S* a = x;
            while (true)
            {
                for (; i <= last; i += M.Count) Store<S, K, V, M>(r, i, f.Apply(M.Load(a + i)));
                if (M.Count == 1 || rest > 0 || i == end) break;
                // The rest goes through the same lanes, padded: see Note [Rest].
                rest = end - i;
                target = r + i * ResultSize<S, K>();
                a = Padded<S, V, M>(a + i, rest, Unsafe.AsPointer(ref xRest));
                r = (byte*)Unsafe.AsPointer(ref resultRest);
                (i, last) = (0, 0);
            }
            if (rest > 0) CopyRest(r, target, rest * ResultSize<S, K>());
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
                E.RunWidest(ref dense);
                return;
            }
            var loop = new UnaryWalk<S, K, TOp>(op, data[0], strides[0], data[1], strides[1], count);
            E.RunWidest(ref loop);
        }
    }

    readonly ref struct UnaryWalk<S, K, TOp>(TOp op, byte* result, long resultStride, byte* x, long xStride, long count) : IWidthLoop<S> where S : unmanaged where TOp : struct, IUnaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            Unsafe.SkipInit(out V xs);
            Unsafe.SkipInit(out V rs);
            TOp f = op;
            byte* r = result, a = x;
            for (long left = count; left > 0; left -= M.Count)
            {
                long n = Math.Min(left, M.Count);
                Gather<S, M, V>(ref a, xStride, n, Unsafe.AsPointer(ref xs));
                Store<S, K, V, M>((byte*)Unsafe.AsPointer(ref rs), 0, f.Apply(M.Load((S*)Unsafe.AsPointer(ref xs))));
                Scatter<S, K>(ref r, resultStride, n, (byte*)Unsafe.AsPointer(ref rs));
            }
        }
    }

    /// <summary>Copies the elements that fill no whole lanes into a buffer and fills it up with the last of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static S* Padded<S, V, M>(S* source, long count, void* buffer) where S : unmanaged where V : struct, ILanes<V> where M : struct, IMemory<S, V>
    {
        M.Store((S*)buffer, M.Broadcast(source[count - 1]));
        CopyRest((byte*)source, (byte*)buffer, count * sizeof(S));
        return (S*)buffer;
    }

    /// <summary>Copies fewer than 64 bytes by two moves that overlap: a call or a loop would cost more than an op on a small tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CopyRest(byte* source, byte* target, long bytes)
    {
        if (bytes >= 32)
        {
            var last = Vector256.Load(source + bytes - 32);
            Vector256.Load(source).Store(target);
            last.Store(target + bytes - 32);
        }
        else if (bytes >= 16)
        {
            var last = Vector128.Load(source + bytes - 16);
            Vector128.Load(source).Store(target);
            last.Store(target + bytes - 16);
        }
        else if (bytes >= 8)
        {
            ulong last = Unsafe.ReadUnaligned<ulong>(source + bytes - 8);
            Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ulong>(source));
            Unsafe.WriteUnaligned(target + bytes - 8, last);
        }
        else
        {
            for (long i = 0; i < bytes; i++) target[i] = source[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Gather<S, M, V>(ref byte* source, long stride, long count, void* buffer) where S : unmanaged where V : struct, ILanes<V> where M : struct, IMemory<S, V>
    {
        byte* p = source;
        long k = 0;
        for (; k < count; k++, p += stride) ((S*)buffer)[k] = *(S*)p;
        for (; k < M.Count; k++) ((S*)buffer)[k] = *(S*)(p - stride);
        source = p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Scatter<S, K>(ref byte* target, long stride, long count, byte* buffer) where S : unmanaged
    {
        byte* p = target;
        for (long k = 0; k < count; k++, p += stride)
        {
            if (typeof(K) == typeof(MaskResult)) *p = buffer[k];
            else *(S*)p = ((S*)buffer)[k];
        }
        target = p;
    }
}
