using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Iteration;

public static unsafe partial class Pointwise
{
    readonly ref struct TernaryVisitor<TOp, K>(TOp op, Layout resultLayout, byte* result, Layout xLayout, byte* x, Layout yLayout, byte* y, Layout zLayout, byte* z) : IElementVisitor where TOp : struct, ITernaryOp where K : struct, IResult
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(resultLayout.Rank, 4)], resultLayout.Sizes, 4);
            plan.Add(0, resultLayout, ResultSize<S, K>());
            plan.Add(1, xLayout, sizeof(S));
            plan.Add(2, yLayout, sizeof(S));
            plan.Add(3, zLayout, sizeof(S));
            plan.Finish();
            byte** data = stackalloc byte*[4] { result, x, y, z };
            plan.Run(new StridedTernary<S, E, K, TOp>(op), data);
        }
    }

    readonly struct StridedTernary<S, E, K, TOp>(TOp op) : IInnerLoop where S : unmanaged where E : struct, IElements<S> where TOp : struct, ITernaryOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            if (strides[0] == ResultSize<S, K>() && RunsOn<S>(strides[1]) && RunsOn<S>(strides[2]) && RunsOn<S>(strides[3]))
            {
                var dense = new TernaryLoop<S, K, TOp>(op, data, strides, count);
                E.RunWidest(ref dense);
                return;
            }
            var loop = new TernaryWalk<S, K, TOp>(op, data, strides, count);
            E.RunWidest(ref loop);
        }
    }

    /// <summary>Whether an operand's elements lie side by side, or it is one element throughout the run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool RunsOn<S>(long stride) where S : unmanaged => stride == sizeof(S) || stride == 0;

    readonly ref struct TernaryLoop<S, K, TOp>(TOp op, byte** data, long* strides, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, ITernaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            Unsafe.SkipInit(out V xRest);
            Unsafe.SkipInit(out V yRest);
            Unsafe.SkipInit(out V zRest);
            Unsafe.SkipInit(out V resultRest);
            long i = 0, last = end - M.Count, rest = 0;
            TOp f = op;
            byte* r = data[0], target = null;
            long p = strides[1] / sizeof(S), q = strides[2] / sizeof(S), s = strides[3] / sizeof(S);
            S* a = Spread<S, V, M>((S*)data[1], p, Unsafe.AsPointer(ref xRest)), b = Spread<S, V, M>((S*)data[2], q, Unsafe.AsPointer(ref yRest)), c = Spread<S, V, M>((S*)data[3], s, Unsafe.AsPointer(ref zRest));
            while (true)
            {
                for (; i <= last; i += M.Count) Store<S, K, V, M>(r, i, f.Apply(M.Load(a + i * p), M.Load(b + i * q), M.Load(c + i * s)));
                if (M.Count == 1 || rest > 0 || i == end) break;
                rest = end - i;
                target = r + i * ResultSize<S, K>();
                if (p != 0) a = Padded<S, V, M>(a + i, rest, Unsafe.AsPointer(ref xRest));
                if (q != 0) b = Padded<S, V, M>(b + i, rest, Unsafe.AsPointer(ref yRest));
                if (s != 0) c = Padded<S, V, M>(c + i, rest, Unsafe.AsPointer(ref zRest));
                r = (byte*)Unsafe.AsPointer(ref resultRest);
                (i, last) = (0, 0);
            }
            if (rest > 0) CopyRest(r, target, rest * ResultSize<S, K>());
        }
    }

    /// <summary>An operand that is one element: as many copies of it as there are lanes, read again and again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static S* Spread<S, V, M>(S* source, long step, void* buffer) where S : unmanaged where V : struct, ILanes<V> where M : struct, IMemory<S, V>
    {
        if (step != 0) return source;
        M.Store((S*)buffer, M.Broadcast(*source));
        return (S*)buffer;
    }

    readonly ref struct TernaryWalk<S, K, TOp>(TOp op, byte** data, long* strides, long count) : IWidthLoop<S> where S : unmanaged where TOp : struct, ITernaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            Unsafe.SkipInit(out V xs);
            Unsafe.SkipInit(out V ys);
            Unsafe.SkipInit(out V zs);
            Unsafe.SkipInit(out V rs);
            TOp f = op;
            byte* r = data[0], a = data[1], b = data[2], c = data[3];
            for (long left = count; left > 0; left -= M.Count)
            {
                long n = Math.Min(left, M.Count);
                Gather<S, M, V>(ref a, strides[1], n, Unsafe.AsPointer(ref xs));
                Gather<S, M, V>(ref b, strides[2], n, Unsafe.AsPointer(ref ys));
                Gather<S, M, V>(ref c, strides[3], n, Unsafe.AsPointer(ref zs));
                Store<S, K, V, M>((byte*)Unsafe.AsPointer(ref rs), 0, f.Apply(M.Load((S*)Unsafe.AsPointer(ref xs)), M.Load((S*)Unsafe.AsPointer(ref ys)), M.Load((S*)Unsafe.AsPointer(ref zs))));
                Scatter<S, K>(ref r, strides[0], n, (byte*)Unsafe.AsPointer(ref rs));
            }
        }
    }
}
