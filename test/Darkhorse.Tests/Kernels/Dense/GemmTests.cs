using System.Numerics;
using Darkhorse.Kernels.Dense;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Tests.KernelTests;

/// <summary>The matrix product against its definition, for shapes on both sides of every border between its methods, however the operands lie, and at any number of threads.</summary>
[Collection("threads")]
public sealed unsafe class GemmTests
{
    static readonly (int M, int N, int K)[] s_shapes =
    [
        (1, 1, 1), (1, 1, 100), (1, 7, 5), (7, 1, 5), (1, 300, 40), (300, 1, 40), (4, 8, 2), (4, 8, 3), (3, 3, 3), (5, 17, 9), (12, 32, 64), (13, 33, 65), (16, 16, 16), (11, 40, 300), (40, 11, 300),
        (64, 64, 64), (100, 100, 3), (37, 91, 400), (130, 70, 390), (241, 100, 50), (2, 1000, 70), (1000, 2, 70), (97, 96, 385), (3, 4, 0),
    ];

    public static IEnumerable<TheoryDataRow<int, int, int>> Shapes() => s_shapes.Select(s => new TheoryDataRow<int, int, int>(s.M, s.N, s.K));

    [Theory, MemberData(nameof(Shapes))]
    public void Agrees_with_its_definition(int m, int n, int k)
    {
        // The naive product takes its time: large shapes are tried in fewer layouts.
        int[] layouts = m * n * k < 100_000 ? [0, 1, 2, 3, 4, 5, 6, 7] : [0, 3, 6];
        foreach (int layout in layouts) Check<float>(m, n, k, layout, 1, 0, 1e-4);
        foreach (int layout in m * n * k < 100_000 ? new[] { 0, 3, 6 } : [6]) Check<double>(m, n, k, layout, 1, 0, 1e-12);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Scales_by_alpha_and_keeps_beta_of_what_was_there(int m, int n, int k)
    {
        if (m * n * k > 500_000) return;
        foreach (int layout in m * n * k < 100_000 ? new[] { 0, 1, 2, 4, 7 } : [2, 4])
        {
            Check<float>(m, n, k, layout, 2, 1, 1e-4);
            Check<float>(m, n, k, layout, -0.5f, 0.25f, 1e-4);
            Check<float>(m, n, k, layout, 0, 3, 1e-4);
        }
    }

    [Theory, InlineData(5, 9, 7), InlineData(40, 50, 60), InlineData(1, 70, 90)]
    public void Integers_wrap_around(int m, int n, int k)
    {
        foreach (int layout in Enumerable.Range(0, 8))
        {
            Check<long>(m, n, k, layout, 3, 2, 0);
            Check<int>(m, n, k, layout, 3, 2, 0);
            Check<short>(m, n, k, layout, 3, 1, 0);
            Check<sbyte>(m, n, k, layout, 1, 1, 0);
            Check<byte>(m, n, k, layout, 1, 0, 0);
        }
    }

    [Fact]
    public void Complex_numbers_are_multiplied_too() => Check<Complex>(9, 10, 11, 2, Complex.One, Complex.Zero, 1e-12);

    [Theory, MemberData(nameof(Shapes))]
    public void Adds_a_bias_to_every_row(int m, int n, int k)
    {
        float[] a = Numbers<float>(m * k, 1), b = Numbers<float>(k * n, 2), bias = Numbers<float>(n, 3), plain = new float[m * n], biased = new float[m * n];
        fixed (float* pa = a, pb = b, pc = plain, pd = biased, p = bias)
        {
            Gemm.Run(m, n, k, 1f, pa, k, 1, pb, n, 1, 0f, pc, n, 1);
            Gemm.Run(m, n, k, 1f, pa, k, 1, pb, n, 1, 0f, pd, n, 1, p);
        }
        for (int i = 0; i < biased.Length; i++) Assert.Equal(plain[i] + bias[i % n], biased[i], 1e-4f * (k + 1));
    }

    [Theory, InlineData(5, 6, 7, 8), InlineData(100, 3, 4, 5), InlineData(3, 90, 80, 70), InlineData(7, 1, 20, 30), InlineData(4, 20, 1, 30)]
    public void Batches_are_products_one_by_one(int batch, int m, int n, int k)
    {
        float[] a = Numbers<float>(batch * m * k, 1), b = Numbers<float>(batch * k * n, 2), expected = new float[batch * m * n], actual = new float[batch * m * n];
        foreach (int shared in new[] { 0, 1, 2 })
        {
            long stepA = shared == 1 ? 0 : m * k, stepB = shared == 2 ? 0 : k * n;
            fixed (float* pa = a, pb = b, pe = expected, pc = actual)
            {
                for (int i = 0; i < batch; i++) Gemm.Run(m, n, k, 1f, pa + i * stepA, k, 1, pb + i * stepB, n, 1, 0f, pe + i * m * n, n, 1);
                Gemm.Batched(batch, m, n, k, 1f, pa, stepA, k, 1, pb, stepB, n, 1, 0f, pc, m * n, n, 1);
            }
            for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4f * k);
        }
    }

