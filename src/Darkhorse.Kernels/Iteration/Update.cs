using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>Up to eight numbers that an update needs in every lane.</summary>
[InlineArray(8)]
public struct UpdateConstants
{
    double _first;
}

/// <summary>The same numbers, broadcast once before the loop.</summary>
[InlineArray(8)]
public struct UpdateLanes<V>
{
    V _first;
}

/// <summary>
/// One step of an optimiser for one element: changes a parameter and up to three numbers of state by its gradient. Written over lanes, so that a step
/// reads and writes each array once.
/// </summary>
public interface IUpdateOp
{
    /// <summary>How many state arrays there are.</summary>
    int States { get; }

    /// <summary>Learning rate, decay and the like, in an order that only the op knows.</summary>
    UpdateConstants Constants { get; }

    /// <param name="k">The constants.</param>
    /// <param name="p">The parameter.</param>
    /// <param name="g">The gradient.</param>
    /// <param name="a">State 0, if there is one.</param>
    /// <param name="b">State 1.</param>
    /// <param name="c">State 2.</param>
    void Apply<V>(in UpdateLanes<V> k, ref V p, V g, ref V a, ref V b, ref V c) where V : struct, ILanes<V>;
}

/// <summary>The driver of <see cref="IUpdateOp"/>: arrays of one length and one float dtype, elements side by side.</summary>
public static unsafe class Update
{
    public static void Run<TOp>(TOp op, DType dtype, long count, byte* p, byte* g, byte* a, byte* b, byte* c) where TOp : struct, IUpdateOp
    {
        var visitor = new Visitor<TOp>(op, count, p, g, a, b, c);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct Visitor<TOp>(TOp op, long count, byte* p, byte* g, byte* a, byte* b, byte* c) : IElementVisitor where TOp : struct, IUpdateOp
    {
        public static DTypes Domain => DTypes.Floats;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            var body = new Body<S, E, TOp>(op, (S*)p, (S*)g, (S*)a, (S*)b, (S*)c);
            if (count <= IterPlan.Grain) body.Run(0, count);
            else WorkerPool.For(count, IterPlan.Grain, body);
        }
    }

    readonly struct Body<S, E, TOp>(TOp op, S* p, S* g, S* a, S* b, S* c) : IRangeBody where S : unmanaged where E : struct, IElements<S> where TOp : struct, IUpdateOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            var loop = new Loop<S, TOp>(op, p, g, a, b, c, start, end);
            E.Run(ref loop);
        }
    }

    ref struct Loop<S, TOp>(TOp op, S* p, S* g, S* a, S* b, S* c, long i, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IUpdateOp
    {
        long _i = i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i, last = end - M.Count;
            if (i > last) return;
            TOp f = op;
            var constants = f.Constants;
            Unsafe.SkipInit(out UpdateLanes<V> k);
            for (int n = 0; n < 8; n++) k[n] = V.Param(constants[n]);
            int states = f.States;
            V x = V.Zero, s0 = V.Zero, s1 = V.Zero, s2 = V.Zero;
            for (; i <= last; i += M.Count)
            {
                x = M.Load(p + i);
                if (states > 0) s0 = M.Load(a + i);
                if (states > 1) s1 = M.Load(b + i);
                if (states > 2) s2 = M.Load(c + i);
                f.Apply(in k, ref x, M.Load(g + i), ref s0, ref s1, ref s2);
                if (states > 0) M.Store(a + i, s0);
                if (states > 1) M.Store(b + i, s1);
                if (states > 2) M.Store(c + i, s2);
                // Last: a state that is not used is p.
                M.Store(p + i, x);
            }
            _i = i;
        }
    }
}
