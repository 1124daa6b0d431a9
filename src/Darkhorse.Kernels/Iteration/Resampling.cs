using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// A sparse matrix that turns the positions of one dim into others: what every kind of interpolation along a dim is. Row p says which input positions, with
/// which weights, make output position p. Its transpose carries gradients back.
/// </summary>
public sealed class Resampling
{
    readonly long[] _starts, _indices;
    readonly double[] _weights;

    Resampling(long inputSize, long[] starts, long[] indices, double[] weights) => (InputSize, _starts, _indices, _weights) = (inputSize, starts, indices, weights);

    public long InputSize { get; }

    public long OutputSize => _starts.LongLength - 1;

    /// <param name="inputSize">Positions of the input.</param>
    /// <param name="rows">For each output position, its input positions and their weights.</param>
    public static Resampling Of(long inputSize, IReadOnlyList<(long Index, double Weight)[]> rows)
    {
        var starts = new long[rows.Count + 1];
        for (int p = 0; p < rows.Count; p++) starts[p + 1] = starts[p] + rows[p].Length;
        var indices = new long[starts[^1]];
        var weights = new double[starts[^1]];
        for (int p = 0; p < rows.Count; p++)
            for (int t = 0; t < rows[p].Length; t++) (indices[starts[p] + t], weights[starts[p] + t]) = rows[p][t];
        return new(inputSize, starts, indices, weights);
    }

    /// <summary>Of a gradient of the output, the gradient of the input.</summary>
    public Resampling Transposed()
    {
        var starts = new long[InputSize + 1];
        foreach (long index in _indices) starts[index + 1]++;
        for (long i = 0; i < InputSize; i++) starts[i + 1] += starts[i];
        var indices = new long[_indices.LongLength];
        var weights = new double[indices.LongLength];
        var next = starts.AsSpan(0, (int)InputSize).ToArray();
        for (long p = 0; p < OutputSize; p++)
        {
            for (long t = _starts[p]; t < _starts[p + 1]; t++)
            {
                long at = next[_indices[t]]++;
                (indices[at], weights[at]) = (p, _weights[t]);
            }
        }
        return new(OutputSize, starts, indices, weights);
    }

    /// <summary>Applies the matrix to the middle one of three dims, both operands contiguous; sums in the lanes' precision, rounded once.</summary>
    public unsafe void Apply(DType dtype, byte* result, byte* x, long outer, long inner)
    {
        var visitor = new ApplyVisitor(this, result, x, outer, inner);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly unsafe ref struct ApplyVisitor(Resampling matrix, byte* result, byte* x, long outer, long inner) : IElementVisitor
    {
        public static DTypes Domain => DTypes.Reals;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            long rows = outer * matrix.OutputSize;
            WorkerPool.For(rows, Math.Max(IterPlan.Grain / 4 / Math.Max(inner, 1), 1), new ApplyRows<S, E>(matrix, (S*)result, (S*)x, inner));
        }
    }

    readonly unsafe struct ApplyRows<S, E>(Resampling matrix, S* result, S* x, long inner) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            fixed (long* starts = matrix._starts, indices = matrix._indices)
            fixed (double* weights = matrix._weights)
            {
                var (outer, p) = Math.DivRem(start, matrix.OutputSize);
                S* source = x + outer * matrix.InputSize * inner;
                for (long row = start; row < end; row++)
                {
                    long first = starts[p];
                    var loop = new RowLoop<S>(result + row * inner, source, indices + first, weights + first, starts[p + 1] - first, inner);
                    if (inner == 1) E.RunScalar(ref loop);
                    else E.Run(ref loop);
                    if (++p < matrix.OutputSize) continue;
                    p = 0;
                    source += matrix.InputSize * inner;
                }
            }
        }
    }

    unsafe ref struct RowLoop<S>(S* result, S* x, long* indices, double* weights, long taps, long inner) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i;
            for (; i <= inner - M.Count; i += M.Count)
            {
                V sum = V.Zero;
                if (taps > 0) sum = M.Load(x + indices[0] * inner + i) * V.Const(weights[0]);
                for (long t = 1; t < taps; t++) sum = V.MulAdd(M.Load(x + indices[t] * inner + i), V.Const(weights[t]), sum);
                M.Store(result + i, sum);
            }
            _i = i;
        }
    }
}
