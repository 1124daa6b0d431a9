using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// The gradient of 3 x 3 weights by Winograd's filtering turned round: the maps of input and gradient are multiplied as 36 matrices [target channel, tile] by [tile, source channel],
/// and their sums over all tiles mapped to nine taps. See <see cref="Winograd{W, V, T}"/>.
/// </summary>
static unsafe class WinogradWeight<W, V, T> where W : struct, IWidth<V, T> where V : struct where T : unmanaged, INumberBase<T>
{
    const int Step = WinogradPatches<W, V, T>.Step, Planes = WinogradPatches<W, V, T>.Planes;
    const long BlockBytes = 6 << 20;

    static int Columns => 2 * W.Count;

    /// <summary>Whether the convolution is of this kind, and large enough to gain.</summary>
    public static bool Suits(in ConvolutionShape shape)
    {
        if (Math.Min(shape.InOfGroup, shape.OutOfGroup) < Winograd<W, V, T>.FewestChannels || shape.InOfGroup * shape.OutOfGroup > Winograd<W, V, T>.MostPairs) return false;
        if (shape.Kernel != new Extent(1, 3, 3) || shape.Stride != Extent.One) return false;
        if (shape.Dilation.H != 1 || shape.Dilation.W != 1 || shape.In.D != 1 || shape.Out.D != 1 || shape.Padding.D != 0) return false;
        double pairs = (double)shape.InOfGroup * shape.OutOfGroup, tiles = (double)shape.Batch * Tiles(shape.Out.H) * Tiles(shape.Out.W);
        double direct = pairs * 9 / 16 * shape.Batch * shape.Out.Count, padded = (double)shape.OutOfGroup * ((shape.InOfGroup + Columns - 1) / Columns * Columns);
        return padded * Planes / 16 * tiles + tiles * 20 * (shape.InOfGroup + shape.OutOfGroup) + pairs * 30 < 0.8 * direct;
    }

    static nint Tiles(long length) => (nint)(length + Step - 1) / Step;

    /// <returns>Whether all results are finite; otherwise they are to be computed by the direct sum.</returns>
    public static bool Run(in ConvolutionShape shape, T* weight, T* input, T* grad)
    {
        nint rows = Tiles(shape.Out.H), columns = Tiles(shape.Out.W), all = (nint)shape.Batch * rows, inputs = (nint)shape.InOfGroup, outputs = (nint)shape.OutOfGroup;
        nint pitchV = (inputs + Columns - 1) / Columns * Columns, pitchG = (outputs + 15) / 16 * 16;
        nint block = (nint)Math.Clamp(BlockBytes / (columns * Planes * (pitchV + pitchG) * sizeof(T)), 1, all);
        block = (all + (all + block - 1) / block - 1) / ((all + block - 1) / block);
        nint planeV = WinogradPatches<W, V, T>.Plane(block * columns, pitchV), planeG = WinogradPatches<W, V, T>.Plane(block * columns, pitchG), planeD = WinogradPatches<W, V, T>.Plane(pitchG, pitchV);
        T* v = Workspace.Take<T>(Workspace.Results, Planes * (planeV + planeG)), d = Workspace.Take<T>(Workspace.Weights, Planes * planeD);
        var spoilt = Workspace.Take<bool>(Workspace.Steps, outputs);
        new Span<bool>(spoilt, (int)outputs).Clear();
        nint inChannel = (nint)shape.In.Count, outChannel = (nint)shape.Out.Count;
        for (nint group = 0; group < shape.Groups; group++)
        {
            var sources = new WinogradPatches<W, V, T>(input + group * inputs * inChannel, (nint)shape.InChannels * inChannel, inChannel, inputs, Columns,
                (nint)shape.In.H, (nint)shape.In.W, -(nint)shape.Padding.H, -(nint)shape.Padding.W, rows, columns);
            var grads = new WinogradPatches<W, V, T>(grad + group * outputs * outChannel, (nint)shape.OutChannels * outChannel, outChannel, outputs, 16,
                (nint)shape.Out.H, (nint)shape.Out.W, 0, 0, rows, columns);
            var work = new Work(sources, grads, inputs, outputs, weight + group * outputs * inputs * 9, v, planeV, v + Planes * planeV, planeG, d, planeD, spoilt);
            for (nint row = 0; row < all; row += block)
            {
                nint count = Math.Min(block, all - row);
                WorkerPool.For(count, 2, new Body(work, Phase.Sources, row));
                WorkerPool.For(count, 2, new Body(work, Phase.Gradients, row));
                WorkerPool.For(Planes, 1, new Body(work, Phase.Products, row, count * columns));
            }
            WorkerPool.For(outputs, Math.Max(1, 512 / inputs), new Body(work, Phase.Weights, 0));
        }
        return !new Span<bool>(spoilt, (int)outputs).Contains(true);
    }

