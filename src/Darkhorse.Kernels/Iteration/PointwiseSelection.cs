using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Iteration;

/// <summary>One of two elements by a bool: moved by size, whatever the dtype.</summary>
public static unsafe class PointwiseSelection
{
    /// <summary>result[i] = mask[i] ? x[i] : y[i], all broadcast to the result.</summary>
    public static void Run(DType dtype, Layout resultLayout, byte* result, Layout maskLayout, bool* mask, Layout xLayout, byte* x, Layout yLayout, byte* y)
    {
        var visitor = new Visitor(resultLayout, result, maskLayout, (byte*)mask, xLayout, x, yLayout, y);
        Dispatch.VisitSize(dtype, ref visitor);
    }

    readonly ref struct Visitor(Layout resultLayout, byte* result, Layout maskLayout, byte* mask, Layout xLayout, byte* x, Layout yLayout, byte* y) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            var plan = new IterPlan(stackalloc long[IterPlan.BufferLength(resultLayout.Rank, 4)], resultLayout.Sizes, 4);
            plan.Add(0, resultLayout, sizeof(S));
            plan.Add(1, maskLayout, 1);
            plan.Add(2, xLayout, sizeof(S));
            plan.Add(3, yLayout, sizeof(S));
            plan.Finish();
            byte** data = stackalloc byte*[4] { result, mask, x, y };
            plan.Run(new Loop<S>(), data);
        }
    }

    readonly struct Loop<S> : IInnerLoop where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(byte** data, long* strides, long count)
        {
            byte* r = data[0], m = data[1], x = data[2], y = data[3];
            long rs = strides[0], ms = strides[1], xs = strides[2], ys = strides[3], i = 0;
            bool wide = sizeof(S) == 4 && rs == 4 && ms == 1 && (xs == 4 || xs == 0) && (ys == 4 || ys == 0) && Vector256.IsHardwareAccelerated;
            if (wide) i = Words(r, m, x, xs, y, ys, count);
            for (; i < count; i++) *(S*)(r + i * rs) = m[i * ms] != 0 ? *(S*)(x + i * xs) : *(S*)(y + i * ys);
        }

        /// <summary>Eight elements of four bytes at a time, where each operand runs on or is one element.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        static long Words(byte* r, byte* m, byte* x, long xs, byte* y, long ys, long count)
        {
            long i = 0;
            for (; i <= count - 8; i += 8)
            {
                var (low, high) = Vector128.Widen(Vector128.WidenLower(Vector64.Load(m + i).ToVector128()));
                var no = Vector256.Equals(Vector256.Create(low, high), Vector256<uint>.Zero);
                var a = xs == 0 ? Vector256.Create(*(uint*)x) : Vector256.Load((uint*)x + i);
                var b = ys == 0 ? Vector256.Create(*(uint*)y) : Vector256.Load((uint*)y + i);
                Vector256.ConditionalSelect(no, b, a).Store((uint*)r + i);
            }
            return i;
        }
    }
}
