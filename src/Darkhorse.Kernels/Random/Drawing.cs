using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Random;

/// <summary>Fills tensors from a stream. Elements are visited in the order of memory, on the calling thread: a stream has one order.</summary>
public static unsafe class Drawing
{
    /// <summary>Every element drawn from one distribution.</summary>
    public static void Fill<TDraw>(TDraw draw, RandomStream stream, DType dtype, Layout layout, byte* data) where TDraw : struct, IDraw
    {
        var visitor = new FillVisitor<TDraw>(draw, stream, layout, data);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    /// <summary>Every element drawn from a distribution with its own float64 parameters, broadcast to the target.</summary>
    public static void FillFrom<TDraw>(TDraw draw, RandomStream stream, DType dtype, Layout layout, byte* data, Layout firstLayout, double* first, Layout secondLayout, double* second)
        where TDraw : struct, IParameterDraw
    {
        var visitor = new FillFromVisitor<TDraw>(draw, stream, layout, data, firstLayout, first, secondLayout, second);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct FillVisitor<TDraw>(TDraw draw, RandomStream stream, Layout layout, byte* data) : IStorageVisitor where TDraw : struct, IDraw
    {
        public void Visit<S>() where S : unmanaged
        {
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(layout.Rank, 1)], layout.Sizes, 1);
            plan.Add(0, layout, sizeof(S));
            plan.Finish();
            byte** at = stackalloc byte*[1] { data };
            plan.Run(new FillRun<TDraw, S>(draw, stream), at, grain: long.MaxValue);
        }
    }

    readonly struct FillRun<TDraw, S>(TDraw draw, RandomStream stream) : IInnerLoop where TDraw : struct, IDraw where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            byte* p = data[0];
            long stride = strides[0];
            if (stride == sizeof(S))
            {
                if (typeof(TDraw) == typeof(UniformDraw) && ((UniformDraw)(object)draw).TryFill(stream, (S*)p, count)) return;
                if (typeof(TDraw) == typeof(ExponentialDraw))
                {
                    ((ExponentialDraw)(object)draw).Fill(stream, (S*)p, count);
                    return;
                }
                if (typeof(TDraw) == typeof(BernoulliDraw))
                {
                    ((BernoulliDraw)(object)draw).Fill(stream, (S*)p, count);
                    return;
                }
            }
            for (long i = 0; i < count; i++) *(S*)(p + i * stride) = draw.Next<S>(stream);
        }
    }

    readonly ref struct FillFromVisitor<TDraw>(TDraw draw, RandomStream stream, Layout layout, byte* data, Layout firstLayout, double* first, Layout secondLayout, double* second) : IStorageVisitor
        where TDraw : struct, IParameterDraw
    {
        public void Visit<S>() where S : unmanaged
        {
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(layout.Rank, 3)], layout.Sizes, 3);
            plan.Add(0, layout, sizeof(S));
            plan.Add(1, firstLayout, sizeof(double));
            plan.Add(2, secondLayout, sizeof(double));
            plan.Finish();
            byte** at = stackalloc byte*[3] { data, (byte*)first, (byte*)second };
            plan.Run(new FillFromRun<TDraw, S>(draw, stream), at, grain: long.MaxValue);
        }
    }

    readonly struct FillFromRun<TDraw, S>(TDraw draw, RandomStream stream) : IInnerLoop where TDraw : struct, IParameterDraw where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            byte* p = data[0], a = data[1], b = data[2];
            for (long i = 0; i < count; i++) *(S*)(p + i * strides[0]) = Casting.Cast<double, S>(draw.Next(stream, *(double*)(a + i * strides[1]), *(double*)(b + i * strides[2])));
        }
    }
}
