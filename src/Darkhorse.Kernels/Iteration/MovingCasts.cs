using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Lanes;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// Casts of contiguous runs, many elements at a time, for the pairs of dtypes that are common. What they give is what <see cref="Numbers.Casting"/>
/// gives element by element; the tail of a run is left to it.
/// </summary>
static unsafe class MovingCasts
{
    /// <summary>Casts a multiple of 16 elements and says how many; 0 for pairs that have no loop here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Run<TFrom, TTo>(TFrom* source, TTo* target, long count) where TFrom : unmanaged where TTo : unmanaged
    {
        if (!Vector256.IsHardwareAccelerated) return 0;
        long i = 0;
        if (ThroughFloat<TFrom, TTo>())
        {
            for (; i <= count - 16; i += 16) StoreFloats(target + i, LoadFloats(source + i));
        }
        else if (ThroughInts<TFrom, TTo>())
        {
            for (; i <= count - 16; i += 16) StoreInts(target + i, LoadInts(source + i));
        }
        else if (typeof(TFrom) == typeof(double) && (typeof(TTo) == typeof(float) || typeof(TTo) == typeof(long)))
        {
            for (; i <= count - 16; i += 16) FromDoubles((double*)source + i, target + i);
        }
        else if (typeof(TTo) == typeof(double) && (typeof(TFrom) == typeof(int) || typeof(TFrom) == typeof(long)))
        {
            for (; i <= count - 16; i += 16) ToDoubles(source + i, (double*)target + i);
        }
        else if (typeof(TFrom) == typeof(long) && typeof(TTo) == typeof(int))
        {
            for (; i <= count - 16; i += 16) Vector512.Narrow(Vector512.Load((long*)source + i), Vector512.Load((long*)source + i + 8)).Store((int*)target + i);
        }
        return i;
    }

    /// <summary>Sources that float32 holds exactly, or that round once on the way; targets that can be made of a float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool ThroughFloat<TFrom, TTo>()
        => (IsFloat<TFrom>() || IsSmall<TFrom>() && (IsFloat<TTo>() || typeof(TTo) == typeof(double)) || typeof(TFrom) == typeof(int) && typeof(TTo) == typeof(float))
            && (IsFloat<TTo>() || typeof(TTo) == typeof(double) || typeof(TTo) == typeof(int) || typeof(TTo) == typeof(long) || typeof(TTo) == typeof(byte) || typeof(TTo) == typeof(bool));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool ThroughInts<TFrom, TTo>()
        => (IsSmall<TFrom>() || typeof(TFrom) == typeof(int)) && (typeof(TTo) == typeof(int) || typeof(TTo) == typeof(long) || typeof(TTo) == typeof(byte) || typeof(TTo) == typeof(bool));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsFloat<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsSmall<T>() => typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(bool) || typeof(T) == typeof(short);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> LoadFloats<T>(T* source) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Vector512.Load((float*)source);
        if (typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16)) return Widened512<T>.Load(source).Bits;
        return Vector512.ConvertToSingle(LoadInts(source));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void StoreFloats<T>(T* target, Vector512<float> value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) value.Store((float*)target);
        else if (typeof(T) == typeof(Half) || typeof(T) == typeof(BFloat16)) Widened512<T>.Store(target, new(value));
        else if (typeof(T) == typeof(bool)) MaskBytes.Store((bool*)target, (~Vector512.Equals(value, Vector512<float>.Zero)).ExtractMostSignificantBits(), 16);
        else if (typeof(T) == typeof(double) || typeof(T) == typeof(long))
        {
            var (low, high) = Vector512.Widen(value);
            if (typeof(T) == typeof(double))
            {
                low.Store((double*)target);
                high.Store((double*)target + 8);
            }
            else
            {
                Vector512.ConvertToInt64Native(low).Store((long*)target);
                Vector512.ConvertToInt64Native(high).Store((long*)target + 8);
            }
        }
        else StoreInts(target, Vector512.ConvertToInt32Native(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> LoadInts<T>(T* source) where T : unmanaged
    {
        if (typeof(T) == typeof(int)) return Vector512.Load((int*)source);
        if (typeof(T) == typeof(short)) return Vector512.WidenLower(Vector256.Load((short*)source).ToVector512());
        if (typeof(T) == typeof(sbyte)) return Vector512.WidenLower(Vector256.WidenLower(Vector128.Load((sbyte*)source).ToVector256()).ToVector512());
        return Vector512.WidenLower(Vector256.WidenLower(Vector128.Load((byte*)source).ToVector256()).ToVector512()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void StoreInts<T>(T* target, Vector512<int> value) where T : unmanaged
    {
        if (typeof(T) == typeof(int))
        {
            value.Store((int*)target);
        }
        else if (typeof(T) == typeof(bool))
        {
            MaskBytes.Store((bool*)target, (~Vector512.Equals(value, Vector512<int>.Zero)).ExtractMostSignificantBits(), 16);
        }
        else if (typeof(T) == typeof(byte))
        {
            var words = Vector256.Narrow(value.GetLower().AsUInt32(), value.GetUpper().AsUInt32());
            Vector128.Narrow(words.GetLower(), words.GetUpper()).Store((byte*)target);
        }
        else
        {
            var (low, high) = Vector512.Widen(value);
            low.Store((long*)target);
            high.Store((long*)target + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void FromDoubles<T>(double* source, T* target) where T : unmanaged
    {
        Vector512<double> low = Vector512.Load(source), high = Vector512.Load(source + 8);
        if (typeof(T) == typeof(float))
        {
            Vector512.Narrow(low, high).Store((float*)target);
        }
        else
        {
            Vector512.ConvertToInt64Native(low).Store((long*)target);
            Vector512.ConvertToInt64Native(high).Store((long*)target + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void ToDoubles<T>(T* source, double* target) where T : unmanaged
    {
        Vector512<long> low, high;
        if (typeof(T) == typeof(int)) (low, high) = Vector512.Widen(Vector512.Load((int*)source));
        else (low, high) = (Vector512.Load((long*)source), Vector512.Load((long*)source + 8));
        Vector512.ConvertToDouble(low).Store(target);
        Vector512.ConvertToDouble(high).Store(target + 8);
    }
}
