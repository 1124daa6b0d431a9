using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>What goes in and out of a discrete Fourier transform of n points.</summary>
public enum FourierKind
{
    /// <summary>n complex numbers each.</summary>
    Complex,

    /// <summary>n real numbers to the first n / 2 + 1 complex ones; the others are conjugates of these.</summary>
    RealToHalf,

    /// <summary>n real numbers to all n complex ones.</summary>
    RealToFull,

    /// <summary>The first n / 2 + 1 complex numbers to n real ones, by the inverse transform. Imaginary parts that must be 0 are taken for 0.</summary>
    HalfToReal,
}

/// <summary>Transforms along the middle one of three dims, contiguous: [outer, n, inner].</summary>
public readonly record struct FourierShape(FourierKind Kind, long Outer, long Length, long Inner, bool Inverse)
{
    public long SourceLength => Kind == FourierKind.HalfToReal ? Length / 2 + 1 : Length;
    public long ResultLength => Kind == FourierKind.RealToHalf ? Length / 2 + 1 : Length;
}

/// <summary>
/// Discrete Fourier transforms of any length in O(n log n): sums of x_j e^(-2 pi i j k / n), or e^(+2 pi i j k / n) for the inverse, times a scale. The error is a few units
/// of the last place of the root mean square times log n. A tile of rows is one unit of work and its size depends on the shape alone.
/// </summary>
public static unsafe class Fourier
{
    /// <summary>Float32 (or pairs of it) if <paramref name="single"/>, else float64. Source and result do not overlap, or are the same in a complex transform.</summary>
    public static void Run(bool single, in FourierShape shape, byte* source, byte* result, double scale)
    {
        if (single) Run((float*)source, (float*)result, shape, (float)scale);
        else Run((double*)source, (double*)result, shape, scale);
    }

    static void Run<T>(T* source, T* result, FourierShape shape, T scale) where T : unmanaged, INumber<T>
    {
        bool halved = shape.Kind != FourierKind.Complex && shape.Length % 2 == 0;
        var plan = FftPlan<T>.Of(halved ? shape.Length / 2 : shape.Length);
        // Rows that follow each other are the columns of one piece; then a tile never has to cross from one piece to the next.
        var (pieces, rows, rowStep) = shape.Inner == 1 ? (1L, shape.Outer, 0L) : (shape.Outer, shape.Inner, 1L);
        // As many rows as a vector has lanes, or the first passes would have to go without.
        long tile = Math.Clamp((rowStep == 0 ? 16384 : 65536) / shape.Length, 1, 64);
        if (tile >= 4) tile = (tile + 15) / 16 * 16;
        long tiles = (rows + tile - 1) / tile;
        WorkerPool.For(pieces * tiles, 1, new FourierTiles<T>(plan, shape, source, result, scale, halved, rows, rowStep, tile, tiles));
    }

    /// <summary>The transform of one row, in place: real and imaginary parts in turn.</summary>
    internal static void Forward(double[] values)
    {
        fixed (double* data = values) Run(data, data, new(FourierKind.Complex, 1, values.Length / 2, 1, false), 1.0);
    }
}

