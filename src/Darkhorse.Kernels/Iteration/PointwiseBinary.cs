using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

public static unsafe partial class Pointwise
{
    readonly ref struct BinaryVisitor<TOp, K>(TOp op, Layout resultLayout, byte* result, Layout xLayout, byte* x, Layout yLayout, byte* y) : IElementVisitor where TOp : struct, IBinaryOp where K : struct, IResult
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (xLayout.IsDense && resultLayout.SameAs(xLayout) && yLayout.SameAs(xLayout))
            {
                var dense = new DenseBinary<S, E, K, TOp>(op, result, (S*)x, (S*)y);
                if (resultLayout.Count <= IterPlan.Grain) dense.Run(0, resultLayout.Count);
                else WorkerPool.For(resultLayout.Count, IterPlan.Grain, dense);
                return;
            }
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(resultLayout.Rank, 3)], resultLayout.Sizes, 3);
            plan.Add(0, resultLayout, ResultSize<S, K>());
            plan.Add(1, xLayout, sizeof(S));
            plan.Add(2, yLayout, sizeof(S));
            plan.Finish();
            byte** data = stackalloc byte*[3] { result, x, y };
            plan.Run(new StridedBinary<S, E, K, TOp>(op), data);
        }
    }

    readonly struct DenseBinary<S, E, K, TOp>(TOp op, byte* result, S* x, S* y) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            var loop = new BinaryLoop<S, K, TOp>(op, result, x, y, start, end);
            E.RunWidest(ref loop);
        }
    }

    /// <summary>Steps of 0 or 1: an operand may be one element throughout the run, a scalar, or a row broadcast over columns.</summary>
    readonly ref struct BinaryLoop<S, K, TOp>(TOp op, byte* result, S* x, S* y, long start, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            Unsafe.SkipInit(out V xRest);
            Unsafe.SkipInit(out V yRest);
            Unsafe.SkipInit(out V resultRest);
            long i = start, last = end - M.Count, rest = 0;
            TOp f = op;
            byte* r = result, target = null;
            S* a = x, b = y;
            while (true)
            {
                for (; i <= last; i += M.Count) Store<S, K, V, M>(r, i, f.Apply(M.Load(a + i), M.Load(b + i)));
                if (M.Count == 1 || rest > 0 || i == end) break;
                rest = end - i;
                target = r + i * ResultSize<S, K>();
                a = Padded<S, V, M>(a + i, rest, Unsafe.AsPointer(ref xRest));
                b = Padded<S, V, M>(b + i, rest, Unsafe.AsPointer(ref yRest));
                r = (byte*)Unsafe.AsPointer(ref resultRest);
                (i, last) = (0, 0);
            }
            if (rest > 0) CopyRest(r, target, rest * ResultSize<S, K>());
        }
    }

    /// <summary>One operand is the same element throughout the run: a scalar, or a row broadcast over columns.</summary>
    readonly ref struct BroadcastLoop<S, K, TOp>(TOp op, byte* result, S* x, S* y, bool xIsScalar, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            Unsafe.SkipInit(out V runRest);
            Unsafe.SkipInit(out V resultRest);
            long i = 0, last = end - M.Count, rest = 0;
            TOp f = op;
            byte* r = result, target = null;
            bool swapped = xIsScalar;
            V scalar = M.Broadcast(swapped ? *x : *y);
            S* a = swapped ? y : x;
            while (true)
            {
                for (; i <= last; i += M.Count)
                {
                    V run = M.Load(a + i);
                    Store<S, K, V, M>(r, i, f.Apply(swapped ? scalar : run, swapped ? run : scalar));
                }
                if (M.Count == 1 || rest > 0 || i == end) break;
                rest = end - i;
                target = r + i * ResultSize<S, K>();
                a = Padded<S, V, M>(a + i, rest, Unsafe.AsPointer(ref runRest));
                r = (byte*)Unsafe.AsPointer(ref resultRest);
                (i, last) = (0, 0);
            }
            if (rest > 0) CopyRest(r, target, rest * ResultSize<S, K>());
        }
    }

    readonly struct StridedBinary<S, E, K, TOp>(TOp op) : IInnerLoop where S : unmanaged where E : struct, IElements<S> where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            bool dense = strides[0] == ResultSize<S, K>();
            if (dense && strides[1] == sizeof(S) && strides[2] == sizeof(S))
            {
                var loop = new BinaryLoop<S, K, TOp>(op, data[0], (S*)data[1], (S*)data[2], 0, count);
                E.RunWidest(ref loop);
            }
            else if (dense && ((strides[1] == 0 && strides[2] == sizeof(S)) || (strides[1] == sizeof(S) && strides[2] == 0)))
            {
                var loop = new BroadcastLoop<S, K, TOp>(op, data[0], (S*)data[1], (S*)data[2], strides[1] == 0, count);
                E.RunWidest(ref loop);
            }
            else
            {
                var loop = new BinaryWalk<S, K, TOp>(op, data, strides, count);
                E.RunWidest(ref loop);
            }
        }
    }

    readonly ref struct BinaryWalk<S, K, TOp>(TOp op, byte** data, long* strides, long count) : IWidthLoop<S> where S : unmanaged where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            Unsafe.SkipInit(out V xs);
            Unsafe.SkipInit(out V ys);
            Unsafe.SkipInit(out V rs);
            TOp f = op;
            byte* r = data[0], a = data[1], b = data[2];
            for (long left = count; left > 0; left -= M.Count)
            {
                long n = Math.Min(left, M.Count);
                Gather<S, M, V>(ref a, strides[1], n, Unsafe.AsPointer(ref xs));
                Gather<S, M, V>(ref b, strides[2], n, Unsafe.AsPointer(ref ys));
                Store<S, K, V, M>((byte*)Unsafe.AsPointer(ref rs), 0, f.Apply(M.Load((S*)Unsafe.AsPointer(ref xs)), M.Load((S*)Unsafe.AsPointer(ref ys))));
                Scatter<S, K>(ref r, strides[0], n, (byte*)Unsafe.AsPointer(ref rs));
            }
        }
    }
}
