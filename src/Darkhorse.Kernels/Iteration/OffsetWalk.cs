using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>How an index becomes an offset along the indexed dim.</summary>
/// <param name="stride">Elements from one position to the next.</param>
/// <param name="size">Positions there are.</param>
/// <param name="wraps">Whether negative indices count from the end; else they are out of range.</param>
public readonly struct IndexRule(long stride, long size, bool wraps)
{
    /// <summary>What a walk reports when every index was in range.</summary>
    public const long NoFault = long.MinValue;

    /// <summary>Indices that are offsets already.</summary>
    public static IndexRule Offsets => new(1, long.MaxValue, false);

    public long Stride => stride;
    public long Size => size;

    /// <summary>The position that an index names; false if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryResolve(long index, out long position)
    {
        position = wraps && index < 0 ? index + size : index;
        return (ulong)position < (ulong)size;
    }
}

/// <summary>
/// Elements picked and placed by index tensors. The indexed dim has stride 0 in the layout of what is indexed, and a tensor of indices says where along it each
/// element lies: one plan over all operands then covers gather, index_select, embedding and every kind of advanced indexing.
/// </summary>
/// <remarks>
/// A walk returns <see cref="IndexRule.NoFault"/>, or an index that was out of range; elements with such an index are left alone.
/// </remarks>
public static unsafe partial class OffsetWalk
{
    /// <summary>Bytes from which on rows are copied by the runtime's own routine.</summary>
    const long LongRow = 128;

    /// <summary>result[i] = source[i, moved by index[i]]; source and index are broadcast to the result, which must not overlap them.</summary>
    public static long Gather(DType dtype, Layout resultLayout, byte* result, Layout sourceLayout, byte* source, Layout indexLayout, long* index,
        in IndexRule rule)
    {
        long fault = IndexRule.NoFault;
        var visitor = new GatherVisitor(resultLayout, result, sourceLayout, source, indexLayout, index, rule, &fault);
        Dispatch.VisitSize(dtype, ref visitor);
        return fault;
    }

    /// <summary>offsets[i] = position of index[i] times the rule's stride, or that much more; the index is broadcast to the offsets.</summary>
    public static long Offsets(Layout offsetsLayout, long* offsets, Layout indexLayout, long* index, in IndexRule rule, bool add)
    {
        long fault = IndexRule.NoFault;
        var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(offsetsLayout.Rank, 2)], offsetsLayout.Sizes, 2);
        plan.Add(0, offsetsLayout, sizeof(long));
        plan.Add(1, indexLayout, sizeof(long));
        plan.Finish();
        byte** at = stackalloc byte*[2] { (byte*)offsets, (byte*)index };
        plan.Run(new OffsetsRun(rule, add, &fault), at);
        return fault;
    }

    readonly struct OffsetsRun(IndexRule rule, bool add, long* fault) : IInnerLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            byte* offsets = data[0], index = data[1];
            for (long i = 0; i < count; i++, offsets += strides[0], index += strides[1])
            {
                long value = *(long*)index;
                if (!rule.TryResolve(value, out long position)) *fault = value;
                else if (add) *(long*)offsets += position * rule.Stride;
                else *(long*)offsets = position * rule.Stride;
            }
        }
    }

    readonly ref struct GatherVisitor(Layout resultLayout, byte* result, Layout sourceLayout, byte* source, Layout indexLayout, long* index, IndexRule rule,
        long* fault) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            if (TryRows(out long row))
            {
                WorkerPool.For(resultLayout.Count / row, Math.Max(1, IterPlan.Grain / row), new RowsTask<S>((S*)result, (S*)source, index, row, rule, fault));
                return;
            }
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(resultLayout.Rank, 3)], resultLayout.Sizes, 3);
            plan.Add(0, resultLayout, sizeof(S));
            plan.Add(1, sourceLayout, sizeof(S));
            plan.Add(2, indexLayout, sizeof(long));
            plan.Finish();
            byte** at = stackalloc byte*[3] { result, source, (byte*)index };
            plan.Run(new GatherRun<S>(rule, fault), at);
        }

        /// <summary>Whether each index, in order, names a row of elements side by side: lookups in a table.</summary>
        bool TryRows(out long row)
        {
            row = 1;
            if (!resultLayout.IsContiguous || resultLayout.Count == 0 || sourceLayout.Rank != resultLayout.Rank || indexLayout.Rank != resultLayout.Rank) return false;
            int d = resultLayout.Rank - 1;
            for (; d >= 0 && (indexLayout.Strides[d] == 0 || resultLayout.Sizes[d] == 1); d--)
            {
                if (resultLayout.Sizes[d] != 1 && sourceLayout.Strides[d] != row) return false;
                row *= resultLayout.Sizes[d];
            }
            for (long count = 1; d >= 0; d--)
            {
                if (resultLayout.Sizes[d] == 1) continue;
                if (sourceLayout.Strides[d] != 0 || indexLayout.Strides[d] != count) return false;
                count *= resultLayout.Sizes[d];
            }
            return row > 1;
        }
    }

    readonly struct RowsTask<S>(S* result, S* source, long* index, long row, IndexRule rule, long* fault) : IRangeBody where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            S* target = result + start * row;
            long bytes = row * sizeof(S), step = rule.Stride * sizeof(S);
            for (long i = start; i < end; i++, target += row)
            {
                if (!rule.TryResolve(index[i], out long position))
                {
                    *fault = index[i];
                    continue;
                }
                byte* from = (byte*)source + position * step;
                if (bytes > LongRow) Runs.Copy(from, (byte*)target, bytes);
                else CopyShort(from, (byte*)target, bytes);
            }
        }

        /// <summary>A call would cost more than the copy.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void CopyShort(byte* from, byte* to, long bytes)
        {
            long i = 0;
            for (; i <= bytes - 16; i += 16) Vector128.Load(from + i).Store(to + i);
            for (; i < bytes; i += sizeof(S)) *(S*)(to + i) = *(S*)(from + i);
        }
    }

    readonly struct GatherRun<S>(IndexRule rule, long* fault) : IInnerLoop where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            if (strides[2] == 0) Row(data[0], strides[0], data[1], strides[1], *(long*)data[2], count);
            else Elements(data[0], strides[0], data[1], strides[1], data[2], strides[2], count);
        }

        /// <summary>One index for the whole run: a row that is copied.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Row(byte* result, long resultStride, byte* source, long sourceStride, long index, long count)
        {
            if (!rule.TryResolve(index, out long position))
            {
                *fault = index;
                return;
            }
            source += position * rule.Stride * sizeof(S);
            if (resultStride == sizeof(S) && sourceStride == sizeof(S)) Runs.Copy(source, result, count * sizeof(S));
            else for (long i = 0; i < count; i++) *(S*)(result + i * resultStride) = *(S*)(source + i * sourceStride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Elements(byte* result, long resultStride, byte* source, long sourceStride, byte* index, long indexStride, long count)
        {
            IndexRule r = rule;
            long step = rule.Stride * sizeof(S);
            for (long i = 0; i < count; i++, result += resultStride, source += sourceStride, index += indexStride)
            {
                long value = *(long*)index;
                if (r.TryResolve(value, out long position)) *(S*)result = *(S*)(source + position * step);
                else *fault = value;
            }
        }
    }
}
