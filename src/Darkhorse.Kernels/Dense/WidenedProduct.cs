using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

public static unsafe partial class MatrixProduct
{
    /// <summary>float16 and bfloat16: panels are widened to float32 as they lie, multiplied, and rounded once. k is never cut: sums are whole before they are rounded.</summary>
    readonly struct Widened<S> : IProduct<S, float> where S : unmanaged
    {
        /// <summary>Elements of an operand that are widened at once, unless a few rows have more: 8 MB.</summary>
        const long PanelElements = 2 << 20, LeastRows = 240;

        public static void Run(long batch, long m, long n, long k, float alpha, S* a, long stepA, long rowA, long colA, S* b, long stepB, long rowB, long colB,
            float beta, S* c, long stepC, long rowC, long colC, S* bias)
        {
            long limit = Math.Max(LeastRows, PanelElements / Math.Max(k, 1)), rows = Math.Min(m, limit), columns = Math.Min(n, limit);
            long together = rows < m || columns < n ? 1 : Math.Max(1, PanelElements / Math.Max(m * k + k * n + m * n, 1));
            float* wideBias = bias == null ? null : Workspace.Take<float>(Workspace.Steps, (nint)n);
            if (bias != null) Convert(bias, new(0, n, 1), wideBias, new(0, n, 1), 1, 1, n);
            for (long first = 0; first < batch; first += together)
            {
                long count = Math.Min(together, batch - first);
                for (long i = 0; i < m; i += rows)
                {
                    long height = Math.Min(rows, m - i);
                    S* panelA = a + first * stepA + i * rowA;
                    var placeA = Widen(panelA, new(stepA, rowA, colA), count, height, k, Workspace.Planes, out var wideA);
                    for (long j = 0; j < n; j += columns)
                    {
                        long width = Math.Min(columns, n - j);
                        var placeB = Widen(b + first * stepB + j * colB, new(stepB, rowB, colB), count, k, width, Workspace.Weights, out var wideB);
                        S* panelC = c + first * stepC + i * rowC + j * colC;
                        Place from = new(stepC, rowC, colC), placeC = AsItLies(from, height, width);
                        float* wideC = Workspace.Take<float>(Workspace.Results, (nint)(count * height * width));
                        if (beta != 0) Convert(panelC, from, wideC, placeC, count, height, width);
                        Gemm.Batched(count, height, width, k, alpha, wideA, placeA.Step, placeA.Row, placeA.Column, wideB, placeB.Step, placeB.Row, placeB.Column,
                            beta, wideC, placeC.Step, placeC.Row, placeC.Column, bias == null ? null : wideBias + j);
                        Convert(wideC, placeC, panelC, from, count, height, width);
                    }
                }
            }
        }

        /// <summary>Strides from matrix to matrix, row to row, column to column.</summary>
        readonly record struct Place(long Step, long Row, long Column);

        /// <summary>Dense, with rows along memory, or columns if those are in the source.</summary>
        static Place AsItLies(Place source, long rows, long columns)
            => new(source.Step == 0 ? 0 : rows * columns, source.Row == 1 && source.Column != 1 ? 1 : columns, source.Row == 1 && source.Column != 1 ? rows : 1);

        static Place Widen(S* source, Place from, long count, long rows, long columns, int slot, out float* wide)
        {
            var to = AsItLies(from, rows, columns);
            if (from.Step == 0) count = 1;
            wide = Workspace.Take<float>(slot, (nint)(count * rows * columns));
            Convert(source, from, wide, to, count, rows, columns);
            return to;
        }

        static void Convert<TFrom, TTo>(TFrom* source, Place from, TTo* target, Place to, long count, long rows, long columns) where TFrom : unmanaged where TTo : unmanaged
        {
            // The inner lines run along memory where they can.
            if (from.Row == 1 && from.Column != 1) (rows, columns, from, to) = (columns, rows, new(from.Step, from.Column, from.Row), new(to.Step, to.Column, to.Row));
            WorkerPool.For(count * rows, Math.Max(1, IterPlan.Grain / Math.Max(columns, 1)), new Lines<TFrom, TTo>(source, from, target, to, rows, columns));
        }

        readonly struct Lines<TFrom, TTo>(TFrom* source, Place from, TTo* target, Place to, long rows, long columns) : IRangeBody where TFrom : unmanaged where TTo : unmanaged
        {
            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public void Run(long start, long end)
            {
                for (long line = start; line < end; line++)
                {
                    TFrom* s = source + line / rows * from.Step + line % rows * from.Row;
                    TTo* t = target + line / rows * to.Step + line % rows * to.Row;
                    long i = from.Column == 1 && to.Column == 1 ? MovingCasts.Run(s, t, columns) : 0;
                    for (; i < columns; i++) t[i * to.Column] = Casting.Cast<TFrom, TTo>(s[i * from.Column]);
                }
            }
        }
    }
}
