using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>The product for number types that no vector register holds (complex numbers, decimals, …): strips of four columns of B are packed, two rows go over them at a time.</summary>
static unsafe class PlainGemm<T> where T : unmanaged, INumberBase<T>
{
    const int Strip = 4, DepthBlock = 512, RowsOfTask = 64;

    public static void Run(in Product<T> p)
    {
        var block = p;
        var strips = (p.N + Strip - 1) / Strip;
        var packed = Workspace.Take<T>(Workspace.Packing, strips * Strip * Math.Min(p.K, DepthBlock));
        for (nint at = 0; at < p.K; at += DepthBlock)
        {
            block.K = Math.Min(DepthBlock, p.K - at);
            for (nint j = 0; j < p.N; j += Strip)
            {
                Packing.Strip(block.B + j * p.ColB, p.ColB, p.RowB, Math.Min(Strip, p.N - j), Strip, block.K, packed + j * block.K);
            }
            var small = (double)block.K * p.N * p.M < 1e5;
            WorkerPool.For(p.M, small ? Math.Max(p.M, 1) : RowsOfTask, new Body(block, packed));
            block.A += block.K * p.ColA;
            block.B += block.K * p.RowB;
            block.Beta = T.One;
        }
    }

    readonly struct Body(in Product<T> p, T* packed) : IRangeBody
    {
        readonly Product<T> p = p;
        readonly T* packed = packed;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (nint j = 0; j < p.N; j += Strip)
            {
                var i = (nint)start;
                for (; i + 2 <= end; i += 2) Tile(p.A + i * p.RowA, p.A + (i + 1) * p.RowA, packed + j * p.K, i, j, 2);
                if (i < end) Tile(p.A + i * p.RowA, p.A + i * p.RowA, packed + j * p.K, i, j, 1);
            }
        }

        void Tile(T* upper, T* lower, T* b, nint i, nint j, int rows)
        {
            T u0 = T.Zero, u1 = T.Zero, u2 = T.Zero, u3 = T.Zero, l0 = T.Zero, l1 = T.Zero, l2 = T.Zero, l3 = T.Zero;
            for (nint k = p.K; k > 0; k--, upper += p.ColA, lower += p.ColA, b += Strip)
            {
                T u = *upper, l = *lower;
                u0 += u * b[0];
                u1 += u * b[1];
                u2 += u * b[2];
                u3 += u * b[3];
                l0 += l * b[0];
                l1 += l * b[1];
                l2 += l * b[2];
                l3 += l * b[3];
            }
            Put(i, j, u0, u1, u2, u3);
            if (rows == 2) Put(i + 1, j, l0, l1, l2, l3);
        }

        void Put(nint i, nint j, T s0, T s1, T s2, T s3)
        {
            Put(i, j, s0);
            Put(i, j + 1, s1);
            Put(i, j + 2, s2);
            Put(i, j + 3, s3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Put(nint i, nint j, T sum)
        {
            if (j >= p.N) return;
            var c = p.C + i * p.RowC + j * p.ColC;
            *c = T.IsZero(p.Beta) ? p.Alpha * sum : p.Beta * *c + p.Alpha * sum;
        }
    }
}
