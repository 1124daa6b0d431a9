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
            if (strides[0] == ResultSize<S, K>() && strides[1] == sizeof(S) && strides[2] == sizeof(S) && strides[3] == sizeof(S))
            {
                var dense = new TernaryLoop<S, K, TOp>(op, data, 0, count);
                E.Run(ref dense);
                return;
            }
            var loop = new TernaryWalk<S, K, TOp>(op, data, strides, count);
            E.RunScalar(ref loop);
        }
    }

    ref struct TernaryLoop<S, K, TOp>(TOp op, byte** data, long i, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, ITernaryOp
    {
        long _i = i;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i, last = end - M.Count;
            TOp f = op;
            byte* r = data[0];
            S* a = (S*)data[1], b = (S*)data[2], c = (S*)data[3];
            for (; i <= last; i += M.Count) Store<S, K, V, M>(r, i, f.Apply(M.Load(a + i), M.Load(b + i), M.Load(c + i)));
            _i = i;
        }
    }

    readonly ref struct TernaryWalk<S, K, TOp>(TOp op, byte** data, long* strides, long count) : IWidthLoop<S> where S : unmanaged where TOp : struct, ITernaryOp
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            for (long i = 0; i < count; i++)
            {
                V x = M.Load((S*)(data[1] + i * strides[1])), y = M.Load((S*)(data[2] + i * strides[2])), z = M.Load((S*)(data[3] + i * strides[3]));
                Store<S, K, V, M>(data[0] + i * strides[0], 0, op.Apply(x, y, z));
            }
        }
    }
}
