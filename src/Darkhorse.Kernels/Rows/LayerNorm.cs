using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Rows;

/// <summary>
/// Layer normalisation (Ba, Kiros, Hinton 2016) of contiguous rows: (x - mean) / sqrt(variance + eps) * weight + bias, all passes over a row while it is in the cache.
/// float32 and float64.
/// </summary>
public static unsafe class LayerNorm
{
    const DTypes Supported = DTypes.Float32 | DTypes.Float64;

    /// <summary>Blocks of rows whose sums for the weights are kept apart: a bound on the scratch memory.</summary>
    const long MostBlocks = 64;

    /// <param name="dtype">float32 or float64, of every operand.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="size">Elements of a row.</param>
    /// <param name="x">The rows.</param>
    /// <param name="weight">One number for each element of a row, or null.</param>
    /// <param name="bias">Likewise; null if the weight is.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="result">The normalised rows.</param>
    /// <param name="mean">Receives the mean of each row.</param>
    /// <param name="rstd">Receives 1 / sqrt(variance + eps) of each row.</param>
    public static void Forward(DType dtype, long rows, long size, byte* x, byte* weight, byte* bias, double eps, byte* result, byte* mean, byte* rstd)
    {
        var visitor = new ForwardVisitor(rows, size, x, weight, bias, eps, result, mean, rstd);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <summary>The gradients of the rows, weight and bias; those of weight and bias may be null.</summary>
    public static void Backward(DType dtype, long rows, long size, byte* grad, byte* x, byte* weight, byte* mean, byte* rstd, byte* result, byte* weightGrad, byte* biasGrad)
    {
        var visitor = new BackwardVisitor(rows, size, grad, x, weight, mean, rstd, result, weightGrad, biasGrad);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct ForwardVisitor(long rows, long size, byte* x, byte* weight, byte* bias, double eps, byte* result, byte* mean, byte* rstd) : IElementVisitor
    {
        public static DTypes Domain => Supported;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0) return;
            WorkerPool.For(rows, Math.Max(1, IterPlan.Grain / size), new ForwardTask<S, E>(size, (S*)x, (S*)weight, (S*)bias, eps, (S*)result, (S*)mean, (S*)rstd));
        }
    }

