using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>Fill, copy and cast: elements moved without arithmetic.</summary>
public static unsafe class Moving
{
    /// <summary>Sets every element to a number.</summary>
    public static void Fill(DType dtype, Layout layout, byte* data, Scalar value)
    {
        var visitor = new FillVisitor(layout, data, value);
        Dispatch.VisitEveryStorage(dtype, ref visitor);
    }

    /// <summary>Copies with a cast where the dtypes differ; the source is broadcast to the target's sizes. The two must not overlap.</summary>
    public static void Copy(DType targetType, Layout targetLayout, byte* target, DType sourceType, Layout sourceLayout, byte* source)
    {
        if (targetType == sourceType)
        {
            var same = new CopyVisitor(targetLayout, target, sourceLayout, source);
            Dispatch.VisitSize(targetType, ref same);
            return;
        }
        var visitor = new CastFromVisitor(targetType, targetLayout, target, sourceLayout, source);
        Dispatch.VisitEveryStorage(sourceType, ref visitor);
    }

    readonly ref struct FillVisitor(Layout layout, byte* data, Scalar value) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            S element = value.To<S>();
            if (layout.IsDense)
            {
                WorkerPool.For(layout.Count, IterPlan.Grain * 8, new DenseFill<S>((S*)data, element));
                return;
            }
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(layout.Rank, 1)], layout.Sizes, 1);
            plan.Add(0, layout, sizeof(S));
            plan.Finish();
            byte** at = stackalloc byte*[1] { data };
            plan.Run(new StridedFill<S>(element), at);
        }
    }

    readonly struct DenseFill<S>(S* data, S value) : IRangeBody where S : unmanaged
    {
        public void Run(long start, long end) => Runs.Fill(data + start, end - start, value);
    }

    readonly struct StridedFill<S>(S value) : IInnerLoop where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            byte* p = data[0];
            long stride = strides[0];
            for (long i = 0; i < count; i++) *(S*)(p + i * stride) = value;
        }
    }

    readonly ref struct CopyVisitor(Layout targetLayout, byte* target, Layout sourceLayout, byte* source) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            if (targetLayout.IsDense && targetLayout.SameAs(sourceLayout))
            {
                WorkerPool.For(targetLayout.Count, IterPlan.Grain * 8, new DenseCopy<S>((S*)target, (S*)source));
                return;
            }
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(targetLayout.Rank, 2)], targetLayout.Sizes, 2);
            plan.Add(0, targetLayout, sizeof(S));
            plan.Add(1, sourceLayout, sizeof(S));
            plan.Finish();
            if (MovingTransposed.TryRun<S>(plan.Sizes, plan.Strides, target, source)) return;
            if (plan.Sizes.Length == 2 && plan.Sizes[0] is > 0 and <= ShortRuns<S>.Longest)
            {
                WorkerPool.For(plan.Sizes[1], Math.Max(1, IterPlan.Grain / plan.Sizes[0]), new ShortRuns<S>(target, source, plan.Sizes[0], plan.Strides[0], plan.Strides[1], plan.Strides[2], plan.Strides[3]));
                return;
            }
            byte** at = stackalloc byte*[2] { target, source };
            plan.Run(new StridedCast<S, S>(), at);
        }
    }

    readonly struct DenseCopy<S>(S* target, S* source) : IRangeBody where S : unmanaged
    {
        public void Run(long start, long end) => Runs.Copy((byte*)(source + start), (byte*)(target + start), (end - start) * sizeof(S));
    }

    /// <summary>Runs so short that to set one out costs more than to copy it.</summary>
    readonly struct ShortRuns<S>(byte* target, byte* source, long inner, long targetStride, long sourceStride, long targetStep, long sourceStep) : IRangeBody where S : unmanaged
    {
        public const long Longest = 16;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (long i = start; i < end; i++)
            {
                byte* t = target + i * targetStep, s = source + i * sourceStep;
                for (long k = 0; k < inner; k++) *(S*)(t + k * targetStride) = *(S*)(s + k * sourceStride);
            }
        }
    }

    readonly ref struct CastFromVisitor(DType targetType, Layout targetLayout, byte* target, Layout sourceLayout, byte* source) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            var visitor = new CastToVisitor<S>(targetLayout, target, sourceLayout, source);
            Dispatch.VisitEveryStorage(targetType, ref visitor);
        }
    }

    readonly ref struct CastToVisitor<TFrom>(Layout targetLayout, byte* target, Layout sourceLayout, byte* source) : IStorageVisitor where TFrom : unmanaged
    {
        public void Visit<S>() where S : unmanaged
        {
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(targetLayout.Rank, 2)], targetLayout.Sizes, 2);
            plan.Add(0, targetLayout, sizeof(S));
            plan.Add(1, sourceLayout, sizeof(TFrom));
            plan.Finish();
            byte** at = stackalloc byte*[2] { target, source };
            plan.Run(new StridedCast<TFrom, S>(), at);
        }
    }

    readonly struct StridedCast<TFrom, TTo> : IInnerLoop where TFrom : unmanaged where TTo : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            byte* target = data[0], source = data[1];
            long targetStride = strides[0], sourceStride = strides[1];
            if (typeof(TFrom) == typeof(TTo) && targetStride == sizeof(TTo) && Copied((TTo*)target, (TTo*)source, sourceStride, count)) return;
            if (targetStride == sizeof(TTo) && sourceStride == sizeof(TFrom))
            {
                for (long i = MovingCasts.Run((TFrom*)source, (TTo*)target, count); i < count; i++) ((TTo*)target)[i] = Casting.Cast<TFrom, TTo>(((TFrom*)source)[i]);
                return;
            }
            for (long i = 0; i < count; i++) *(TTo*)(target + i * targetStride) = Casting.Cast<TFrom, TTo>(*(TFrom*)(source + i * sourceStride));
        }
    }

    /// <summary>The strides of the source that there are vectors for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Copied<S>(S* target, S* source, long stride, long count) where S : unmanaged
    {
        if (stride == sizeof(S)) Runs.Copy((byte*)source, (byte*)target, count * sizeof(S));
        else if (stride == 0) Runs.Fill(target, count, *source);
        else if (stride == -sizeof(S)) Runs.Reverse(source, target, count);
        else if (stride == 2 * sizeof(S)) Runs.EverySecond(source, target, count);
        else return false;
        return true;
    }

    /// <summary>target += source, one element after the other: the target may overlap itself.</summary>
    public static void AddInto(DType dtype, Layout targetLayout, byte* target, Layout sourceLayout, byte* source)
    {
        var visitor = new AddIntoVisitor(targetLayout, target, sourceLayout, source);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct AddIntoVisitor(Layout targetLayout, byte* target, Layout sourceLayout, byte* source) : IElementVisitor
    {
        public static DTypes Domain => DTypes.All;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(targetLayout.Rank, 2)], targetLayout.Sizes, 2);
            plan.Add(0, targetLayout, sizeof(S));
            plan.Add(1, sourceLayout, sizeof(S));
            plan.Finish();
            byte** at = stackalloc byte*[2] { target, source };
            plan.Run(new AddRun<S, E>(), at, grain: long.MaxValue);
        }
    }

    readonly struct AddRun<S, E> : IInnerLoop where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(byte** data, long* strides, long count)
        {
            var loop = new AddWalk<S>(data[0], strides[0], data[1], strides[1], count);
            E.RunScalar(ref loop);
        }
    }

    readonly ref struct AddWalk<S>(byte* target, long targetStride, byte* source, long sourceStride, long count) : IWidthLoop<S> where S : unmanaged
    {
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            for (long i = 0; i < count; i++)
            {
                var t = (S*)(target + i * targetStride);
                M.Store(t, M.Load(t) + M.Load((S*)(source + i * sourceStride)));
            }
        }
    }
}
