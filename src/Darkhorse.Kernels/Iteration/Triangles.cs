using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>Zeros above or below a diagonal.</summary>
public static unsafe class Triangles
{
    /// <summary>In each matrix of the last two dims sets to zero what is right of the diagonal (or, if <paramref name="upper"/> is to be kept, left of it).</summary>
    /// <param name="dtype">The dtype of the elements.</param>
    /// <param name="layout">Two dims or more.</param>
    /// <param name="data">The first element.</param>
    /// <param name="diagonal">The diagonal kept last: 0 for the main one, more for those right of it.</param>
    /// <param name="upper">Whether the upper triangle is kept.</param>
    public static void Clear(DType dtype, Layout layout, byte* data, long diagonal, bool upper)
    {
        var visitor = new ClearVisitor(layout, data, diagonal, upper);
        Dispatch.VisitSize(dtype, ref visitor);
    }

    readonly ref struct ClearVisitor(Layout layout, byte* data, long diagonal, bool upper) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            long columns = layout.Sizes[^1];
            if (layout.Count == 0) return;
            WorkerPool.For(layout.Count / columns, Math.Max(IterPlan.Grain / columns, 1), new ClearRows<S>(layout, (S*)data, diagonal, upper));
        }
    }

    readonly struct ClearRows<S>(Layout layout, S* data, long diagonal, bool upper) : IRangeBody where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            long rows = layout.Sizes[^2], columns = layout.Sizes[^1], stride = layout.Strides[^1];
            for (long i = start; i < end; i++)
            {
                S* row = data + layout.OffsetOf(i * columns);
                long edge = Math.Clamp(i % rows + diagonal + (upper ? 0 : 1), 0, columns);
                long from = upper ? 0 : edge, to = upper ? edge : columns;
                if (stride == 1) NativeMemory.Clear(row + from, (nuint)((to - from) * sizeof(S)));
                else for (long c = from; c < to; c++) row[c * stride] = default;
            }
        }
    }
}
