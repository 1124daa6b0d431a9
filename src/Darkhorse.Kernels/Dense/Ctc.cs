using System.Runtime.InteropServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>One batch of the connectionist temporal classification loss. Pointers stay valid for the time of a kernel; strides are in elements.</summary>
public readonly unsafe struct CtcBatch
{
    /// <summary>Log probabilities of each symbol at each time.</summary>
    public required byte* LogProbs { get; init; }
    public required long TimeStride { get; init; }
    public required long BatchStride { get; init; }
    public required long SymbolStride { get; init; }
    public required long Times { get; init; }
    public required long Symbols { get; init; }
    public required long Blank { get; init; }

    /// <summary>For each item: how many times count, how many labels there are, and where in <see cref="Labels"/> they begin.</summary>
    public required long* InputLengths { get; init; }
    public required long* TargetLengths { get; init; }
    public required long* TargetStarts { get; init; }
    public required long* Labels { get; init; }
    public required long LabelStride { get; init; }
}

/// <summary>
/// Connectionist temporal classification: minus the logarithm of the probability that the symbols, repeats merged and blanks dropped, spell the labels.
/// </summary>
/// <remarks>
/// Forward and backward variables after Graves et al., "Connectionist Temporal Classification", ICML 2006, over the labels with blanks between and around them; in
/// logarithms and float64. The gradient is the paper's equation 16: that of log probabilities which come from a softmax.
/// </remarks>
public static unsafe class Ctc
{
    /// <summary>losses[i] for each item of the batch.</summary>
    public static void Losses(DType dtype, in CtcBatch batch, long items, byte* losses)
    {
        var visitor = new LossVisitor(batch, items, losses);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    /// <summary>The gradient of each log probability, contiguous [times, items, symbols], given that of each loss. Where a loss is infinite it may be 0.</summary>
    public static void Gradient(DType dtype, in CtcBatch batch, long items, byte* gradients, long gradientStride, bool zeroInfinity, byte* result)
    {
        var visitor = new GradientVisitor(batch, items, gradients, gradientStride, zeroInfinity, result);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct LossVisitor(CtcBatch batch, long items, byte* losses) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged => WorkerPool.For(items, 1, new LossTask<S>(batch, (S*)losses));
    }

    readonly ref struct GradientVisitor(CtcBatch batch, long items, byte* gradients, long gradientStride, bool zeroInfinity, byte* result) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
            => WorkerPool.For(items, 1, new GradientTask<S>(batch, items, (S*)gradients, gradientStride, zeroInfinity, (S*)result));
    }

    readonly struct LossTask<S>(CtcBatch batch, S* losses) : IRangeBody where S : unmanaged
    {
        public void Run(long start, long end)
        {
            for (long i = start; i < end; i++)
            {
                var item = new Item<S>(batch, i);
                double* alpha = item.Variables();
                losses[i] = Casting.Cast<double, S>(item.Forward(alpha));
                NativeMemory.Free(alpha);
            }
        }
    }

    readonly struct GradientTask<S>(CtcBatch batch, long items, S* gradients, long gradientStride, bool zeroInfinity, S* result) : IRangeBody
        where S : unmanaged
    {
        public void Run(long start, long end)
        {
            for (long i = start; i < end; i++)
            {
                var item = new Item<S>(batch, i);
                double* alpha = item.Variables(), beta = item.Variables();
                double loss = item.Forward(alpha), gradient = Casting.Cast<S, double>(gradients[i * gradientStride]);
                item.Backward(beta);
                item.Gradient(alpha, beta, loss, gradient, zeroInfinity && double.IsPositiveInfinity(loss), result + i * batch.Symbols, items * batch.Symbols);
                NativeMemory.Free(alpha);
                NativeMemory.Free(beta);
            }
        }
    }