    readonly struct ForwardTask<S, E>(long size, S* x, S* weight, S* bias, double eps, S* result, S* mean, S* rstd) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            for (long row = start; row < end; row++)
            {
                S* a = x + row * size, r = result + row * size;
                var whole = new WholeRow<S>(a, weight, bias, r, size, eps);
                if (whole.Run<E>())
                {
                    mean[row] = Casting.Cast<double, S>(whole.Mean);
                    rstd[row] = Casting.Cast<double, S>(whole.Scale);
                    continue;
                }
                var (m, squares) = Reduction.MeanAndSquares<S, E>(a, size);
                double scale = 1 / Math.Sqrt(squares / size + eps);
                mean[row] = Casting.Cast<double, S>(m);
                rstd[row] = Casting.Cast<double, S>(scale);
                if (weight == null) RowPass.Run<S, E, Normalise>(r, a, null, null, size, m, scale);
                else if (bias == null) RowPass.Run<S, E, NormaliseWeigh>(r, a, weight, null, size, m, scale);
                else RowPass.Run<S, E, NormaliseWeighShift>(r, a, weight, bias, size, m, scale);
            }
        }
    }

    /// <summary>All passes in one go; see <see cref="WholeRows"/>.</summary>
    ref struct WholeRow<S>(S* x, S* weight, S* bias, S* result, long size, double eps) : IWidthLoop<S> where S : unmanaged
    {
        public double Mean, Scale;
        bool _done;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool Run<E>() where E : struct, IElements<S>
        {
            if (size <= WholeRows.Longest) E.RunWidest(ref this);
            return _done;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            if (size % (2 * M.Count) != 0) return;
            // Locals: the compiler would read fields again after each store.
            S* from = x, to = result, w = weight, b = bias;
            long n = size;
            V s = V.Zero, t = s;
            for (long i = 0; i < n; i += 2 * M.Count)
            {
                s += M.Load(from + i);
                t += M.Load(from + i + M.Count);
            }
            Mean = WholeRows.Sum<S, V>(s + t, M.Count) / n;
            V mean = V.Const(Mean);
            (s, t) = (V.Zero, V.Zero);
            for (long i = 0; i < n; i += 2 * M.Count)
            {
                V first = M.Load(from + i) - mean, second = M.Load(from + i + M.Count) - mean;
                s = V.MulAdd(first, first, s);
                t = V.MulAdd(second, second, t);
            }
            Scale = 1 / Math.Sqrt(WholeRows.Sum<S, V>(s + t, M.Count) / n + eps);
            V scale = V.Const(Scale);
            if (w == null) for (long i = 0; i < n; i += M.Count) M.Store(to + i, (M.Load(from + i) - mean) * scale);
            else if (b == null) for (long i = 0; i < n; i += M.Count) M.Store(to + i, (M.Load(from + i) - mean) * scale * M.Load(w + i));
            else for (long i = 0; i < n; i += M.Count) M.Store(to + i, V.MulAdd((M.Load(from + i) - mean) * scale, M.Load(w + i), M.Load(b + i)));
            _done = true;
        }
    }

    readonly ref struct BackwardVisitor(long rows, long size, byte* grad, byte* x, byte* weight, byte* mean, byte* rstd, byte* result, byte* weightGrad, byte* biasGrad) : IElementVisitor
    {
        public static DTypes Domain => Supported;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (size == 0) return;
            long grain = Math.Max(Math.Max(1, IterPlan.Grain / size), (rows + MostBlocks - 1) / MostBlocks), blocks = (rows + grain - 1) / grain;
            bool sums = weightGrad != null || biasGrad != null;
            var partial = sums ? (S*)NativeMemory.AllocZeroed((nuint)(Math.Max(blocks, 1) * 2 * size), (nuint)sizeof(S)) : null;
            WorkerPool.For(rows, grain, new BackwardTask<S, E>(grain, size, (S*)grad, (S*)x, (S*)weight, (S*)mean, (S*)rstd, (S*)result, partial));
            if (!sums) return;
            for (long block = 1; block < blocks; block++) RowPass.Run<S, E, AddTo>(partial, partial, partial + block * 2 * size, null, 2 * size, 0, 0);
            if (weightGrad != null) Buffer.MemoryCopy(partial, weightGrad, size * sizeof(S), size * sizeof(S));
            if (biasGrad != null) Buffer.MemoryCopy(partial + size, biasGrad, size * sizeof(S), size * sizeof(S));
            NativeMemory.Free(partial);
        }
    }

    readonly struct BackwardTask<S, E>(long grain, long size, S* grad, S* x, S* weight, S* mean, S* rstd, S* result, S* partial) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            S* sums = partial + start / grain * 2 * size;
            for (long row = start; row < end; row++)
            {
                S* g = grad + row * size, a = x + row * size, r = result + row * size;
                double m = Casting.Cast<S, double>(mean[row]), scale = Casting.Cast<S, double>(rstd[row]), s, t;
                if (weight == null)
                {
                    RowPass.Run<S, E, SumGradients>(null, g, a, null, size, m, scale, out s, out t);
                    if (result != null) RowPass.Run<S, E, InputGradient>(r, g, a, null, size, m, scale, s / size, t / size);
                }
                else
                {
                    RowPass.Run<S, E, SumWeighedGradients>(null, g, a, weight, size, m, scale, out s, out t);
                    if (result != null) RowPass.Run<S, E, WeighedInputGradient>(r, g, a, weight, size, m, scale, s / size, t / size);
                }
                if (partial != null) AddWeightGradients<S, E>(sums, g, a, size, m, scale);
            }
        }
    }

    /// <summary>Adds one row's part of the gradients of weight and bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddWeightGradients<S, E>(S* sums, S* grad, S* x, long size, double mean, double rstd) where S : unmanaged where E : struct, IElements<S>
    {
        var loop = new WeightLoop<S>(sums, grad, x, size, mean, rstd);
        E.Run(ref loop);
    }

    ref struct WeightLoop<S>(S* sums, S* grad, S* x, long size, double mean, double rstd) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            V m = V.Const(mean), scale = V.Const(rstd);
            S* weights = sums, biases = sums + size;
            long i = _i;
            for (; i <= size - M.Count; i += M.Count)
            {
                V g = M.Load(grad + i);
                M.Store(weights + i, V.MulAdd(g, (M.Load(x + i) - m) * scale, M.Load(weights + i)));
                M.Store(biases + i, M.Load(biases + i) + g);
            }
            _i = i;
        }
    }

    readonly struct AddTo : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => a + b;
    }

    readonly struct Normalise : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => (a - p) * q;
    }

    readonly struct NormaliseWeigh : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => (a - p) * q * b;
    }

    readonly struct NormaliseWeighShift : IRowPass
    {
        public static int Inputs => 3;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.MulAdd((a - p) * q, b, c);
    }

    /// <summary>s = sum(grad), t = sum(grad x^), where x^ = (x - mean) rstd.</summary>
    readonly struct SumGradients : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V>
        {
            t = V.MulAdd(a, (b - p) * q, t);
            return s += a;
        }
    }

    readonly struct SumWeighedGradients : IRowPass
    {
        public static int Inputs => 3;
        public static bool Stores => false;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => SumGradients.Apply(a * c, b, c, p, q, u, w, ref s, ref t);
    }

    /// <summary>rstd (grad - s / n - x^ t / n).</summary>
    readonly struct InputGradient : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => q * (a - u - (b - p) * q * w);
    }

    readonly struct WeighedInputGradient : IRowPass
    {
        public static int Inputs => 3;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => InputGradient.Apply(a * c, b, c, p, q, u, w, ref s, ref t);
    }
}
