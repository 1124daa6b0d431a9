using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>The new value in place of the old.</summary>
public readonly struct Overwrite : IBinaryOp
{
    public static DTypes Domain => DTypes.All;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V> => y;
}

public static unsafe partial class OffsetWalk
{
    /// <summary>Columns a task takes at least: a whole cache line or more of every row it visits.</summary>
    const long LeastColumns = 64;

    /// <summary>Tasks that share the positions of one scatter: each reads all indices.</summary>
    const long MostParts = 4;

    /// <summary>
    /// target[i, moved by index[i]] = op(target[..], values[i]) for every i of the index, in ascending order along <paramref name="dim"/>, so that the result is the
    /// same for any number of threads although several indices may name one element. All layouts have the sizes of the index; the target's stride of dim is 0.
    /// </summary>
    public static long Scatter<TOp>(TOp op, DType dtype, Layout targetLayout, byte* target, Layout valuesLayout, byte* values, Layout indexLayout, long* index,
        int dim, in IndexRule rule)
        where TOp : struct, IBinaryOp
    {
        long fault = IndexRule.NoFault;
        if (indexLayout.Count == 0) return fault;
        var visitor = new ScatterVisitor<TOp>(op, targetLayout, target, valuesLayout, values, indexLayout, index, dim, rule, &fault);
        Dispatch.Visit(dtype, ref visitor);
        return fault;
    }

    readonly ref struct ScatterVisitor<TOp>(TOp op, Layout targetLayout, byte* target, Layout valuesLayout, byte* values, Layout indexLayout, long* index,
        int dim, IndexRule rule, long* fault) : IElementVisitor
        where TOp : struct, IBinaryOp
    {
        public static DTypes Domain => TOp.Domain;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            var columns = indexLayout.Without(dim);
            long length = indexLayout.Sizes[dim], grain = Math.Max(LeastColumns, IterPlan.Grain / length), parts = Parts(columns, length, grain);
            if (parts > 1)
            {
                WorkerPool.For(parts, 1, new PartTask<S, E, TOp>(op, targetLayout, target, valuesLayout, values, indexLayout, index, dim, rule, fault, parts));
                return;
            }
            long valueStep = valuesLayout.Strides[dim] * sizeof(S), indexStep = indexLayout.Strides[dim] * sizeof(long);
            var run = new ScatterRun<S, E, TOp>(op, rule, length, valueStep, indexStep, fault, 0, long.MaxValue);
            Walk(run, columns, targetLayout, target, valuesLayout, values, index, dim, grain);
        }