    /// <summary>One item: its labels stand at the odd places of a row of states, blanks at the even ones.</summary>
    readonly struct Item<S>(CtcBatch batch, long item) where S : unmanaged
    {
        readonly byte* _logProbs = batch.LogProbs + item * batch.BatchStride * sizeof(S);
        readonly long _times = batch.InputLengths[item], _states = 2 * batch.TargetLengths[item] + 1;
        readonly long* _labels = batch.Labels + batch.TargetStarts[item] * batch.LabelStride;

        public double* Variables() => (double*)NativeMemory.Alloc((nuint)Math.Max(1, _times * _states), sizeof(double));

        long Label(long state) => (state & 1) == 0 ? batch.Blank : _labels[(state >> 1) * batch.LabelStride];

        double LogProb(long time, long symbol) => Casting.Cast<S, double>(((S*)_logProbs)[time * batch.TimeStride + symbol * batch.SymbolStride]);

        /// <summary>Whether a state may follow the one two before it: there is a label between two different ones to skip no more than a blank.</summary>
        bool Skips(long state) => (state & 1) != 0 && Label(state) != Label(state - 2);

        static double Add(double a, double b)
        {
            double most = Math.Max(a, b);
            return double.IsNegativeInfinity(most) ? most : most + Math.Log(Math.Exp(a - most) + Math.Exp(b - most));
        }

        /// <summary>alpha[t, s]: the probability of all ways to be in state s at time t. Returns the loss.</summary>
        public double Forward(double* alpha)
        {
            if (_times == 0) return _states == 1 ? 0 : double.PositiveInfinity;
            for (long s = 0; s < _states; s++) alpha[s] = s < 2 ? LogProb(0, Label(s)) : double.NegativeInfinity;
            for (long t = 1; t < _times; t++)
            {
                double* now = alpha + t * _states, before = now - _states;
                for (long s = 0; s < _states; s++)
                {
                    double ways = before[s];
                    if (s > 0) ways = Add(ways, before[s - 1]);
                    if (s > 1 && Skips(s)) ways = Add(ways, before[s - 2]);
                    now[s] = ways + LogProb(t, Label(s));
                }
            }
            double* last = alpha + (_times - 1) * _states;
            return -(_states == 1 ? last[0] : Add(last[_states - 1], last[_states - 2]));
        }

        /// <summary>beta[t, s]: the probability of all ways to go on from state s at time t, its own symbol included.</summary>
        public void Backward(double* beta)
        {
            if (_times == 0) return;
            double* last = beta + (_times - 1) * _states;
            for (long s = 0; s < _states; s++) last[s] = s >= _states - 2 ? LogProb(_times - 1, Label(s)) : double.NegativeInfinity;
            for (long t = _times - 2; t >= 0; t--)
            {
                double* now = beta + t * _states, after = now + _states;
                for (long s = 0; s < _states; s++)
                {
                    double ways = after[s];
                    if (s + 1 < _states) ways = Add(ways, after[s + 1]);
                    if (s + 2 < _states && Skips(s + 2)) ways = Add(ways, after[s + 2]);
                    now[s] = ways + LogProb(t, Label(s));
                }
            }
        }

        public void Gradient(double* alpha, double* beta, double loss, double gradient, bool isZero, S* result, long timeStride)
        {
            var ways = (double*)NativeMemory.Alloc((nuint)batch.Symbols, sizeof(double));
            for (long t = 0; t < batch.Times; t++)
            {
                S* row = result + t * timeStride;
                if (t >= _times || isZero)
                {
                    new Span<S>(row, (int)batch.Symbols).Clear();
                    continue;
                }
                new Span<double>(ways, (int)batch.Symbols).Fill(double.NegativeInfinity);
                for (long s = 0; s < _states; s++)
                {
                    double* way = ways + Label(s);
                    *way = Add(*way, alpha[t * _states + s] + beta[t * _states + s]);
                }
                for (long c = 0; c < batch.Symbols; c++)
                {
                    double logProb = LogProb(t, c);
                    row[c] = Casting.Cast<double, S>((Math.Exp(logProb) - Math.Exp(ways[c] + loss - logProb)) * gradient);
                }
            }
            NativeMemory.Free(ways);
        }
    }
}
