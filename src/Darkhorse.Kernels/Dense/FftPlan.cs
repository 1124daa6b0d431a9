using System.Collections.Concurrent;
using System.Numerics;

namespace Darkhorse.Kernels.Dense;

/// <summary>One pass of a transform: <paramref name="Rest"/> groups of <paramref name="Radix"/> points, with the place of its first factor in the plan.</summary>
readonly record struct FftStage(int Radix, long Rest, long Turns);

/// <summary>
/// What a transform of one length needs: its stages and their factors e^(-2 pi i p k / n), found in float64 and rounded once. A length with a prime factor over
/// <see cref="LargestRadix"/> is a convolution with a chirp, of a power of two (Bluestein 1970). Plans are kept, up to a number of points in all, for the next transform of their length.
/// </summary>
sealed class FftPlan<T> where T : unmanaged, INumber<T>
{
    const int LargestRadix = 61;
    const long KeptPoints = 1 << 22;

    static readonly ConcurrentDictionary<long, FftPlan<T>> plans = new();
    static long points;

    T[]? _realTurns;

    FftPlan(long length)
    {
        Length = length;
        var radices = Radices(length);
        if (radices is null)
        {
            (Chirp, Filter, Inner) = Chirped(length);
            return;
        }
        Stages = new FftStage[radices.Count];
        var turns = new List<T>();
        long size = length;
        for (int i = 0; i < Stages.Length; i++)
        {
            int radix = radices[i];
            long rest = size / radix;
            Stages[i] = new(radix, rest, turns.Count);
            for (long p = 0; p < rest; p++)
                for (int k = 1; k < radix; k++) Add(turns, p * k, size);
            // The factors of a general radix itself follow its turns.
            if (radix > 5) for (int k = 0; k < radix; k++) Add(turns, k, radix);
            size = rest;
        }
        Turns = [.. turns];
    }

    public long Length { get; }
    public FftStage[] Stages { get; } = [];
    public T[] Turns { get; } = [];

    /// <summary>e^(-pi i k^2 / n), real and imaginary parts in turn; the transform of its conjugate over the inner length; and the plan of that.</summary>
    public T[]? Chirp { get; }
    public T[]? Filter { get; }
    public FftPlan<T>? Inner { get; }

    /// <summary>e^(-pi i k / n) for k up to n: what makes a complex transform of n serve a real one of 2 n.</summary>
    public T[] RealTurns => _realTurns ??= MakeRealTurns();

    public static FftPlan<T> Of(long length)
    {
        if (plans.TryGetValue(length, out var plan)) return plan;
        if (Interlocked.Add(ref points, length) > KeptPoints)
        {
            plans.Clear();
            Interlocked.Exchange(ref points, length);
        }
        return plans.GetOrAdd(length, static n => new(n));
    }

    T[] MakeRealTurns()
    {
        var turns = new List<T>();
        for (long k = 0; k <= Length; k++) Add(turns, k, 2 * Length);
        return [.. turns];
    }

    static void Add(List<T> turns, long index, long size)
    {
        var (sin, cos) = double.SinCosPi(-2.0 * (index % size) / size);
        turns.Add(T.CreateTruncating(cos));
        turns.Add(T.CreateTruncating(sin));
    }

    /// <summary>Fours first, then the primes; null where one of them is too large.</summary>
    static List<int>? Radices(long n)
    {
        var result = new List<int>();
        for (; n % 4 == 0; n /= 4) result.Add(4);
        for (int prime = 2; prime <= LargestRadix; prime++)
            for (; n % prime == 0; n /= prime) result.Add(prime);
        return n > 1 ? null : result;
    }

    static (T[], T[], FftPlan<T>) Chirped(long n)
    {
        long size = (long)BitOperations.RoundUpToPowerOf2((ulong)(2 * n - 1)), square = 0;
        double[] chirp = new double[2 * n], filter = new double[2 * size];
        for (long k = 0; k < n; k++)
        {
            // k^2 modulo 2 n, kept as a running sum: exact for every length.
            if (k > 0) square = (square + 2 * k - 1) % (2 * n);
            var (sin, cos) = double.SinCosPi(-(double)square / n);
            (chirp[2 * k], chirp[2 * k + 1]) = (cos, sin);
            foreach (long at in (ReadOnlySpan<long>)[k, (size - k) % size]) (filter[2 * at], filter[2 * at + 1]) = (cos / size, -sin / size);
        }
        Fourier.Forward(filter);
        return (Array.ConvertAll(chirp, T.CreateTruncating), Array.ConvertAll(filter, T.CreateTruncating), Of(size));
    }
}
