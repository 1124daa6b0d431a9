using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// The gradient of a convolution's weight: the product of the output's gradient [output channel, position] with what each position sees of the input, <see cref="TapColumns{T}"/>.
/// Positions are the depth of the product. Pieces are summed in a fixed order: within a chunk, then chunk by chunk.
/// </summary>
static unsafe class WeightGradient<W, V, T>
    where W : struct, IWidth<V, T>
    where V : struct
    where T : unmanaged, INumberBase<T>
{
    const int MostTasks = 16, LeastChannels = 48;

    /// <summary>Positions whose strips of both operands share the first-level cache.</summary>
    const int DepthBlock = 256;
    const long PartialBytes = 4 << 20;

    static int Columns => 2 * W.Count;

    public static void Run(in ConvolutionShape shape, T* weight, T* input, T* grad)
    {
        nint size = (nint)(shape.OutChannels * shape.InOfGroup * shape.Kernel.Count);
        if (size == 0) return;
        if (shape.Batch * shape.Out.Count == 0)
        {
            NativeMemory.Clear(weight, (nuint)size * (nuint)sizeof(T));
            return;
        }
        if (typeof(T) == typeof(float) && WinogradWeight<W, V, T>.Suits(shape) && WinogradWeight<W, V, T>.Run(shape, weight, input, grad)) return;
        if (HasDots(shape, weight, input, grad) && IsFinite(weight, size)) return;
        Multiply(shape, weight, input, grad);
    }

    /// <summary>Few channels: dot products, with zeros between rows that may meet an infinity which no tap sees.</summary>
    static bool HasDots(in ConvolutionShape shape, T* weight, T* input, T* grad)
    {
        if (Depthwise<W, V, T>.Suits(shape)) Depthwise<W, V, T>.Weight(shape, weight, input, grad);
        else if (WeightDots<W, V, T>.Suits(shape)) WeightDots<W, V, T>.Run(shape, weight, input, grad);
        else return false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static bool IsFinite(T* values, nint count)
    {
        for (nint i = 0; i < count; i++) if (!T.IsFinite(values[i])) return false;
        return true;
    }

    static void Multiply(in ConvolutionShape shape, T* weight, T* input, T* grad)
    {
        nint size = (nint)(shape.OutChannels * shape.InOfGroup * shape.Kernel.Count);
        Axis d = Axis.Forward(shape, 0), h = Axis.Forward(shape, 1), w = Axis.Forward(shape, 2);
        var columns = new TapColumns<T>(shape, Columns);
        nint elements = columns.Channels + (nint)shape.OutOfGroup + (columns.Gathered ? columns.Count : 0);
        var pieces = new Pieces((nint)shape.Batch, (nint)shape.Groups, d, h, w, elements * sizeof(T), enoughFlat: 1024, enoughTasks: 8);
        nint rows = (nint)(shape.OutOfGroup + W.TileRows - 1) / W.TileRows * W.TileRows, partials = (nint)shape.Groups * rows * columns.Count;
        nint chunks = Math.Min(pieces.PerGroup, Math.Clamp((nint)(PartialBytes / (partials * sizeof(T))), 1, MostTasks));
        nint blocks = Math.Min((nint)(shape.OutOfGroup + LeastChannels - 1) / LeastChannels, Math.Max(1, MostTasks / (chunks * pieces.Groups)));
        var partial = Workspace.Take<T>(Workspace.Weights, chunks * partials);
        var work = new Work(shape, pieces, columns, chunks, blocks, rows, partial, input, grad, weight);
        double flops = 2.0 * size * shape.Batch * shape.Out.Count;
        nint tasks = pieces.Groups * chunks * blocks;
        WorkerPool.For(tasks, flops < 1e6 ? tasks : 1, new ProductBody(work));
        WorkerPool.For((nint)shape.OutChannels, Math.Max(1, 16384 / (columns.Count * chunks)), new SumBody(work));
    }

    readonly struct ProductBody(in Work work) : IRangeBody
    {
        readonly Work _work = work;

        public void Run(long start, long end)
        {
            for (var task = (nint)start; task < end; task++) _work.Multiply(task);
        }
    }

    readonly struct SumBody(in Work work) : IRangeBody
    {
        readonly Work _work = work;

        public void Run(long start, long end)
        {
            for (var channel = (nint)start; channel < end; channel++) _work.Sum(channel);
        }
    }

    /// <summary>Partial sums are [chunk, group, output channel rounded up, column].</summary>
    readonly struct Work(in ConvolutionShape shape, in Pieces pieces, in TapColumns<T> columns, nint chunks, nint blocks, nint rows, T* partial, T* input, T* grad, T* weight)
    {
        readonly ConvolutionShape _shape = shape;
        readonly Pieces _pieces = pieces;
        readonly TapColumns<T> _columns = columns;

        T* Partial(nint chunk, nint group, nint channel) => partial + ((chunk * _pieces.Groups + group) * rows + channel) * _columns.Count;

        /// <summary>A task: one group, one chunk of its pieces, one block of its output channels.</summary>
        public void Multiply(nint task)
        {
            nint group = task / (chunks * blocks), chunk = task / blocks % chunks, block = task % blocks;
            nint ofBlock = (rows / W.TileRows + blocks - 1) / blocks * W.TileRows, first = block * ofBlock, last = Math.Min(first + ofBlock, (nint)_shape.OutOfGroup);
            if (first >= last) return;
            nint perChunk = (_pieces.PerGroup + chunks - 1) / chunks, from = chunk * perChunk, to = Math.Min(from + perChunk, _pieces.PerGroup);
            var sums = Partial(chunk, group, first);
            if (from >= to) NativeMemory.Clear(sums, (nuint)((last - first) * _columns.Count) * (nuint)sizeof(T));
            for (var piece = from; piece < to; piece++) Add(_pieces[group * _pieces.PerGroup + piece], first, last, sums, piece == from);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Add(Piece piece, nint first, nint last, T* sums, bool isFirst)
        {
            var window = new TapColumns<T>.Window(_columns, piece);
            nint depth = window.Positions;
            var positions = Workspace.Take<nint>(Workspace.Steps, depth + _columns.Runs);
            var runs = positions + depth;
            window.Offsets(positions, runs);
            T* source = Workspace.Take<T>(Workspace.Planes, window.Elements), packed = Workspace.Take<T>(Workspace.Packing, (last - first + W.TileRows) * depth);
            window.Fill(input, source);
            for (var k = first; k < last; k += W.TileRows) Pack(piece, k, Math.Min(W.TileRows, last - k), depth, packed + (k - first) * depth);
            var gathered = _columns.Gathered ? Workspace.Take<T>(Workspace.Results, DepthBlock * _columns.Count) : null;
            for (nint at = 0; at < depth; at += DepthBlock)
            {
                nint count = Math.Min(DepthBlock, depth - at);
                if (gathered != null) window.Gather(source, positions + at, count, runs, gathered);
                var beta = isFirst && at == 0 ? T.Zero : T.One;
                for (nint j = 0; j < _columns.Count; j += Columns)
                {
                    var b = gathered != null ? gathered + j : source + runs[j / _columns.RunPitch] + j % _columns.RunPitch;
                    for (var k = first; k < last; k += W.TileRows)
                    {
                        nint height = RegisterTile<W, V, T>.Height(Math.Min(W.TileRows, last - k));
                        T* a = packed + (k - first) * depth + at * height, c = sums + (k - first) * _columns.Count + j;
                        if (gathered != null) RegisterTile<W, V, T>.Run<Strided>(height, count, a, height, b, _columns.Count, null, c, _columns.Count, T.One, beta);
                        else RegisterTile<W, V, T>.Run<Indexed>(height, count, a, height, b, 0, positions + at, c, _columns.Count, T.One, beta);
                    }
                }
            }
        }

        /// <summary>A strip of output channels of the gradient, position by position.</summary>
        void Pack(Piece piece, nint channel, nint count, nint depth, T* target)
        {
            nint step = (nint)_shape.Out.Count, height = RegisterTile<W, V, T>.Height(count), ofImage = depth / piece.Images;
            nint start = ((nint)piece.D.Start * (nint)_shape.Out.H + (nint)piece.H.Start) * (nint)_shape.Out.W + (nint)piece.W.Start;
            var source = grad + (piece.Image * (nint)_shape.OutChannels + piece.Group * (nint)_shape.OutOfGroup + channel) * step + start;
            for (nint i = 0; i < piece.Images; i++, source += (nint)_shape.OutChannels * step, target += ofImage * height) Packing.Strip(source, step, 1, count, height, ofImage, target);
        }

        /// <summary>The sums of all chunks, tap by tap instead of channel by channel.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Sum(nint channel)
        {
            nint outputs = (nint)_shape.OutOfGroup, group = channel / outputs, taps = (nint)_shape.Kernel.Count;
            var sums = Partial(0, group, channel % outputs);
            for (nint chunk = 1; chunk < chunks; chunk++)
            {
                var more = Partial(chunk, group, channel % outputs);
                for (nint i = 0; i < _columns.Count; i += W.Count) W.Store(W.Add(W.Load(sums + i), W.Load(more + i)), sums + i);
            }
            var target = weight + channel * _columns.Channels * taps;
            for (nint run = 0; run < _columns.Runs; run++)
                Turning.Run(sums + run * _columns.RunPitch, _columns.Channels, _columns.TapsOfRun, _columns.Channels, target + run * _columns.TapsOfRun, taps);
        }
    }
}
