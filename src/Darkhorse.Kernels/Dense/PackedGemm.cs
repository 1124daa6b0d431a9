using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// The product of matrices too large for registers: strips of A and B are packed for the micro-kernel, then tiles of C are computed, block of k by block of k (the scheme
/// of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008). Every split depends on the shape alone, so results have the same bits at any
/// number of threads.
/// </summary>
static unsafe class PackedGemm<W, V, T>
    where W : struct, IWidth<V, T>
    where V : struct
    where T : unmanaged, INumberBase<T>
{
    /// <summary>Steps of k packed at once: a strip of B (two registers wide) and one of A share the first-level cache.</summary>
    const int DepthBlock = 384;

    /// <summary>So many rows of B, two registers wide, take half of the first-level cache.</summary>
    const int ShortDepth = 128;

    /// <summary>Rows and columns packed at once: a packed panel stays within the outer caches.</summary>
    const int RowPanel = 3072, ColumnPanel = 3072;

    /// <summary>Rows of one task: its packed block of A stays in the second-level cache.</summary>
    const int RowBlock = 240;

    /// <summary>Packed strips of as many blocks of k as fit in this are made at once: fewer passes, fewer waits.</summary>
    const int PackedBytes = 8 << 20;

    /// <summary>Work below this stays on the calling thread: waking the workers costs a few microseconds.</summary>
    const double ParallelFlops = 1e6;

    static int Columns => 2 * W.Count;

    public static void Run(in Product<T> p)
    {
        var whole = p;
        if (TransposedIsBetter(p)) whole.Transpose();
        for (nint j = 0; j < whole.N; j += ColumnPanel)
        {
            for (nint i = 0; i < whole.M; i += RowPanel)
            {
                var panel = whole;
                (panel.M, panel.N) = (Math.Min(RowPanel, whole.M - i), Math.Min(ColumnPanel, whole.N - j));
                panel.A += i * whole.RowA;
                panel.B += j * whole.ColB;
                panel.C += i * whole.RowC + j * whole.ColC;
                RunPanel(panel);
            }
        }
    }

    /// <summary>Tiles are written by rows, so C had better have unit column stride, unless it is so narrow that its tiles would be mostly empty.</summary>
    static bool TransposedIsBetter(in Product<T> p)
    {
        if (p.ColC != 1) return p.RowC == 1;
        return p.N <= W.Count && Padded(p.N, W.TileRows) * Padded(p.M, Columns) * 3 / 2 < Padded(p.M, W.TileRows) * Columns;
    }

    static void RunPanel(Product<T> panel)
    {
        var depth = Even(panel.K, DepthBlock, 1);
        var passDepth = Math.Max(1, PackedBytes / (sizeof(T) * (panel.M + panel.N) * depth)) * depth;
        var strips = Padded(panel.M, W.TileRows) + Padded(panel.N, Columns);
        var packed = Workspace.Take<T>(Workspace.Packing, strips * Math.Min(passDepth, Padded(panel.K, depth)));
        var k = panel.K;
        for (nint at = 0; at < k; at += passDepth)
        {
            panel.K = Math.Min(passDepth, k - at);
            RunPass(panel, depth, packed);
            panel.A += passDepth * panel.ColA;
            panel.B += passDepth * panel.RowB;
            panel.Beta = T.One;
        }
    }

    static void RunPass(in Product<T> pass, nint depth, T* packed)
    {
        var tasks = new Tasks(pass, depth, packed, RowsOfTask(pass.M), ColumnsOfTask(pass));
        var parallel = pass.Flops >= ParallelFlops;
        WorkerPool.For(tasks.Strips, parallel ? Math.Max(1, 4096 / (W.TileRows * depth)) : tasks.Strips, new PackBody(tasks));
        WorkerPool.For(tasks.Count, parallel ? 1 : tasks.Count, new TileBody(tasks));
    }

    static nint RowsOfTask(nint m) => Even(m, RowBlock, W.TileRows);

    static nint ColumnsOfTask(in Product<T> pass)
    {
        const int enoughTasks = 32;
        var rowTasks = (pass.M + RowsOfTask(pass.M) - 1) / RowsOfTask(pass.M);
        var wanted = pass.Flops < ParallelFlops ? 1 : Math.Min((enoughTasks + rowTasks - 1) / rowTasks, (pass.N + Columns - 1) / Columns);
        return Even(pass.N, (pass.N + wanted - 1) / wanted, Columns);
    }

    /// <summary>The size of equal parts of <paramref name="length"/>, none above <paramref name="limit"/> by more than the rounding up to a multiple of <paramref name="unit"/>.</summary>
    static nint Even(nint length, nint limit, nint unit)
    {
        var parts = (length + limit - 1) / limit;
        return Padded((length + parts - 1) / parts, unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nint Padded(nint length, nint unit) => (length + unit - 1) / unit * unit;

    /// <summary>A pass over part of k: its packed strips, block of depth by block of depth, and the rectangles of C that are a task each.</summary>
    readonly struct Tasks(in Product<T> pass, nint depth, T* packed, nint rows, nint columns)
    {
        readonly Product<T> pass = pass;
        readonly T* packed = packed;
        readonly nint depth = depth, rows = rows, columns = columns;
        readonly nint rowStrips = (pass.M + W.TileRows - 1) / W.TileRows, columnStrips = (pass.N + Columns - 1) / Columns;

        /// <summary>
        /// With a single strip of rows, packing B would cost as much as multiplying it; and where k is so short that the rows of a tile stay in the first-level cache as they lie
        /// (unless they would all fall into the same few sets of it), packing gains nothing.
        /// </summary>
        readonly bool direct = pass.ColB == 1 && pass.N >= Columns && (pass.M <= W.TileRows || (pass.K <= ShortDepth && pass.RowB * sizeof(T) % 1024 != 0));

        nint ColumnTasks => (pass.N + columns - 1) / columns;

        public nint Count => (pass.M + rows - 1) / rows * ColumnTasks;

        public nint Strips => (rowStrips + columnStrips) * ((pass.K + depth - 1) / depth);

        T* PackedA(nint block) => packed + block * depth * (rowStrips * W.TileRows + columnStrips * Columns);

        T* PackedB(nint block, nint k) => PackedA(block) + rowStrips * W.TileRows * k;

        public void Pack(nint index)
        {
            nint block = index / (rowStrips + columnStrips), strip = index % (rowStrips + columnStrips), at = block * depth, k = Math.Min(depth, pass.K - at);
            if (strip < rowStrips)
            {
                nint i = strip * W.TileRows, height = Math.Min(W.TileRows, pass.M - i);
                Packing.Strip(pass.A + i * pass.RowA + at * pass.ColA, pass.RowA, pass.ColA, height, RegisterTile<W, V, T>.Height(height), k, PackedA(block) + i * k);
                return;
            }
            nint j = (strip - rowStrips) * Columns, width = Math.Min(Columns, pass.N - j);
            if (direct && width == Columns) return;
            Packing.Strip(pass.B + j * pass.ColB + at * pass.RowB, pass.ColB, pass.RowB, width, Columns, k, PackedB(block, k) + j * k);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Compute(nint task)
        {
            nint i0 = task / ColumnTasks * rows, i1 = Math.Min(i0 + rows, pass.M);
            nint j0 = task % ColumnTasks * columns, j1 = Math.Min(j0 + columns, pass.N);
            for (nint block = 0, at = 0; at < pass.K; block++, at += depth)
            {
                var k = Math.Min(depth, pass.K - at);
                var beta = block == 0 ? pass.Beta : T.One;
                T* a = PackedA(block), packedB = PackedB(block, k);
                for (var j = j0; j < j1; j += Columns)
                {
                    var unpacked = direct && pass.N - j >= Columns;
                    var b = unpacked ? pass.B + at * pass.RowB + j : packedB + j * k;
                    nint ldb = unpacked ? pass.RowB : Columns;
                    for (var i = i0; i < i1; i += W.TileRows) Tile(i, j, k, a + i * k, b, ldb, beta);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Tile(nint i, nint j, nint k, T* a, T* b, nint ldb, T beta)
        {
            nint height = Math.Min(W.TileRows, pass.M - i), width = Math.Min(Columns, pass.N - j);
            var c = pass.C + i * pass.RowC + j * pass.ColC;
            if (width == Columns && pass.ColC == 1 && height == RegisterTile<W, V, T>.Height(height)) RegisterTile<W, V, T>.Run<Strided>(height, k, a, height, b, ldb, null, c, pass.RowC, pass.Alpha, beta);
            else Edge(height, width, k, a, b, ldb, c, beta);
        }

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        void Edge(nint height, nint width, nint k, T* a, T* b, nint ldb, T* c, T beta)
        {
            var tile = stackalloc T[W.TileRows * Columns];
            nint padded = RegisterTile<W, V, T>.Height(height);
            RegisterTile<W, V, T>.Run<Strided>(padded, k, a, padded, b, ldb, null, tile, Columns, pass.Alpha, T.Zero);
            for (nint i = 0; i < height; i++, c += pass.RowC, tile += Columns)
            {
                if (pass.ColC == 1) MergeRow(tile, c, width, beta);
                else if (T.IsZero(beta)) for (nint j = 0; j < width; j++) c[j * pass.ColC] = tile[j];
                else for (nint j = 0; j < width; j++) c[j * pass.ColC] = beta * c[j * pass.ColC] + tile[j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void MergeRow(T* tile, T* c, nint width, T beta)
    {
        nint j = 0;
        if (T.IsZero(beta))
        {
            for (; j + W.Count <= width; j += W.Count) W.Store(W.Load(tile + j), c + j);
            for (; j < width; j++) c[j] = tile[j];
            return;
        }
        var keep = W.Broadcast(beta);
        for (; j + W.Count <= width; j += W.Count) W.Store(W.MultiplyAdd(keep, W.Load(c + j), W.Load(tile + j)), c + j);
        for (; j < width; j++) c[j] = T.MultiplyAddEstimate(beta, c[j], tile[j]);
    }

    readonly struct PackBody(in Tasks tasks) : IRangeBody
    {
        readonly Tasks tasks = tasks;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (var strip = (nint)start; strip < end; strip++) tasks.Pack(strip);
        }
    }

    readonly struct TileBody(in Tasks tasks) : IRangeBody
    {
        readonly Tasks tasks = tasks;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (var task = (nint)start; task < end; task++) tasks.Compute(task);
        }
    }
}
