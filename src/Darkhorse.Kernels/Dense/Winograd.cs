using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Correlations with 3 x 3 taps by Winograd's minimal filtering: 36 multiplications for 16 results of a pair of channels instead of 144, as 36 matrix products of
/// [tile, source channel] by [source channel, target channel]. In float32 the error is a few times that of the direct sum (4e-6 of the largest result where that has 1e-6). An image
/// whose results are not all finite is computed again by the direct sum, so that an infinity reaches those results alone that see it.
/// </summary>
static unsafe class Winograd<W, V, T> where W : struct, IWidth<V, T> where V : struct where T : unmanaged, INumberBase<T>
{
    const int Side = 6, Step = WinogradPatches<W, V, T>.Step, Planes = WinogradPatches<W, V, T>.Planes;

    /// <summary>Fewer channels gain nothing. The mapped weights of each pair of channels take 144 bytes of scratch memory, which stays with the thread: a bound of 38 MB.</summary>
    public const int FewestChannels = 24, MostPairs = 1 << 18;

    /// <summary>Maps and products of a block should stay in the outer caches.</summary>
    const long BlockBytes = 4 << 20;

    static int Columns => 2 * W.Count;

    /// <summary>Whether the correlation is of this kind, and large enough to gain.</summary>
    public static bool Suits(in CorrelationProblem<T> p)
    {
        if (Math.Min(p.SourceChannels, p.TargetChannels) < FewestChannels || p.SourceChannels * p.TargetChannels > MostPairs) return false;
        if (p.D.Taps.Length != 1 || p.D.Size != 1 || p.D.Count != 1 || p.D.Origin != 0) return false;
        if (!IsThree(p.H) || !IsThree(p.W)) return false;
        // Cycles of both, as measured: a multiplication of a pair of channels takes 1/16, a source or target value of a patch half of one.
        double pairs = (double)p.SourceChannels * p.TargetChannels, tiles = Math.Ceiling((double)p.Batch * Tiles(p.H) * Tiles(p.W) / W.TileRows) * W.TileRows;
        double direct = pairs * 9 / 16 * p.Batch * p.H.Count * p.W.Count, weights = pairs * (pairs < 1 << 17 ? 16 : 60), padded = (double)p.SourceChannels * ((p.TargetChannels + Columns - 1) / Columns * Columns);
        return padded * Planes / 16 * tiles + tiles * 20 * (p.SourceChannels + p.TargetChannels) + weights < 0.8 * direct;
    }

    static bool IsThree(Axis axis) => axis.Taps.Length == 3 && axis.Stride == 1 && axis.Step == 1 && axis.Positions[1] == 1 && axis.Positions[0] is 0 or 2;

    static nint Tiles(Axis axis) => (nint)(axis.Count + Step - 1) / Step;

    public static void Run(in CorrelationProblem<T> p)
    {
        nint rows = Tiles(p.H), columns = Tiles(p.W), all = p.Batch * rows;
        nint pitch = (p.SourceChannels + W.Count - 1) / W.Count * W.Count, strips = (p.TargetChannels + Columns - 1) / Columns;
        long bytes = (long)columns * Planes * (pitch + strips * Columns) * sizeof(T);
        nint block = (nint)Math.Clamp(BlockBytes / bytes, 1, all);
        block = (all + (all + block - 1) / block - 1) / ((all + block - 1) / block);
        nint weights = WinogradPatches<W, V, T>.Plane(strips * Columns, p.SourceChannels), source = WinogradPatches<W, V, T>.Plane(block * columns, pitch), target = WinogradPatches<W, V, T>.Plane(block * columns, strips * Columns);
        T* u = Workspace.Take<T>(Workspace.Weights, Planes * weights), v = Workspace.Take<T>(Workspace.Results, Planes * (source + target));
        var spoilt = Workspace.Take<bool>(Workspace.Steps, p.Batch);
        new Span<bool>(spoilt, checked((int)p.Batch)).Clear();
        for (nint group = 0; group < p.Groups; group++)
        {
            var patches = new WinogradPatches<W, V, T>(p.Source + group * p.SourceChannels * p.SourceChannel, p.SourceImage, p.SourceChannel, p.SourceChannels, W.Count,
                (nint)p.H.Size, (nint)p.W.Size, (nint)p.H.Origin, (nint)p.W.Origin, rows, columns);
            var work = new Work(p, group, patches, strips, rows, columns, u, weights, v, source, v + Planes * source, target, spoilt);
            WorkerPool.For(strips, 1, new Body(work, Phase.Weights, 0));
            for (nint row = 0; row < all; row += block)
            {
                nint count = Math.Min(block, all - row);
                WorkerPool.For(count, 2, new Body(work, Phase.Source, row));
                WorkerPool.For(Planes, 1, new Body(work, Phase.Products, row, count * columns));
                WorkerPool.For(count, 2, new Body(work, Phase.Target, row));
            }
        }
        for (nint i = 0; i < p.Batch; i++)
        {
            if (!spoilt[i]) continue;
            var image = p;
            image.Batch = 1;
            image.Source += i * p.SourceImage;
            image.Target += i * p.TargetImage;
            Correlation<W, V, T>.RunDirect(image);
        }
    }

    enum Phase
    {
        Weights,
        Source,
        Products,
        Target,
    }