    [Theory, InlineData(200, 200, 200), InlineData(300, 50, 900), InlineData(5, 3000, 400), InlineData(1, 2000, 1500), InlineData(3000, 1, 700), InlineData(3100, 33, 20)]
    public void Bits_do_not_depend_on_threads(int m, int n, int k)
    {
        int before = WorkerPool.Threads;
        float[] a = Numbers<float>(m * k, 1), b = Numbers<float>(k * n, 2), expected = new float[m * n], actual = new float[m * n];
        try
        {
            foreach (int threads in new[] { 1, 2, 4 })
            {
                WorkerPool.Threads = threads;
                var target = threads == 1 ? expected : actual;
                fixed (float* pa = a, pb = b, pc = target) Gemm.Run(m, n, k, 1f, pa, k, 1, pb, n, 1, 0f, pc, n, 1);
                if (threads > 1) Assert.True(expected.AsSpan().SequenceEqual(actual), $"{threads} threads give other bits than one");
            }
        }
        finally
        {
            WorkerPool.Threads = before;
        }
    }

    [Fact]
    public void Without_beta_the_target_is_not_read()
    {
        foreach (var (m, n, k) in s_shapes)
        {
            float[] a = Numbers<float>(m * k, 1), b = Numbers<float>(k * n, 2), c = new float[m * n];
            Array.Fill(c, float.NaN);
            fixed (float* pa = a, pb = b, pc = c) Gemm.Run(m, n, k, 1f, pa, k, 1, pb, n, 1, 0f, pc, n, 1);
            Assert.DoesNotContain(float.NaN, c);
        }
    }

    /// <summary>Bits of <paramref name="layout"/>: A, B, C are stored transposed; the strides leave gaps for layouts above 5.</summary>
    static void Check<T>(int m, int n, int k, int layout, T alpha, T beta, double tolerance) where T : unmanaged, INumberBase<T>
    {
        int gap = layout > 5 ? 3 : 0;
        var (a, rowA, colA) = Matrix<T>(m, k, (layout & 1) != 0, gap, 1);
        var (b, rowB, colB) = Matrix<T>(k, n, (layout & 2) != 0, gap, 2);
        var (c, rowC, colC) = Matrix<T>(m, n, (layout & 4) != 0, gap, 3);
        var before = (T[])c.Clone();
        fixed (T* pa = a, pb = b, pc = c) Gemm.Run(m, n, k, alpha, pa, rowA, colA, pb, rowB, colB, beta, pc, rowC, colC);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++) sum += a[i * rowA + p * colA] * b[p * rowB + j * colB];
                var expected = alpha * sum + (T.IsZero(beta) ? T.Zero : beta * before[i * rowC + j * colC]);
                var actual = c[i * rowC + j * colC];
                Assert.True(Distance(expected, actual) <= tolerance * (k + 1), $"{typeof(T).Name} {m}x{n}x{k} layout {layout}: [{i}, {j}] is {actual}, expected {expected}");
            }
        }
    }

    static double Distance<T>(T x, T y) where T : INumberBase<T> => x == y ? 0 : double.CreateChecked(T.Abs(x - y));

    static (T[] Data, int Row, int Column) Matrix<T>(int rows, int columns, bool transposed, int gap, int seed) where T : unmanaged, INumberBase<T>
    {
        int pitch = (transposed ? rows : columns) + gap;
        var data = Numbers<T>(Math.Max(1, (transposed ? columns : rows) * pitch), seed);
        return transposed ? (data, 1, pitch) : (data, pitch, 1);
    }

    static T[] Numbers<T>(int count, int seed) where T : unmanaged, INumberBase<T>
    {
        var data = new T[count];
        for (int i = 0; i < count; i++)
        {
            double value = (i + seed * 17) * 0.6180339887498949 % 1.0 * 4 - 2;
            data[i] = T.CreateSaturating(typeof(T).IsPrimitive && T.IsInteger(T.CreateTruncating(0.5)) && T.IsZero(T.CreateTruncating(0.5)) ? Math.Round(value * 20) : value);
        }
        return data;
    }
}
