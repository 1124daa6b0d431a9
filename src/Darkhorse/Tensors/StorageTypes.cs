using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse;

/// <summary>The dtype whose elements are stored as a C# type.</summary>
static class StorageTypes
{
    /// <exception cref="ArgumentException">No dtype is stored as <typeparamref name="T"/>.</exception>
    public static DType Of<T>() where T : unmanaged => Is<T>(out var dtype) ? dtype : throw new ArgumentException($"{typeof(T).Name} is no element type of a tensor");

    /// <summary>A constant to the JIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is<T>(out DType dtype) where T : unmanaged
    {
        dtype = typeof(T) == typeof(float) ? DType.Float32 : typeof(T) == typeof(double) ? DType.Float64 : typeof(T) == typeof(long) ? DType.Int64 : typeof(T) == typeof(int) ? DType.Int32
            : typeof(T) == typeof(short) ? DType.Int16 : typeof(T) == typeof(sbyte) ? DType.Int8 : typeof(T) == typeof(byte) ? DType.UInt8 : typeof(T) == typeof(bool) ? DType.Bool
            : typeof(T) == typeof(ushort) ? DType.UInt16 : typeof(T) == typeof(uint) ? DType.UInt32 : typeof(T) == typeof(ulong) ? DType.UInt64
            : typeof(T) == typeof(Half) ? DType.Float16 : typeof(T) == typeof(BFloat16) ? DType.BFloat16
            : typeof(T) == typeof(Complex64) || typeof(T) == typeof((float, float)) ? DType.Complex64
            : typeof(T) == typeof(Complex) || typeof(T) == typeof((double, double)) ? DType.Complex128 : None;
        return dtype != None;
    }

    const DType None = (DType)byte.MaxValue;

    public static DType? Of(Type type) =>
        type == typeof(float) ? DType.Float32 : type == typeof(double) ? DType.Float64 : type == typeof(long) ? DType.Int64 : type == typeof(int) ? DType.Int32
        : type == typeof(short) ? DType.Int16 : type == typeof(sbyte) ? DType.Int8 : type == typeof(byte) ? DType.UInt8 : type == typeof(bool) ? DType.Bool
        : type == typeof(ushort) ? DType.UInt16 : type == typeof(uint) ? DType.UInt32 : type == typeof(ulong) ? DType.UInt64
        : type == typeof(Half) ? DType.Float16 : type == typeof(BFloat16) ? DType.BFloat16 : type == typeof(Complex64) || type == typeof((float, float)) ? DType.Complex64
        : type == typeof(Complex) || type == typeof((double, double)) ? DType.Complex128 : null;
}