        /// <summary>
        /// Where whole rows are placed and their columns are too few to share, each task takes some of the positions and passes over the indices of others. As every
        /// position still sees its indices in order, the bits are the same.
        /// </summary>
        long Parts(Layout columns, long length, long grain)
        {
            bool rows = columns.Count >= LeastColumns / 4 && columns.Count <= grain && rule.Size <= long.MaxValue / MostParts;
            for (int d = 0; rows && d < columns.Rank; d++) rows = columns.Sizes[d] == 1 || columns.Strides[d] == 0;
            return rows ? Math.Min(MostParts, length * columns.Count / IterPlan.Grain) : 1;
        }
    }

    static void Walk<S, E, TOp>(ScatterRun<S, E, TOp> run, Layout columns, Layout targetLayout, byte* target, Layout valuesLayout, byte* values, long* index,
        int dim, long grain)
        where S : unmanaged where E : struct, IElements<S> where TOp : struct, IBinaryOp
    {
        var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(columns.Rank, 3)], columns.Sizes, 3);
        plan.Add(0, targetLayout.Without(dim), sizeof(S));
        plan.Add(1, valuesLayout.Without(dim), sizeof(S));
        plan.Add(2, columns, sizeof(long));
        plan.Finish();
        byte** at = stackalloc byte*[3] { target, values, (byte*)index };
        plan.Run(run, at, grain);
    }

    /// <summary>All columns of some of the positions.</summary>
    readonly struct PartTask<S, E, TOp>(TOp op, Layout targetLayout, byte* target, Layout valuesLayout, byte* values, Layout indexLayout, long* index, int dim,
        IndexRule rule, long* fault, long parts) : IRangeBody
        where S : unmanaged where E : struct, IElements<S> where TOp : struct, IBinaryOp
    {
        public void Run(long start, long end)
        {
            for (long part = start; part < end; part++)
            {
                long valueStep = valuesLayout.Strides[dim] * sizeof(S), indexStep = indexLayout.Strides[dim] * sizeof(long);
                long lowest = rule.Size * part / parts, beyond = rule.Size * (part + 1) / parts;
                var run = new ScatterRun<S, E, TOp>(op, rule, indexLayout.Sizes[dim], valueStep, indexStep, fault, lowest, beyond);
                Walk(run, indexLayout.Without(dim), targetLayout, target, valuesLayout, values, index, dim, long.MaxValue);
            }
        }
    }

    /// <summary>A run of columns, and for each all of its indices.</summary>
    readonly struct ScatterRun<S, E, TOp>(TOp op, IndexRule rule, long length, long valueStep, long indexStep, long* fault,
        long lowest, long beyond) : IInnerLoop
        where S : unmanaged where E : struct, IElements<S> where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            if (strides[2] == 0 && count > 1)
            {
                Rows(data, strides, count);
                return;
            }
            bool columnFirst = count == 1 || Math.Abs(indexStep) <= Math.Abs(strides[2]);
            long outer = columnFirst ? count : length, inner = columnFirst ? length : count;
            for (long i = 0; i < outer; i++)
            {
                var loop = columnFirst
                    ? new ScatterWalk<S, TOp>(op, rule, data[0] + i * strides[0], 0, data[1] + i * strides[1], valueStep, data[2] + i * strides[2], indexStep,
                        inner, fault)
                    : new ScatterWalk<S, TOp>(op, rule, data[0], strides[0], data[1] + i * valueStep, strides[1], data[2] + i * indexStep, strides[2], inner,
                        fault);
                E.RunScalar(ref loop);
            }
        }

        /// <summary>One index for the whole run: rows that are combined, at full width where they are contiguous.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Rows(byte** data, long* strides, long count)
        {
            bool dense = strides[0] == sizeof(S) && strides[1] == sizeof(S);
            for (long j = 0; j < length; j++)
            {
                long value = *(long*)(data[2] + j * indexStep);
                if (!rule.TryResolve(value, out long position))
                {
                    *fault = value;
                    continue;
                }
                if (position < lowest || position >= beyond) continue;
                byte* target = data[0] + position * rule.Stride * sizeof(S), values = data[1] + j * valueStep;
                if (dense)
                {
                    var row = new CombineRow<S, TOp>(op, (S*)target, (S*)values, count);
                    E.Run(ref row);
                }
                else
                {
                    var walk = new CombineWalk<S, TOp>(op, target, strides[0], values, strides[1], count);
                    E.RunScalar(ref walk);
                }
            }
        }
    }

    readonly ref struct ScatterWalk<S, TOp>(TOp op, IndexRule rule, byte* target, long targetStride, byte* values, long valueStride, byte* index,
        long indexStride, long count, long* fault) : IWidthLoop<S>
        where S : unmanaged where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            // In registers: what is stored might else be any of the fields.
            IndexRule r = rule;
            TOp f = op;
            byte* to = target, from = values, at = index;
            long step = rule.Stride * sizeof(S), toStep = targetStride, fromStep = valueStride, atStep = indexStride;
            for (long left = count; left > 0; left--, to += toStep, from += fromStep, at += atStep)
            {
                long value = *(long*)at;
                if (!r.TryResolve(value, out long position))
                {
                    *fault = value;
                    continue;
                }
                var t = (S*)(to + position * step);
                M.Store(t, f.Apply(M.Load(t), M.Load((S*)from)));
            }
        }
    }

    ref struct CombineRow<S, TOp>(TOp op, S* target, S* values, long end) : IWidthLoop<S> where S : unmanaged where TOp : struct, IBinaryOp
    {
        long _i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            TOp f = op;
            S* to = target, from = values;
            long i = _i, last = end - M.Count;
            for (; i <= last; i += M.Count) M.Store(to + i, f.Apply(M.Load(to + i), M.Load(from + i)));
            _i = i;
        }
    }

    readonly ref struct CombineWalk<S, TOp>(TOp op, byte* target, long targetStride, byte* values, long valueStride, long count) : IWidthLoop<S>
        where S : unmanaged where TOp : struct, IBinaryOp
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            for (long i = 0; i < count; i++)
            {
                var t = (S*)(target + i * targetStride);
                M.Store(t, op.Apply(M.Load(t), M.Load((S*)(values + i * valueStride))));
            }
        }
    }
}
