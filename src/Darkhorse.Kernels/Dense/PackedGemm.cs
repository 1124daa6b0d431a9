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

    /// <summary>Rows and columns packed at once: a packed panel stays within the outer caches.</summary>
    const int RowPanel = 3072, ColumnPanel = 3072;

    /// <summary>Rows of one task: its packed block of A stays in the second-level cache.</summary>
    const int RowBlock = 240;

    /// <summary>Work below this stays on the calling thread: waking the workers costs a few microseconds.</summary>
    const double ParallelFlops = 1e6;

    static int Columns => 2 * W.Count;

    public static void Run(in Product<T> p)
    {
        var whole = p;
        // Tiles are written by rows, so C had better have unit column stride.
        if (p.ColC != 1 && p.RowC == 1) whole.Transpose();
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

    static void RunPanel(Product<T> panel)
    {
        var depth = Even(panel.K, DepthBlock, 1);
        nint paddedM = (panel.M + W.TileRows - 1) / W.TileRows * W.TileRows, paddedN = (panel.N + Columns - 1) / Columns * Columns;
        var direct = panel.ColB == 1 && panel.M <= W.TileRows && panel.N >= Columns;
        var packed = Workspace.Take<T>(Workspace.Packing, (paddedM + paddedN) * depth);
        var k = panel.K;
        for (nint at = 0; at < k; at += depth)
        {
            panel.K = Math.Min(depth, k - at);
            RunDepth(panel, packed, packed + paddedM * depth, direct);
            panel.A += depth * panel.ColA;
            panel.B += depth * panel.RowB;
            panel.Beta = T.One;
        }
    }

    static void RunDepth(in Product<T> block, T* packedA, T* packedB, bool direct)
    {
        nint rowStrips = (block.M + W.TileRows - 1) / W.TileRows, columnStrips = (block.N + Columns - 1) / Columns;
        var tasks = new Tasks(block, packedA, packedB, direct, RowsOfTask(block.M), ColumnsOfTask(block));
        var parallel = block.Flops >= ParallelFlops;
        nint strips = rowStrips + columnStrips, stripsOfTask = parallel ? Math.Max(4, (strips + 7) / 8) : strips;
        WorkerPool.For(strips, stripsOfTask, new PackBody(tasks, rowStrips));
        WorkerPool.For(tasks.Count, parallel ? 1 : tasks.Count, new TileBody(tasks));
    }

    static nint RowsOfTask(nint m) => Even(m, RowBlock, W.TileRows);

    static nint ColumnsOfTask(in Product<T> block)
    {
        const int enoughTasks = 8;
        var rowTasks = (block.M + RowsOfTask(block.M) - 1) / RowsOfTask(block.M);
        var wanted = block.Flops < ParallelFlops ? 1 : Math.Min((enoughTasks + rowTasks - 1) / rowTasks, (block.N + 2 * Columns - 1) / (2 * Columns));
        return Even(block.N, (block.N + wanted - 1) / wanted, Columns);
    }

    /// <summary>The size of equal parts of <paramref name="length"/>, none above <paramref name="limit"/> by more than the rounding up to a multiple of <paramref name="unit"/>.</summary>
    static nint Even(nint length, nint limit, nint unit)
    {
        var parts = (length + limit - 1) / limit;
        return ((length + parts - 1) / parts + unit - 1) / unit * unit;
    }

    /// <summary>A block of the product, cut into rectangles of C.</summary>
    readonly struct Tasks(in Product<T> block, T* packedA, T* packedB, bool direct, nint rows, nint columns)
    {
        readonly Product<T> block = block;
        readonly T* packedA = packedA, packedB = packedB;
        readonly bool direct = direct;
        readonly nint rows = rows, columns = columns;

        nint ColumnTasks => (block.N + columns - 1) / columns;

        public nint Count => (block.M + rows - 1) / rows * ColumnTasks;

        public void PackRows(nint strip)
        {
            var i = strip * W.TileRows;
            var height = Math.Min(W.TileRows, block.M - i);
            Packing.Strip(block.A + i * block.RowA, block.RowA, block.ColA, height, Height(height), block.K, packedA + i * block.K);
        }

        public void PackColumns(nint strip)
        {
            var j = strip * Columns;
            var width = Math.Min(Columns, block.N - j);
            if (direct && width == Columns) return;
            Packing.Strip(block.B + j * block.ColB, block.ColB, block.RowB, width, Columns, block.K, packedB + j * block.K);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Compute(nint task)
        {
            nint i0 = task / ColumnTasks * rows, i1 = Math.Min(i0 + rows, block.M);
            nint j0 = task % ColumnTasks * columns, j1 = Math.Min(j0 + columns, block.N);
            for (var j = j0; j < j1; j += Columns)
            {
                var unpacked = direct && block.N - j >= Columns;
                var b = unpacked ? block.B + j : packedB + j * block.K;
                nint ldb = unpacked ? block.RowB : Columns;
                for (var i = i0; i < i1; i += W.TileRows) Tile(i, j, packedA + i * block.K, b, ldb);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Tile(nint i, nint j, T* a, T* b, nint ldb)
        {
            nint height = Math.Min(W.TileRows, block.M - i), width = Math.Min(Columns, block.N - j);
            var c = block.C + i * block.RowC + j * block.ColC;
            if (width == Columns && block.ColC == 1 && height == Height(height)) Kernel(height, block.K, a, b, ldb, c, block.RowC, block.Alpha, block.Beta);
            else Edge(height, width, a, b, ldb, c);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        void Edge(nint height, nint width, T* a, T* b, nint ldb, T* c)
        {
            var tile = stackalloc T[W.TileRows * Columns];
            Kernel(Height(height), block.K, a, b, ldb, tile, Columns, block.Alpha, T.Zero);
            for (nint i = 0; i < height; i++, c += block.RowC, tile += Columns)
            {
                if (block.ColC == 1) MergeRow(tile, c, width, block.Beta);
                else if (T.IsZero(block.Beta)) for (nint j = 0; j < width; j++) c[j * block.ColC] = tile[j];
                else for (nint j = 0; j < width; j++) c[j * block.ColC] = block.Beta * c[j * block.ColC] + tile[j];
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

    /// <summary>The height of the tile that holds so many rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nint Height(nint rows) => rows <= 2 ? 2 : rows <= 4 ? 4 : rows <= 6 ? 6 : rows <= 8 ? 8 : 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Kernel(nint height, nint k, T* a, T* b, nint ldb, T* c, nint ldc, T alpha, T beta)
    {
        switch (height)
        {
            case 2: RegisterTile<W, V, T>.Run<Rows2>(k, a, b, ldb, c, ldc, alpha, beta); break;
            case 4: RegisterTile<W, V, T>.Run<Rows4>(k, a, b, ldb, c, ldc, alpha, beta); break;
            case 6: RegisterTile<W, V, T>.Run<Rows6>(k, a, b, ldb, c, ldc, alpha, beta); break;
            case 8: RegisterTile<W, V, T>.Run<Rows8>(k, a, b, ldb, c, ldc, alpha, beta); break;
            default: RegisterTile<W, V, T>.Run<Rows12>(k, a, b, ldb, c, ldc, alpha, beta); break;
        }
    }

    readonly struct PackBody(in Tasks tasks, nint rowStrips) : IRangeBody
    {
        readonly Tasks tasks = tasks;
        readonly nint rowStrips = rowStrips;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (var strip = (nint)start; strip < end; strip++)
            {
                if (strip < rowStrips) tasks.PackRows(strip);
                else tasks.PackColumns(strip - rowStrips);
            }
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
