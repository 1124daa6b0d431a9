using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// The gradient of a weight that sees few channels: for each output channel and tap the dot product of the output's gradient with the shifted input, both laid out flat
/// (<see cref="Planes{T}"/>), where the positions between rows have a gradient of zero. A tile of four channels by six taps of dot products stays in registers over all images
/// of a piece. Pieces are summed in a fixed order: within a chunk, then chunk by chunk.
/// </summary>
static unsafe class WeightDots<W, V, T>
    where W : struct, IWidth<V, T>
    where V : struct
    where T : unmanaged, INumberBase<T>
{
    const int Channels = 4, MostChunks = 16, ChannelsOfTask = 32;
    const long PartialBytes = 16 << 20;

    static int Taps => W.TileRows == 12 ? 6 : 2;

    /// <summary>Whether what a position sees is so little that the strips of a matrix product would be mostly empty.</summary>
    public static bool Suits(in ConvolutionShape shape) => shape.InOfGroup * shape.Kernel.Count <= 40;

    public static void Run(in ConvolutionShape shape, T* weight, T* input, T* grad)
    {
        Axis d = Axis.Forward(shape, 0), h = Axis.Forward(shape, 1), w = Axis.Forward(shape, 2);
        nint size = (nint)(shape.OutChannels * shape.InOfGroup * shape.Kernel.Count);
        NativeMemory.Clear(weight, (nuint)size * (nuint)sizeof(T));
        var pieces = new Pieces((nint)shape.Batch, (nint)shape.Groups, d, h, w, (nint)(shape.InOfGroup + shape.OutOfGroup) * sizeof(T), enoughFlat: 1280, enoughTasks: 8);
        nint chunks = Math.Min(pieces.PerGroup, Math.Clamp((nint)(PartialBytes / (size * sizeof(T))), 1, MostChunks));
        nint blocks = Math.Min((nint)(shape.OutOfGroup + ChannelsOfTask - 1) / ChannelsOfTask, Math.Max(1, MostChunks / (chunks * pieces.Groups)));
        var partial = weight;
        if (chunks > 1)
        {
            partial = Workspace.Take<T>(Workspace.Weights, chunks * size);
            NativeMemory.Clear(partial, (nuint)(chunks * size) * (nuint)sizeof(T));
        }
        var body = new Body(shape, pieces, chunks, blocks, partial, input, grad);
        double flops = 2.0 * size * shape.Batch * shape.Out.Count;
        nint tasks = pieces.Groups * chunks * blocks;
        WorkerPool.For(tasks, flops < 1e6 ? tasks : 1, body);
        if (chunks > 1) WorkerPool.For(size, 16384, new SumBody(weight, partial, size, chunks));
    }

    readonly struct SumBody(T* weight, T* partial, nint size, nint chunks) : IRangeBody
    {
        readonly T* _weight = weight, _partial = partial;
        readonly nint _size = size, _chunks = chunks;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (nint chunk = 0; chunk < _chunks; chunk++)
            {
                var from = _partial + chunk * _size;
                var i = (nint)start;
                for (; i + W.Count <= end; i += W.Count) W.Store(W.Add(W.Load(_weight + i), W.Load(from + i)), _weight + i);
                for (; i < end; i++) _weight[i] += from[i];
            }
        }
    }

    /// <summary>A task: one group, one chunk of its pieces, one block of its output channels.</summary>
    readonly struct Body(in ConvolutionShape shape, Pieces pieces, nint chunks, nint blocks, T* partial, T* input, T* grad) : IRangeBody
    {
        readonly ConvolutionShape _shape = shape;
        readonly Pieces _pieces = pieces;
        readonly nint _chunks = chunks, _blocks = blocks;
        readonly T* _partial = partial, _input = input, _grad = grad;

        public void Run(long start, long end)
        {
            for (var task = (nint)start; task < end; task++)
            {
                nint group = task / (_chunks * _blocks), chunk = task / _blocks % _chunks, block = task % _blocks;
                nint outputs = (nint)_shape.OutOfGroup, ofBlock = ((outputs + _blocks - 1) / _blocks + Channels - 1) / Channels * Channels;
                nint first = block * ofBlock, last = Math.Min(first + ofBlock, outputs);
                if (first >= last) continue;
                nint perChunk = (_pieces.PerGroup + _chunks - 1) / _chunks, from = chunk * perChunk, to = Math.Min(from + perChunk, _pieces.PerGroup);
                for (var piece = from; piece < to; piece++) Add(_pieces[group * _pieces.PerGroup + piece], chunk, first, last);
            }
        }

        void Add(Piece piece, nint chunk, nint first, nint last)
        {
            var planes = piece.Planes<T>();
            nint inputs = (nint)_shape.InOfGroup, taps = planes.TapCount, depth = inputs * taps, length = planes.Flat + W.Count;
            var offsets = Workspace.Take<nint>(Workspace.Packing, depth + 2 * taps);
            planes.Taps(_shape, offsets, offsets + depth + taps);
            for (nint c = inputs - 1; c >= 0; c--)
                for (nint t = 0; t < taps; t++) offsets[c * taps + t] = offsets[t] + c * planes.Channel;
            nint inImage = (nint)(_shape.InChannels * _shape.In.Count), inChannel = (nint)_shape.In.Count;
            nint outImage = (nint)(_shape.OutChannels * _shape.Out.Count), outChannel = (nint)_shape.Out.Count, outSlice = (nint)(_shape.Out.H * _shape.Out.W), outRow = (nint)_shape.Out.W;
            var source = Workspace.Take<T>(Workspace.Planes, planes.Elements(inputs));
            planes.Fill(_input + piece.Image * inImage + piece.Group * inputs * inChannel, inImage, inChannel, planes.Images, inputs, source);
            var flat = Workspace.Take<T>(Workspace.Results, (last - first) * length);
            var grad = _grad + piece.Image * outImage + piece.Group * (nint)_shape.OutOfGroup * outChannel + (nint)piece.D.Start * outSlice + (nint)piece.H.Start * outRow + (nint)piece.W.Start;
            for (var k = first; k < last; k++) planes.Spread(grad + k * outChannel, outImage, outRow, outSlice, planes.Images, flat + (k - first) * length, length);
            var steps = Workspace.Take<nint>(Workspace.Steps, length / W.Count + 1);
            nint count = 0;
            for (nint q = 0; q < planes.Flat; q = planes.NextTarget(q + W.Count)) steps[count++] = q;
            var sums = _partial + (chunk * (nint)_shape.OutChannels + piece.Group * (nint)_shape.OutOfGroup) * depth;
            for (var k = first; k < last; k += Channels)
            {
                for (nint r = 0; r < depth; r += Taps) Tile(flat + (k - first) * length, Math.Min(Channels, last - k), length, steps, count, source, offsets + r, Math.Min(Taps, depth - r), sums + k * depth + r, depth);
            }
        }
    }

    /// <summary>
    /// sums[i][j] += the dot product of row i of <paramref name="flat"/> with the source at offset j, over the vectors that start at <paramref name="steps"/>. Rows and
    /// offsets that are lacking repeat the last one.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Tile(T* flat, nint rows, nint length, nint* steps, nint count, T* source, nint* offsets, nint taps, T* sums, nint pitch)
    {
        T* f0 = flat, f1 = flat + Math.Min(1, rows - 1) * length, f2 = flat + Math.Min(2, rows - 1) * length, f3 = flat + Math.Min(3, rows - 1) * length;
        T* s0 = source + offsets[0], s1 = source + offsets[Math.Min(1, taps - 1)], s2 = source + offsets[Math.Min(2, taps - 1)];
        T* s3 = source + offsets[Math.Min(3, taps - 1)], s4 = source + offsets[Math.Min(4, taps - 1)], s5 = source + offsets[Math.Min(5, taps - 1)];
        V c00 = default, c01 = default, c02 = default, c03 = default, c04 = default, c05 = default;
        V c10 = default, c11 = default, c12 = default, c13 = default, c14 = default, c15 = default;
        V c20 = default, c21 = default, c22 = default, c23 = default, c24 = default, c25 = default;
        V c30 = default, c31 = default, c32 = default, c33 = default, c34 = default, c35 = default;
        for (nint i = 0; i < count; i++)
        {
            nint q = steps[i];
            V g0 = W.Load(f0 + q), g1 = W.Load(f1 + q), g2 = W.Load(f2 + q), g3 = W.Load(f3 + q);
            var x = W.Load(s0 + q);
            c00 = W.MultiplyAdd(g0, x, c00);
            c10 = W.MultiplyAdd(g1, x, c10);
            c20 = W.MultiplyAdd(g2, x, c20);
            c30 = W.MultiplyAdd(g3, x, c30);
            x = W.Load(s1 + q);
            c01 = W.MultiplyAdd(g0, x, c01);
            c11 = W.MultiplyAdd(g1, x, c11);
            c21 = W.MultiplyAdd(g2, x, c21);
            c31 = W.MultiplyAdd(g3, x, c31);
            if (W.TileRows != 12) continue;
            x = W.Load(s2 + q);
            c02 = W.MultiplyAdd(g0, x, c02);
            c12 = W.MultiplyAdd(g1, x, c12);
            c22 = W.MultiplyAdd(g2, x, c22);
            c32 = W.MultiplyAdd(g3, x, c32);
            x = W.Load(s3 + q);
            c03 = W.MultiplyAdd(g0, x, c03);
            c13 = W.MultiplyAdd(g1, x, c13);
            c23 = W.MultiplyAdd(g2, x, c23);
            c33 = W.MultiplyAdd(g3, x, c33);
            x = W.Load(s4 + q);
            c04 = W.MultiplyAdd(g0, x, c04);
            c14 = W.MultiplyAdd(g1, x, c14);
            c24 = W.MultiplyAdd(g2, x, c24);
            c34 = W.MultiplyAdd(g3, x, c34);
            x = W.Load(s5 + q);
            c05 = W.MultiplyAdd(g0, x, c05);
            c15 = W.MultiplyAdd(g1, x, c15);
            c25 = W.MultiplyAdd(g2, x, c25);
            c35 = W.MultiplyAdd(g3, x, c35);
        }
        var lanes = stackalloc T[Channels * 6 * W.Count];
        Put(lanes, c00, c01, c02, c03, c04, c05);
        Put(lanes + 6 * W.Count, c10, c11, c12, c13, c14, c15);
        Put(lanes + 12 * W.Count, c20, c21, c22, c23, c24, c25);
        Put(lanes + 18 * W.Count, c30, c31, c32, c33, c34, c35);
        AddSums(lanes, rows, taps, sums, pitch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(T* lanes, V c0, V c1, V c2, V c3, V c4, V c5)
    {
        W.Store(c0, lanes);
        W.Store(c1, lanes + W.Count);
        if (W.TileRows != 12) return;
        W.Store(c2, lanes + 2 * W.Count);
        W.Store(c3, lanes + 3 * W.Count);
        W.Store(c4, lanes + 4 * W.Count);
        W.Store(c5, lanes + 5 * W.Count);
    }

    /// <summary>Apart from the loop above, so that its two dozen registers are all that the compiler has to think of there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static void AddSums(T* lanes, nint rows, nint taps, T* sums, nint pitch)
    {
        for (nint i = 0; i < rows; i++, sums += pitch)
            for (nint j = 0; j < taps; j++) sums[j] += W.Sum(W.Load(lanes + (i * 6 + j) * W.Count));
    }
}