    enum Phase
    {
        Sources,
        Gradients,
        Products,
        Weights,
    }

    readonly struct Body(in Work work, Phase phase, nint origin, nint tiles = 0) : IRangeBody
    {
        readonly Work _work = work;

        public void Run(long start, long end)
        {
            if (phase == Phase.Sources) _work.MapSources(origin + (nint)start, origin + (nint)end, origin);
            else if (phase == Phase.Gradients) _work.MapGradients(origin + (nint)start, origin + (nint)end, origin);
            else if (phase == Phase.Weights) _work.MapWeights((nint)start, (nint)end);
            else for (var i = (nint)start; i < end; i++) _work.Multiply(i, tiles, origin == 0 ? T.Zero : T.One);
        }
    }

    /// <summary>One group of channels. Planes: v [tile, input channel], g [tile, output channel], d [output channel, input channel].</summary>
    readonly struct Work(in WinogradPatches<W, V, T> sources, in WinogradPatches<W, V, T> grads, nint inputs, nint outputs, T* weight, T* v, nint planeV, T* g, nint planeG, T* d, nint planeD, bool* spoilt)
    {
        readonly WinogradPatches<W, V, T> _sources = sources, _grads = grads;

        public void MapSources(nint first, nint last, nint origin) => _sources.Map<WinogradMaps<W, V, T>.Source>(first, last, origin, v, planeV);

        public void MapGradients(nint first, nint last, nint origin) => _grads.Map<WinogradMaps<W, V, T>.Gradient>(first, last, origin, g, planeG);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Multiply(nint plane, nint tiles, T beta)
        {
            T* a = g + plane * planeG, b = v + plane * planeV, c = d + plane * planeD;
            nint pitch = _sources.Pitch;
            for (nint j = 0; j < pitch; j += Columns)
            {
                for (nint i = 0; i < outputs; i += W.TileRows)
                {
                    nint height = RegisterTile<W, V, T>.Height(Math.Min(W.TileRows, outputs - i));
                    RegisterTile<W, V, T>.Run<Strided>(height, tiles, a + i, _grads.Pitch, b + j, pitch, null, c + i * pitch + j, pitch, T.One, beta);
                }
            }
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void MapWeights(nint first, nint last)
        {
            nint pitch = _sources.Pitch;
            var taps = Workspace.Take<T>(Workspace.Packing, 9 * pitch);
            var between = stackalloc T[18 * W.Count];
            V zero = default;
            for (var i = first; i < last; i++)
            {
                V sum = default;
                for (nint c = 0; c < pitch; c += W.Count)
                {
                    WinogradMaps<W, V, T>.Square<WinogradMaps<W, V, T>.WeightGradient>(d + i * pitch + c, 6 * planeD, planeD, between, taps + c, 3 * pitch, pitch);
                    for (nint t = 0; t < 9; t++) sum = W.MultiplyAdd(W.Load(taps + t * pitch + c), zero, sum);
                }
                if (!T.IsZero(W.Sum(sum))) spoilt[i] = true;
                Turning.Run(taps, pitch, 9, inputs, weight + i * inputs * 9, 9);
            }
        }
    }
}