readonly unsafe struct FourierTiles<T>(FftPlan<T> plan, FourierShape shape, T* source, T* result, T scale, bool halved, long rows, long rowStep, long tile, long tiles) : IRangeBody
    where T : unmanaged, INumber<T>
{
    /// <summary>Offset of row 0, and the distances of rows and of elements, in elements of <paramref name="length"/> to a row.</summary>
    (long Start, nint Row, nint Element) Place(long piece, long first, long length)
        => rowStep == 0 ? (first * length, (nint)length, 1) : (piece * length * shape.Inner + first, 1, (nint)shape.Inner);

    public void Run(long start, long end)
    {
        for (long at = start; at < end; at++)
        {
            var (piece, index) = Math.DivRem(at, tiles);
            long first = index * tile;
            var count = (nint)Math.Min(tile, rows - first);
            var size = (nint)(shape.Length + 1) * count;
            nint inner = plan.Inner is { } chirped ? (nint)chirped.Length * count : 0;
            T* re = Workspace.Take<T>(Workspace.Steps, 4 * (size + inner)), im = re + size, otherRe = im + size, otherIm = otherRe + size, more = otherIm + size;
            Load(piece, first, count, re, im);
            // With real and imaginary parts exchanged, before and after, a transform is its inverse.
            if (shape.Inverse || shape.Kind == FourierKind.HalfToReal) Transform(ref im, ref re, otherRe, otherIm, more, inner, count);
            else Transform(ref re, ref im, otherRe, otherIm, more, inner, count);
            Store(piece, first, count, re, im);
        }
    }

    void Transform(ref T* re, ref T* im, T* otherRe, T* otherIm, T* more, nint inner, nint count)
    {
        if (plan.Inner is null) Pass(plan, ref re, ref im, otherRe, otherIm, count);
        else Chirped(re, im, more, inner, count);
    }

    static void Pass(FftPlan<T> plan, ref T* re, ref T* im, T* otherRe, T* otherIm, nint count)
    {
        var passes = new FftPasses<T>(plan, re, im, otherRe, otherIm, count);
        DirectElements<T>.RunWidest(ref passes);
        re = passes.Re;
        im = passes.Im;
    }

    /// <summary>X_k = w_k sum_j (x_j w_j) conj(w_(k - j)) with w_k = e^(-pi i k^2 / n): a convolution, done by transforms of a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Chirped(T* re, T* im, T* more, nint size, nint count)
    {
        T* ar = more, ai = ar + size, br = ai + size, bi = br + size;
        var n = (nint)plan.Length;
        T[] chirp = plan.Chirp!, filter = plan.Filter!;
        Multiply(re, im, ar, ai, chirp, n, count);
        Clear(ar + n * count, size - n * count);
        Clear(ai + n * count, size - n * count);
        Pass(plan.Inner!, ref ar, ref ai, br, bi, count);
        Multiply(ar, ai, ar, ai, filter, (nint)plan.Inner!.Length, count);
        T* freeRe = ar == more ? br : more, freeIm = ar == more ? bi : more + size;
        Pass(plan.Inner, ref ai, ref ar, freeIm, freeRe, count);
        Multiply(ar, ai, re, im, chirp, n, count);
    }

    static void Clear(T* start, nint count) => NativeMemory.Clear(start, (nuint)count * (nuint)sizeof(T));

    static void Multiply(T* re, T* im, T* toRe, T* toIm, T[] factors, nint n, nint count)
    {
        fixed (T* f = factors)
        {
            var loop = new FftTurned<T>(re, im, toRe, toIm, f, n, count);
            DirectElements<T>.RunWidest(ref loop);
        }
    }

    void Load(long piece, long first, nint count, T* re, T* im)
    {
        var place = Place(piece, first, shape.SourceLength);
        bool real = shape.Kind is FourierKind.RealToHalf or FourierKind.RealToFull;
        nint n = (nint)(real && halved ? shape.SourceLength / 2 : shape.SourceLength);
        // In the order of memory: row by row, or the rows side by side.
        if (rowStep == 0) Load(place, real, 0, n, count, re, im);
        else for (nint k = 0; k < n; k++) Load(place, real, k, k + 1, count, re, im);
        if (shape.Kind == FourierKind.HalfToReal) Complete(re, im, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Load((long Start, nint Row, nint Element) place, bool real, nint start, nint end, nint count, T* re, T* im)
    {
        nint element = place.Element, l = 0;
        if (typeof(T) == typeof(float) && Interleaved.IsSupported)
        {
            if (element == 1 && (!real || halved))
            {
                for (; l <= count - 8; l += 8)
                {
                    T* from = source + (place.Start + l * place.Row) * (real ? 1 : 2);
                    nint k = Interleaved.SplitRows((float*)from, real ? place.Row / 2 : place.Row, (float*)re + l, (float*)im + l, count, end);
                    for (; k < end; k++)
                        for (nint r = 0; r < 8; r++) (re[k * count + l + r], im[k * count + l + r]) = (from[r * place.Row * (real ? 1 : 2) + 2 * k], from[r * place.Row * (real ? 1 : 2) + 2 * k + 1]);
                }
            }
            else if (place.Row == 1 && !real)
            {
                for (nint k = start; k < end; k++) l = Interleaved.Split((float*)source + 2 * (place.Start + k * element), (float*)re + k * count, (float*)im + k * count, count);
            }
        }
        for (; l < count; l++)
        {
            T* from = source + (place.Start + l * place.Row) * (real ? 1 : 2);
            if (!real) for (nint k = start; k < end; k++) (re[k * count + l], im[k * count + l]) = (from[2 * k * element], from[2 * k * element + 1]);
            else if (halved) for (nint k = start; k < end; k++) (re[k * count + l], im[k * count + l]) = (from[2 * k * element], from[(2 * k + 1) * element]);
            else for (nint k = start; k < end; k++) (re[k * count + l], im[k * count + l]) = (from[k * element], T.Zero);
        }
    }

    /// <summary>From the first half of a spectrum to all of it, or, for an even length, to the spectrum of even and odd elements as real and imaginary parts.</summary>
    void Complete(T* re, T* im, nint count)
    {
        nint n = (nint)shape.Length, half = n / 2;
        for (nint l = 0; l < count; l++) im[l] = T.Zero;
        if (!halved)
        {
            for (nint k = 1; k <= half; k++)
                for (nint l = 0; l < count; l++) (re[(n - k) * count + l], im[(n - k) * count + l]) = (re[k * count + l], -im[k * count + l]);
            return;
        }
        for (nint l = 0; l < count; l++) im[half * count + l] = T.Zero;
        fixed (T* turns = plan.RealTurns)
        {
            var loop = new FftCompletion<T>(re, im, turns, half, count);
            DirectElements<T>.RunWidest(ref loop);
        }
    }

    void Store(long piece, long first, nint count, T* re, T* im)
    {
        bool toReal = shape.Kind == FourierKind.HalfToReal, toSpectrum = halved && !toReal;
        if (toSpectrum) Separate(re, im, count);
        var place = Place(piece, first, shape.ResultLength);
        nint n = (nint)shape.ResultLength, known = toSpectrum ? (nint)shape.Length / 2 + 1 : toReal && halved ? n / 2 : n;
        if (rowStep == 0) Store(place, toReal, 0, known, count, re, im);
        else for (nint k = 0; k < known; k++) Store(place, toReal, k, k + 1, count, re, im);
        if (toReal) return;
        for (nint k = known; k < n; k++)
        {
            for (nint l = 0; l < count; l++)
            {
                T* to = result + 2 * (place.Start + l * place.Row);
                (to[2 * k * place.Element], to[2 * k * place.Element + 1]) = (to[2 * (n - k) * place.Element], -to[2 * (n - k) * place.Element + 1]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Store((long Start, nint Row, nint Element) place, bool toReal, nint start, nint end, nint count, T* re, T* im)
    {
        nint element = place.Element, l = 0;
        if (typeof(T) == typeof(float) && Interleaved.IsSupported)
        {
            if (element == 1 && (!toReal || halved))
            {
                nint row = place.Row * (toReal ? 1 : 2);
                for (; l <= count - 8; l += 8)
                {
                    T* to = result + place.Start * (toReal ? 1 : 2) + l * row;
                    nint k = Interleaved.JoinRows((float*)re + l, (float*)im + l, count, (float*)to, row / 2, end, (float)(object)scale);
                    for (; k < end; k++)
                        for (nint r = 0; r < 8; r++) (to[r * row + 2 * k], to[r * row + 2 * k + 1]) = (re[k * count + l + r] * scale, im[k * count + l + r] * scale);
                }
            }
            else if (place.Row == 1 && !toReal)
            {
                for (nint k = start; k < end; k++) l = Interleaved.Join((float*)re + k * count, (float*)im + k * count, (float*)result + 2 * (place.Start + k * element), count, (float)(object)scale);
            }
        }
        for (; l < count; l++)
        {
            T* to = result + (place.Start + l * place.Row) * (toReal ? 1 : 2);
            if (!toReal) for (nint k = start; k < end; k++) (to[2 * k * element], to[2 * k * element + 1]) = (re[k * count + l] * scale, im[k * count + l] * scale);
            else if (halved) for (nint k = start; k < end; k++) (to[2 * k * element], to[(2 * k + 1) * element]) = (re[k * count + l] * scale, im[k * count + l] * scale);
            else for (nint k = start; k < end; k++) to[k * element] = re[k * count + l] * scale;
        }
    }

    /// <summary>From the spectrum Z of even and odd elements as real and imaginary parts to the first half of the whole: X_k = (S - i w_k D) / 2.</summary>
    void Separate(T* re, T* im, nint count)
    {
        nint half = (nint)shape.Length / 2;
        for (nint l = 0; l < count; l++)
        {
            T even = re[l], odd = im[l];
            (re[l], im[l], re[half * count + l], im[half * count + l]) = (even + odd, T.Zero, even - odd, T.Zero);
        }
        fixed (T* turns = plan.RealTurns)
        {
            var loop = new FftSeparation<T>(re, im, turns, half, count);
            DirectElements<T>.RunWidest(ref loop);
        }
    }
}
