using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Random;

/// <summary>The distributions that training draws by the million, over contiguous elements: the numbers of the element-by-element draws, in vectors.</summary>
static unsafe class Bulk
{
    /// <summary>Uniform float32 numbers in [from, from + width).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Uniform(RandomStream stream, float* target, long count, float from, float width)
    {
        var scale = Vector256.Create(1f / 0x1000000);
        Vector256<float> low = Vector256.Create(from), size = Vector256.Create(width);
        for (long done = 0; done < count;)
        {
            var words = stream.Engine.Take(count - done);
            ref uint word = ref MemoryMarshal.GetReference(words);
            int i = 0;
            for (; i <= words.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                var bits = Vector256.LoadUnsafe(ref word, (nuint)i) & Vector256.Create(0xFFFFFFu);
                (Vector256.ConvertToSingle(bits.AsInt32()) * scale * size + low).Store(target + done + i);
            }
            for (; i < words.Length; i++) target[done + i] = (words[i] & 0xFFFFFF) * (1f / 0x1000000) * width + from;
            done += words.Length;
        }
    }

    /// <summary>Uniform float64 numbers in [from, from + width).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Uniform(RandomStream stream, double* target, long count, double from, double width)
    {
        for (long done = 0; done < count;)
        {
            var words = stream.Engine.Take(2 * (count - done));
            int pairs = words.Length / 2;
            for (int i = 0; i < pairs; i++) target[done + i] = (Pair(words, i) & ((1UL << 53) - 1)) * (1.0 / (1UL << 53)) * width + from;
            done += pairs;
            // A pair whose words lie in two blocks.
            if (words.Length % 2 != 0) target[done++] = (((ulong)words[^1] << 32 | stream.Engine.Next()) & ((1UL << 53) - 1)) * (1.0 / (1UL << 53)) * width + from;
        }
    }

    /// <summary>1 where 53 random bits are below the bound, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bernoulli<S>(RandomStream stream, S* target, long count, ulong bound) where S : unmanaged
    {
        for (long done = 0; done < count;)
        {
            var words = stream.Engine.Take(2 * (count - done));
            int pairs = words.Length / 2;
            for (int i = 0; i < pairs; i++) target[done + i] = Casting.Cast<bool, S>((Pair(words, i) & ((1UL << 53) - 1)) < bound);
            done += pairs;
            if (words.Length % 2 != 0) target[done++] = Casting.Cast<bool, S>((((ulong)words[^1] << 32 | stream.Engine.Next()) & ((1UL << 53) - 1)) < bound);
        }
    }

    /// <summary>-log(1 - u) / lambda, in float64, of 53 random bits each; at most 1 ULP from the number drawn alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exponential<S>(RandomStream stream, S* target, long count, double lambda) where S : unmanaged
    {
        const int Chunk = 512;
        double* part = stackalloc double[Chunk];
        for (long done = 0; done < count; done += Chunk)
        {
            int length = (int)Math.Min(Chunk, count - done);
            Uniform(stream, part, length, 0, 1);
            new Span<double>(part + length, Chunk - length).Clear(); // whole vectors all the way
            if (Vector512.IsHardwareAccelerated) NegativeLogs<Lanes512<double>, Direct512<double>>(part, Chunk, lambda);
            else if (Vector256.IsHardwareAccelerated) NegativeLogs<Lanes256<double>, Direct256<double>>(part, Chunk, lambda);
            else NegativeLogs<Lanes128<double>, Direct128<double>>(part, Chunk, lambda);
            for (int i = 0; i < length; i++) target[done + i] = Casting.Cast<double, S>(part[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void NegativeLogs<V, M>(double* numbers, int count, double lambda) where V : struct, ILanes<V> where M : struct, IMemory<double, V>
    {
        V factor = V.Param(-1 / lambda);
        for (int i = 0; i < count; i += M.Count) M.Store(numbers + i, factor * LaneMath.Log1p(-M.Load(numbers + i)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Pair(ReadOnlySpan<uint> words, int i)
        => (ulong)Unsafe.Add(ref MemoryMarshal.GetReference(words), 2 * i) << 32 | Unsafe.Add(ref MemoryMarshal.GetReference(words), 2 * i + 1);
}