    readonly struct Body(in Work work, Phase phase, nint origin, nint tiles = 0) : IRangeBody
    {
        readonly Work _work = work;

        public void Run(long start, long end)
        {
            if (phase == Phase.Source)
            {
                _work.MapSource(origin + (nint)start, origin + (nint)end, origin);
                return;
            }
            for (var i = (nint)start; i < end; i++)
            {
                if (phase == Phase.Weights) _work.MapWeights(i);
                else if (phase == Phase.Products) _work.Multiply(i, tiles);
                else _work.MapTarget(origin + i, origin);
            }
        }
    }

    /// <summary>One group of channels. Planes: u [strip of target channels, source channel, Columns], v [tile, source channel], m [tile, target channel].</summary>
    readonly struct Work(in CorrelationProblem<T> p, nint group, in WinogradPatches<W, V, T> patches, nint strips, nint rows, nint columns, T* u, nint planeU, T* v, nint planeV, T* m, nint planeM, bool* spoilt)
    {
        readonly CorrelationProblem<T> _p = p;
        readonly WinogradPatches<W, V, T> _patches = patches;

        nint Pitch => strips * Columns;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void MapWeights(nint strip)
        {
            var taps = stackalloc T[9 * Columns];
            var between = stackalloc T[Side * 3 * W.Count];
            nint first = strip * Columns, count = Math.Min(Columns, _p.TargetChannels - first);
            var weight = _p.Weight + group * (nint)(_p.Shape.OutOfGroup * _p.Shape.InOfGroup) * 9 + first * _p.WeightTarget;
            // Taps at falling positions are walked from the last on.
            bool down = _p.H.Positions[0] == 2, left = _p.W.Positions[0] == 2;
            nint row = down ? -3 * Columns : 3 * Columns, column = left ? -Columns : Columns, start = (down ? 6 * Columns : 0) + (left ? 2 * Columns : 0);
            new Span<T>(taps, 9 * Columns).Clear();
            for (nint c = 0; c < _p.SourceChannels; c++, weight += _p.WeightSource)
            {
                Turning.Run(weight, _p.WeightTarget, count, 9, taps, Columns);
                var to = u + (strip * _p.SourceChannels + c) * Columns;
                for (nint i = 0; i < Columns; i += W.Count) WinogradMaps<W, V, T>.Square<WinogradMaps<W, V, T>.Weight>(taps + start + i, row, column, between, to + i, Side * planeU, planeU);
            }
        }

        public void MapSource(nint first, nint last, nint origin) => _patches.Map<WinogradMaps<W, V, T>.Source>(first, last, origin, v, planeV);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Multiply(nint plane, nint tiles)
        {
            var b = u + plane * planeU;
            for (nint strip = 0; strip < strips; strip++, b += _p.SourceChannels * Columns)
            {
                T* a = v + plane * planeV, c = m + plane * planeM + strip * Columns;
                for (nint t = 0; t < tiles; t += W.TileRows, a += W.TileRows * _patches.Pitch, c += W.TileRows * Pitch)
                {
                    nint height = RegisterTile<W, V, T>.Height(Math.Min(W.TileRows, tiles - t));
                    RegisterTile<W, V, T>.Run<ByRows>(height, _p.SourceChannels, a, _patches.Pitch, b, Columns, null, c, Pitch, T.One, T.Zero);
                }
            }
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void MapTarget(nint row, nint origin)
        {
            nint image = row / rows, y = row % rows * Step, width = columns * Step;
            var between = stackalloc T[Side * Step * W.Count];
            T* lines = Workspace.Take<T>(Workspace.Packing, (Step * width + 1) * Pitch), bias = lines + Step * width * Pitch;
            var from = m + (row - origin) * columns * Pitch;
            for (nint x = 0; x < columns; x++, from += Pitch)
                for (nint c = 0; c < Pitch; c += W.Count)
                    WinogradMaps<W, V, T>.Square<WinogradMaps<W, V, T>.Target>(from + c, Side * planeM, planeM, between, lines + x * Step * Pitch + c, width * Pitch, Pitch);
            new Span<T>(bias, (int)Pitch).Clear();
            if (_p.Bias != null) new Span<T>(_p.Bias + group * _p.TargetChannels, (int)_p.TargetChannels).CopyTo(new Span<T>(bias, (int)Pitch));
            if (!AddBias(lines, Step * width, bias)) spoilt[image] = true;
            nint w = (nint)_p.W.Count, height = Math.Min(Step, (nint)_p.H.Count - y);
            var target = _p.Target + image * _p.TargetImage + group * _p.TargetChannels * _p.TargetChannel + y * w;
            if (w == width) Turning.Run(lines, Pitch, height * w, _p.TargetChannels, target, _p.TargetChannel);
            else for (nint i = 0; i < height; i++) Turning.Run(lines + i * width * Pitch, Pitch, w, _p.TargetChannels, target + i * w, _p.TargetChannel);
        }

        /// <returns>Whether all results are finite.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        bool AddBias(T* lines, nint positions, T* bias)
        {
            V zero = default, sum = default;
            for (nint i = 0; i < positions; i++)
            {
                for (nint c = 0; c < Pitch; c += W.Count, lines += W.Count)
                {
                    var y = W.Load(lines);
                    sum = W.MultiplyAdd(y, zero, sum);
                    W.Store(W.Add(y, W.Load(bias + c)), lines);
                }
            }
            return T.IsZero(W.Sum(sum));
        }
    }
}
