using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Rows;

/// <summary>
/// Batch normalisation (Ioffe, Szegedy 2015) of contiguous sizes [batch, channels, inner], a channel at a time: statistics and result while its runs are in the cache.
/// float32 and float64; weight, bias and the statistics have one number a channel.
/// </summary>
public static unsafe class BatchNorm
{
    const DTypes Supported = DTypes.Float32 | DTypes.Float64;

    /// <summary>The sizes of the operands.</summary>
    public readonly record struct Shape(long Batch, long Channels, long Inner)
    {
        public long Run => Batch * Inner;
        public long Grain => Math.Max(1, IterPlan.Grain / Math.Max(1, Run));
    }

    /// <summary>
    /// result = (x - mean) / sqrt(variance + eps) * weight + bias. In training mean and variance (divided by n) are those of x and are written; else they are read.
    /// rstd receives 1 / sqrt(variance + eps). weight and bias may be null.
    /// </summary>
    public static void Forward(DType dtype, Shape shape, byte* x, byte* weight, byte* bias, bool training, double eps, byte* result, byte* mean, byte* variance, byte* rstd)
    {
        var visitor = new ForwardVisitor(shape, x, weight, bias, training, eps, result, mean, variance, rstd);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <summary>The gradients of x, weight and bias. That of x may be null; in training the statistics depend on x.</summary>
    public static void Backward(DType dtype, Shape shape, byte* grad, byte* x, byte* weight, byte* mean, byte* rstd, bool training, byte* result, byte* weightGrad, byte* biasGrad)
    {
        var visitor = new BackwardVisitor(shape, grad, x, weight, mean, rstd, training, result, weightGrad, biasGrad);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct ForwardVisitor(Shape shape, byte* x, byte* weight, byte* bias, bool training, double eps, byte* result, byte* mean, byte* variance, byte* rstd) : IElementVisitor
    {
        public static DTypes Domain => Supported;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            var task = new ForwardTask<S, E>(shape, (S*)x, (S*)weight, (S*)bias, training, eps, (S*)result, (S*)mean, (S*)variance, (S*)rstd);
            if (shape.Inner != 1 || shape.Channels < 4)
            {
                if (training)
                {
                    WorkerPool.For(shape.Channels, shape.Grain, task);
                    return;
                }
                // With the statistics known there is no reason to go from channel to channel: runs in the order of memory.
                for (long c = 0; c < shape.Channels; c++) task.Rstd(c);
                WorkerPool.For(shape.Batch * shape.Channels, Math.Max(1, IterPlan.Grain / Math.Max(1, shape.Inner)), new ForwardRunsTask<S, E>(task));
                return;
            }
            // Channels side by side: statistics by columns, the result by rows.
            if (training) Reduction.Moments(typeof(S) == typeof(double) ? DType.Float64 : DType.Float32, Layout.Contiguous([shape.Batch, shape.Channels]), x, 1, 0, false, variance, mean);
            for (long c = 0; c < shape.Channels; c++) task.Rstd(c);
            WorkerPool.For(shape.Batch, Math.Max(1, IterPlan.Grain / shape.Channels), new ForwardRowsTask<S, E>(shape.Channels, (S*)x, (S*)weight, (S*)bias, (S*)mean, (S*)rstd, (S*)result));
        }
    }

    readonly struct ForwardTask<S, E>(Shape shape, S* x, S* weight, S* bias, bool training, double eps, S* result, S* mean, S* variance, S* rstd) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Rstd(long c) => rstd[c] = Casting.Cast<double, S>(1 / Math.Sqrt(Casting.Cast<S, double>(variance[c]) + eps));

        public void Run(long start, long end)
        {
            for (long c = start; c < end; c++)
            {
                if (training)
                {
                    var (m, squares) = Reduction.MeanAndSquares<S, E>(x + c * shape.Inner, shape.Inner, shape.Batch, shape.Channels * shape.Inner);
                    mean[c] = Casting.Cast<double, S>(m);
                    variance[c] = Casting.Cast<double, S>(squares / shape.Run);
                }
                Rstd(c);
                for (long n = 0; n < shape.Batch; n++) Normalise(n * shape.Channels + c);
            }
        }

        /// <summary>One run: a channel of a sample.</summary>
        public void Normalise(long run)
        {
            long c = run % shape.Channels, at = run * shape.Inner;
            double scale = 1 / Math.Sqrt(Casting.Cast<S, double>(variance[c]) + eps) * (weight == null ? 1 : Casting.Cast<S, double>(weight[c]));
            RowPass.Run<S, E, ScaleShift>(result + at, x + at, null, null, shape.Inner, Casting.Cast<S, double>(mean[c]), scale, bias == null ? 0 : Casting.Cast<S, double>(bias[c]));
        }
    }

