using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Correlations whose targets see one source channel each: sums of a few shifted planes (<see cref="Planes{T}"/>), scaled by their taps. A register tile would have a single row,
/// and nothing to reuse; four vectors of targets at a time keep the processor busy instead.
/// </summary>
static unsafe class Depthwise<W, V, T>
    where W : struct, IWidth<V, T>
    where V : struct
    where T : unmanaged, INumberBase<T>
{
    const int MostTargets = 2, TapsAtOnce = 9;
    const double WorkOfTask = 1 << 17;

    static int Columns => 4 * W.Count;

    public static bool Suits(in CorrelationProblem<T> p) => p.SourceChannels == 1 && p.TargetChannels <= MostTargets && p.Groups > 1 && p.D.Taps.Length * p.H.Taps.Length * p.W.Taps.Length > 0;

    public static void Run(in CorrelationProblem<T> p)
    {
        var planes = new Planes<T>(p.D, p.H, p.W, 1);
        nint* offsets = Workspace.Take<nint>(Workspace.Steps, 2 * planes.TapCount);
        planes.Taps(p.Shape, offsets, offsets + planes.TapCount);
        WorkerPool.For(p.Batch * p.Groups, Grain(planes), new Body(p, planes, offsets));
    }

    static long Grain(in Planes<T> planes) => Math.Max(1, (long)(WorkOfTask / (planes.Flat * (planes.TapCount + 4.0))));

    readonly struct Body(in CorrelationProblem<T> p, in Planes<T> planes, nint* offsets) : IRangeBody
    {
        readonly CorrelationProblem<T> _p = p;
        readonly Planes<T> _planes = planes;

        public void Run(long start, long end)
        {
            nint taps = _planes.TapCount, kernel = (nint)_p.Shape.Kernel.Count;
            var source = Workspace.Take<T>(Workspace.Planes, _planes.Elements(1) + Columns);
            T* results = Workspace.Take<T>(Workspace.Results, _planes.Flat + Columns), chosen = Workspace.Take<T>(Workspace.Packing, taps);
            for (var i = (nint)start; i < end; i++)
            {
                nint image = i / _p.Groups, group = i % _p.Groups;
                _planes.Fill(_p.Source + image * _p.SourceImage + group * _p.SourceChannel, 0, 0, 1, 1, source);
                for (nint c = 0; c < _p.TargetChannels; c++)
                {
                    nint channel = group * _p.TargetChannels + c;
                    var weight = _p.Weight + group * (nint)(_p.Shape.OutOfGroup * _p.Shape.InOfGroup) * kernel + c * _p.WeightTarget;
                    for (nint t = 0; t < taps; t++) chosen[t] = weight[offsets[taps + t]];
                    Correlate(source, offsets, chosen, taps, results, _planes.Flat);
                    Write(results, _p.Target + image * _p.TargetImage + channel * _p.TargetChannel, _p.Bias == null ? T.Zero : _p.Bias[channel]);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Write(T* results, T* target, T bias)
        {
            nint step = (nint)_p.W.Step;
            // Rows that follow each other in the target are written in whole vectors, over the start of the next.
            bool whole = step == 1 && _p.H.Step == 1 && _planes.W == _p.TargetRow;
            for (nint z = 0; z < _planes.D; z++)
            {
                for (nint y = 0; y < _planes.H; y++)
                {
                    var from = results + z * _planes.Slice + y * _planes.Row;
                    var to = target + (nint)(_p.D.Start + z * _p.D.Step) * _p.TargetSlice + (nint)(_p.H.Start + y * _p.H.Step) * _p.TargetRow + (nint)_p.W.Start;
                    if (whole && (_planes.H - 1 - y) * _planes.W >= ShortRow.Overrun<T>()) ShortRow.AddOver(from, to, _planes.W, bias);
                    else if (step == 1) ShortRow.CopyAdding(from, to, _planes.W, bias);
                    else for (nint x = 0; x < _planes.W; x++) to[x * step] = from[x] + bias;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Correlate(T* source, nint* offsets, T* weights, nint taps, T* results, nint flat)
    {
        for (nint q = 0; q < flat; q += Columns, source += Columns, results += Columns)
        {
            V s0 = default, s1 = default, s2 = default, s3 = default;
            for (nint t = 0; t < taps; t++)
            {
                var w = W.Broadcast(weights[t]);
                var x = source + offsets[t];
                s0 = W.MultiplyAdd(w, W.Load(x), s0);
                s1 = W.MultiplyAdd(w, W.Load(x + W.Count), s1);
                s2 = W.MultiplyAdd(w, W.Load(x + 2 * W.Count), s2);
                s3 = W.MultiplyAdd(w, W.Load(x + 3 * W.Count), s3);
            }
            W.Store(s0, results);
            W.Store(s1, results + W.Count);
            W.Store(s2, results + 2 * W.Count);
            W.Store(s3, results + 3 * W.Count);
        }
    }

    public static bool Suits(in ConvolutionShape shape) => shape.InOfGroup == 1 && shape.OutOfGroup <= MostTargets && shape.Groups > 1;

    /// <summary>The gradient of the weight: dot products of the output's gradient, laid out flat with zeros between the rows, with the shifted planes.</summary>
    public static void Weight(in ConvolutionShape shape, T* weight, T* input, T* grad)
    {
        var planes = new Planes<T>(Axis.Forward(shape, 0), Axis.Forward(shape, 1), Axis.Forward(shape, 2), 1);
        nint* offsets = Workspace.Take<nint>(Workspace.Steps, 2 * planes.TapCount);
        planes.Taps(shape, offsets, offsets + planes.TapCount);
        WorkerPool.For((nint)shape.Groups, Math.Max(1, Grain(planes) / (nint)shape.Batch), new WeightBody(shape, planes, offsets, weight, input, grad));
    }

    readonly struct WeightBody(in ConvolutionShape shape, in Planes<T> planes, nint* offsets, T* weight, T* input, T* grad) : IRangeBody
    {
        readonly ConvolutionShape _shape = shape;
        readonly Planes<T> _planes = planes;

        public void Run(long start, long end)
        {
            nint taps = _planes.TapCount, length = (_planes.Flat + W.Count - 1) / W.Count * W.Count, outputs = (nint)_shape.OutOfGroup, pixels = (nint)_shape.Out.Count;
            T* source = Workspace.Take<T>(Workspace.Planes, _planes.Elements(1) + Columns), flat = Workspace.Take<T>(Workspace.Results, length);
            new Span<T>(weight + start * outputs * taps, (int)((end - start) * outputs * taps)).Clear();
            for (var group = (nint)start; group < end; group++)
            {
                for (nint image = 0; image < _shape.Batch; image++)
                {
                    _planes.Fill(input + (image * (nint)_shape.InChannels + group) * (nint)_shape.In.Count, 0, 0, 1, 1, source);
                    for (nint c = group * outputs; c < (group + 1) * outputs; c++)
                    {
                        _planes.Spread(grad + (image * (nint)_shape.OutChannels + c) * pixels, 0, (nint)_shape.Out.W, (nint)(_shape.Out.H * _shape.Out.W), 1, flat, length);
                        for (nint t = 0; t < taps; t += TapsAtOnce) AddDots(flat, length, source, offsets + t, Math.Min(TapsAtOnce, taps - t), weight + c * taps + t);
                    }
                }
            }
        }
    }

    /// <summary>sums[i] += the dot product of the flat row with the source at offset i, for up to nine offsets.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddDots(T* flat, nint length, T* source, nint* offsets, nint count, T* sums)
    {
        var starts = stackalloc nint[TapsAtOnce];
        for (nint i = 0; i < TapsAtOnce; i++) starts[i] = offsets[Math.Min(i, count - 1)];
        T* x0 = source + starts[0], x1 = source + starts[1], x2 = source + starts[2], x3 = source + starts[3], x4 = source + starts[4], x5 = source + starts[5];
        T* x6 = source + starts[6], x7 = source + starts[7], x8 = source + starts[8];
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default, s8 = default;
        for (nint q = 0; q < length; q += W.Count)
        {
            var g = W.Load(flat + q);
            s0 = W.MultiplyAdd(g, W.Load(x0 + q), s0);
            s1 = W.MultiplyAdd(g, W.Load(x1 + q), s1);
            s2 = W.MultiplyAdd(g, W.Load(x2 + q), s2);
            s3 = W.MultiplyAdd(g, W.Load(x3 + q), s3);
            s4 = W.MultiplyAdd(g, W.Load(x4 + q), s4);
            s5 = W.MultiplyAdd(g, W.Load(x5 + q), s5);
            s6 = W.MultiplyAdd(g, W.Load(x6 + q), s6);
            s7 = W.MultiplyAdd(g, W.Load(x7 + q), s7);
            s8 = W.MultiplyAdd(g, W.Load(x8 + q), s8);
        }
        var lanes = stackalloc T[TapsAtOnce * W.Count];
        W.Store(s0, lanes);
        W.Store(s1, lanes + W.Count);
        W.Store(s2, lanes + 2 * W.Count);
        W.Store(s3, lanes + 3 * W.Count);
        W.Store(s4, lanes + 4 * W.Count);
        W.Store(s5, lanes + 5 * W.Count);
        W.Store(s6, lanes + 6 * W.Count);
        W.Store(s7, lanes + 7 * W.Count);
        W.Store(s8, lanes + 8 * W.Count);
        for (nint i = 0; i < count; i++) sums[i] += W.Sum(W.Load(lanes + i * W.Count));
    }
}
