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
            E.Run(ref loop);
        }
    }

    ref struct BinaryLoop<S, K, TOp>(TOp op, byte* result, S* x, S* y, long i, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IBinaryOp
    {
        long _i = i;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i, last = end - M.Count;
            TOp f = op;
            byte* r = result;
            S* a = x, b = y;
            for (; i <= last; i += M.Count) Store<S, K, V, M>(r, i, f.Apply(M.Load(a + i), M.Load(b + i)));
            _i = i;
        }
    }

    /// <summary>One operand is the same element throughout the run: a scalar, or a row broadcast over columns.</summary>
    ref struct BroadcastLoop<S, K, TOp>(TOp op, byte* result, S* x, S* y, bool xIsScalar, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IBinaryOp
    {
        long _i;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i, last = end - M.Count;
            TOp f = op;
            byte* r = result;
            if (xIsScalar)
            {
                V a = M.Broadcast(*x);
                S* b = y;
                for (; i <= last; i += M.Count) Store<S, K, V, M>(r, i, f.Apply(a, M.Load(b + i)));
            }
            else
            {
                V b = M.Broadcast(*y);
                S* a = x;
                for (; i <= last; i += M.Count) Store<S, K, V, M>(r, i, f.Apply(M.Load(a + i), b));
            }
            _i = i;
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
                E.Run(ref loop);
            }
            else if (dense && ((strides[1] == 0 && strides[2] == sizeof(S)) || (strides[1] == sizeof(S) && strides[2] == 0)))
            {
                var loop = new BroadcastLoop<S, K, TOp>(op, data[0], (S*)data[1], (S*)data[2], strides[1] == 0, count);
                E.Run(ref loop);
            }
            else
            {
                var loop = new BinaryWalk<S, K, TOp>(op, data, strides, count);
                E.RunScalar(ref loop);
            }
        }
    }

    readonly ref struct BinaryWalk<S, K, TOp>(TOp op, byte** data, long* strides, long count) : IWidthLoop<S> where S : unmanaged where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            byte* r = data[0], a = data[1], b = data[2];
            long rs = strides[0], xs = strides[1], ys = strides[2];
            for (long i = 0; i < count; i++) Store<S, K, V, M>(r + i * rs, 0, op.Apply(M.Load((S*)(a + i * xs)), M.Load((S*)(b + i * ys))));
        }
    }
}