    readonly struct ForwardRunsTask<S, E>(ForwardTask<S, E> task) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            for (long run = start; run < end; run++) task.Normalise(run);
        }
    }

    readonly struct ForwardRowsTask<S, E>(long channels, S* x, S* weight, S* bias, S* mean, S* rstd, S* result) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (long row = start; row < end; row++)
            {
                var loop = new ForwardRowLoop<S>(channels, x + row * channels, weight, bias, mean, rstd, result + row * channels);
                E.Run(ref loop);
            }
        }
    }

    ref struct ForwardRowLoop<S>(long channels, S* x, S* weight, S* bias, S* mean, S* rstd, S* result) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            for (; _i <= channels - M.Count; _i += M.Count)
            {
                V scale = M.Load(rstd + _i);
                if (weight != null) scale *= M.Load(weight + _i);
                M.Store(result + _i, V.MulAdd(M.Load(x + _i) - M.Load(mean + _i), scale, bias == null ? V.Zero : M.Load(bias + _i)));
            }
        }
    }

    readonly ref struct BackwardVisitor(Shape shape, byte* grad, byte* x, byte* weight, byte* mean, byte* rstd, bool training, byte* result, byte* weightGrad, byte* biasGrad) : IElementVisitor
    {
        public static DTypes Domain => Supported;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            if (shape.Inner != 1 || shape.Channels < 4)
            {
                WorkerPool.For(shape.Channels, shape.Grain,
                    new BackwardTask<S, E>(shape, (S*)grad, (S*)x, (S*)weight, (S*)mean, (S*)rstd, training, (S*)result, (S*)weightGrad, (S*)biasGrad));
                return;
            }
            var columns = new BackwardColumnsTask<S, E>(shape, (S*)grad, (S*)x, (S*)weight, (S*)mean, (S*)rstd, training, (S*)result, (S*)weightGrad, (S*)biasGrad);
            WorkerPool.For(shape.Channels, Math.Max(128, shape.Grain / 128 * 128), columns);
        }
    }

    readonly struct BackwardTask<S, E>(Shape shape, S* grad, S* x, S* weight, S* mean, S* rstd, bool training, S* result, S* weightGrad, S* biasGrad) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            for (long c = start; c < end; c++)
            {
                double m = Casting.Cast<S, double>(mean[c]), scale = Casting.Cast<S, double>(rstd[c]), sum = 0, dot = 0;
                for (long n = 0; n < shape.Batch; n++)
                {
                    long at = (n * shape.Channels + c) * shape.Inner;
                    RowPass.Run<S, E, SumGradients>(null, grad + at, x + at, null, shape.Inner, m, scale, out double s, out double t);
                    sum += s;
                    dot += t;
                }
                weightGrad[c] = Casting.Cast<double, S>(dot);
                biasGrad[c] = Casting.Cast<double, S>(sum);
                if (result == null) continue;
                // w rstd (g - sum / n - x^ dot / n) with x^ = (x - mean) rstd: a sum of three terms.
                double k = scale * (weight == null ? 1 : Casting.Cast<S, double>(weight[c])), count = shape.Run;
                double byX = training ? -k * scale * dot / count : 0, constant = training ? -k * sum / count : 0;
                for (long n = 0; n < shape.Batch; n++)
                {
                    long at = (n * shape.Channels + c) * shape.Inner;
                    RowPass.Run<S, E, InputGradient>(result + at, grad + at, x + at, null, shape.Inner, m, k, byX, constant);
                }
            }
        }
    }

    readonly struct BackwardColumnsTask<S, E>(Shape shape, S* grad, S* x, S* weight, S* mean, S* rstd, bool training, S* result, S* weightGrad, S* biasGrad) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            byte* sum = stackalloc byte[ColumnPass.BufferSize];
            long panel = ColumnPass.PanelWidth(shape.Batch);
            for (; start < end; start += panel)
            {
                long width = Math.Min(panel, end - start);
                S* g = grad + start, a = x + start;
                ColumnPass.Run<S, E, SumOfGradients>(null, g, null, shape.Batch, shape.Channels, width, null, null, sum);
                ColumnPass.Finish<S, E>(width, sum, biasGrad + start, 1, false);
                // float32 and float64 are their own lanes: the statistics serve as lane buffers.
                ColumnPass.Run<S, E, DotOfGradients>(null, g, a, shape.Batch, shape.Channels, width, (byte*)(mean + start), (byte*)(rstd + start), sum);
                ColumnPass.Finish<S, E>(width, sum, weightGrad + start, 1, false);
                for (long n = 0; n < shape.Batch && result != null; n++)
                {
                    long at = n * shape.Channels + start;
                    var loop = new BackwardRowLoop<S>(width, grad + at, x + at, weight == null ? null : weight + start, mean + start, rstd + start, weightGrad + start, biasGrad + start, training ? 1.0 / shape.Batch : 0, result + at);
                    E.Run(ref loop);
                }
            }
        }
    }

    ref struct BackwardRowLoop<S>(long channels, S* grad, S* x, S* weight, S* mean, S* rstd, S* dot, S* sum, double share, S* result) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            V part = V.Const(share);
            for (; _i <= channels - M.Count; _i += M.Count)
            {
                V scale = M.Load(rstd + _i), normal = (M.Load(x + _i) - M.Load(mean + _i)) * scale;
                V value = (M.Load(grad + _i) - (M.Load(sum + _i) + normal * M.Load(dot + _i)) * part) * scale;
                M.Store(result + _i, weight == null ? value : value * M.Load(weight + _i));
            }
        }
    }

    readonly struct ScaleShift : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.MulAdd(a - p, q, u);
    }

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

    readonly struct SumOfGradients : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => false;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => s += a;
    }

    readonly struct DotOfGradients : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => false;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => s = V.MulAdd(a, (b - p) * q, s);
    }

    readonly struct InputGradient : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.MulAdd(a, q, V.MulAdd(b - p, u, w));
    }
}
