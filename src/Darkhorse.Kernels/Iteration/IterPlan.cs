using System.Diagnostics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>One run of elements along the innermost dim of a plan.</summary>
public unsafe interface IInnerLoop
{
    /// <param name="data">One pointer an operand, at the run's first element.</param>
    /// <param name="strides">Bytes from element to element, one an operand.</param>
    /// <param name="count">Elements of the run.</param>
    void Run(byte** data, long* strides, long count);
}

/// <summary>
/// The geometry of an elementwise walk over several operands: broadcast, ordered by stride, coalesced, split by a fixed grain. Dim 0 is the innermost.
/// </summary>
/// <remarks>Strides are in bytes. The buffer is the caller's, so that planning allocates nothing.</remarks>
public unsafe ref struct IterPlan
{
    /// <summary>Elements a task takes: the split depends on the work alone, never on the number of threads.</summary>
    public const long Grain = 32_768;

    /// <summary>The operands a plan can have.</summary>
    public const int MaxOperands = 4;

    readonly Span<long> _sizes, _strides; // strides of operand k in dim d: _strides[d * operands + k]
    readonly int _operands;
    int _rank;

    /// <param name="buffer">Room for <see cref="BufferLength"/> numbers.</param>
    /// <param name="sizes">Sizes of the walk, outermost first.</param>
    /// <param name="operands">How many operands follow by <see cref="Add"/>; the first decides the order of dims.</param>
    public IterPlan(Span<long> buffer, ReadOnlySpan<long> sizes, int operands)
    {
        Debug.Assert(operands <= MaxOperands);
        _operands = operands;
        _rank = sizes.Length;
        _sizes = buffer[..Math.Max(_rank, 1)];
        _strides = buffer.Slice(_sizes.Length, _sizes.Length * operands);
        if (_rank == 0)
        {
            _rank = 1;
            _sizes[0] = 1;
            _strides.Clear();
        }
        else
        {
            for (int d = 0; d < _rank; d++) _sizes[d] = sizes[_rank - 1 - d];
        }
    }

    public static int BufferLength(int rank, int operands) => Math.Max(rank, 1) * (operands + 1);

    /// <summary>Gives operand <paramref name="k"/> its strides, broadcast to the plan's sizes.</summary>
    public readonly void Add(int k, Layout layout, int itemSize)
    {
        for (int d = 0; d < Math.Min(_rank, layout.Rank); d++)
        {
            int dim = layout.Rank - 1 - d;
            _strides[d * _operands + k] = layout.Sizes[dim] == 1 ? 0 : layout.Strides[dim] * itemSize;
        }
        for (int d = layout.Rank; d < _rank; d++) _strides[d * _operands + k] = 0;
    }

    /// <summary>Orders the dims by the strides of the operands (the first that tells two dims apart decides) and merges those that run on without a gap.</summary>
    public void Finish()
    {
        for (int i = 1; i < _rank; i++)
            for (int d = i; d > 0 && ShouldSwap(d - 1, d); d--) Swap(d - 1, d);
        int last = 0;
        for (int d = 1; d < _rank; d++)
        {
            if (CanMerge(last, d))
            {
                MergeInto(last, d);
            }
            else
            {
                last++;
                if (last != d) Copy(d, last);
            }
        }
        _rank = last + 1;
    }

    /// <summary>Sizes after <see cref="Finish"/>, innermost first.</summary>
    public readonly ReadOnlySpan<long> Sizes => _sizes[.._rank];

    /// <summary>Strides after <see cref="Finish"/>: of each operand, dim by dim.</summary>
    public readonly ReadOnlySpan<long> Strides => _strides[..(_rank * _operands)];

    public readonly long Count
    {
        get
        {
            long count = 1;
            for (int d = 0; d < _rank; d++) count *= _sizes[d];
            return count;
        }
    }

    readonly bool ShouldSwap(int inner, int outer)
    {
        if (_sizes[outer] == 1) return false;
        if (_sizes[inner] == 1) return true;
        for (int k = 0; k < _operands; k++)
        {
            long a = Math.Abs(_strides[inner * _operands + k]), b = Math.Abs(_strides[outer * _operands + k]);
            if (a == 0 || b == 0) continue; // a broadcast dim says nothing about order
            if (a != b) return a > b;
        }
        return false;
    }

    readonly void Swap(int a, int b)
    {
        (_sizes[a], _sizes[b]) = (_sizes[b], _sizes[a]);
        for (int k = 0; k < _operands; k++) (_strides[a * _operands + k], _strides[b * _operands + k]) = (_strides[b * _operands + k], _strides[a * _operands + k]);
    }

    readonly bool CanMerge(int inner, int outer)
    {
        if (_sizes[inner] == 1 || _sizes[outer] == 1) return true;
        for (int k = 0; k < _operands; k++)
            if (_strides[inner * _operands + k] * _sizes[inner] != _strides[outer * _operands + k]) return false;
        return true;
    }

    readonly void MergeInto(int inner, int outer)
    {
        if (_sizes[inner] == 1) _strides.Slice(outer * _operands, _operands).CopyTo(_strides.Slice(inner * _operands, _operands));
        _sizes[inner] *= _sizes[outer];
    }

    readonly void Copy(int from, int to)
    {
        _sizes[to] = _sizes[from];
        _strides.Slice(from * _operands, _operands).CopyTo(_strides.Slice(to * _operands, _operands));
    }

    /// <summary>Runs the loop over everything, in parallel from one grain on.</summary>
    public readonly void Run<TLoop>(TLoop loop, byte** data, long grain = Grain) where TLoop : struct, IInnerLoop
    {
        long count = Count;
        if (count == 0) return;
        fixed (long* sizes = _sizes, strides = _strides)
        {
            var walk = new Walk<TLoop>(loop, data, sizes, strides, _rank, _operands);
            WorkerPool.For(count, grain, walk);
        }
    }

    readonly struct Walk<TLoop>(TLoop loop, byte** data, long* sizes, long* strides, int rank, int operands) : IRangeBody where TLoop : struct, IInnerLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
        public void Run(long start, long end)
        {
            byte** at = stackalloc byte*[MaxOperands];
            long* index = stackalloc long[rank];
            for (int k = 0; k < operands; k++) at[k] = data[k];
            long rest = start;
            for (int d = 0; d < rank; d++)
            {
                index[d] = rest % sizes[d];
                rest /= sizes[d];
                for (int k = 0; k < operands; k++) at[k] += index[d] * strides[d * operands + k];
            }
            while (true)
            {
                long run = Math.Min(sizes[0] - index[0], end - start);
                loop.Run(at, strides, run);
                start += run;
                if (start >= end) return;
                for (int k = 0; k < operands; k++) at[k] -= index[0] * strides[k];
                index[0] = 0;
                Step(at, index);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Step(byte** at, long* index)
        {
            for (int d = 1; d < rank; d++)
            {
                long* step = strides + d * operands;
                if (++index[d] < sizes[d])
                {
                    for (int k = 0; k < operands; k++) at[k] += step[k];
                    return;
                }
                for (int k = 0; k < operands; k++) at[k] -= (sizes[d] - 1) * step[k];
                index[d] = 0;
            }
        }
    }
}
