using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Numbers;

/// <summary>Conversion of one element between storage types, as a C cast on x86-64 does it and PyTorch with it.</summary>
public static class Casting
{
    /// <summary>Cuts towards zero; what does not fit (nan, infinities too) becomes the "integer indefinite" value 2^63, as cvttsd2si gives it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ToInt64(double value) => value is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)value : long.MinValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int ToInt32(double value) => value is > -2147483649.0 and < 2147483648.0 ? (int)value : int.MinValue;

    /// <summary>Numbers of 2^63 and more one bit lower, as compilers do it; negative ones wrap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong ToUInt64(double value) => value >= 9223372036854775808.0 ? (ulong)ToInt64(value - 9223372036854775808.0) ^ 1UL << 63 : (ulong)ToInt64(value);

    /// <summary>One element as another storage type. Complex to real drops the imaginary part; everything to bool asks for "not zero".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TTo Cast<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged
    {
        if (typeof(TFrom) == typeof(TTo)) return (TTo)(object)value;
        if (typeof(TFrom) == typeof(Complex)) return FromComplex<TTo>((Complex)(object)value);
        if (typeof(TFrom) == typeof(Complex64)) return FromComplex<TTo>((Complex)(Complex64)(object)value);
        if (typeof(TFrom) == typeof(float)) return FromFloat<TTo>((float)(object)value);
        if (typeof(TFrom) == typeof(Half)) return FromFloat<TTo>((float)(Half)(object)value);
        if (typeof(TFrom) == typeof(BFloat16)) return FromFloat<TTo>((float)(BFloat16)(object)value);
        if (typeof(TFrom) == typeof(double)) return FromDouble<TTo>((double)(object)value);
        if (typeof(TFrom) == typeof(bool)) return FromInt64<TTo>((bool)(object)value ? 1 : 0);
        if (typeof(TFrom) == typeof(byte)) return FromInt64<TTo>((byte)(object)value);
        if (typeof(TFrom) == typeof(sbyte)) return FromInt64<TTo>((sbyte)(object)value);
        if (typeof(TFrom) == typeof(short)) return FromInt64<TTo>((short)(object)value);
        if (typeof(TFrom) == typeof(int)) return FromInt64<TTo>((int)(object)value);
        if (typeof(TFrom) == typeof(long)) return FromInt64<TTo>((long)(object)value);
        if (typeof(TFrom) == typeof(ushort)) return FromInt64<TTo>((ushort)(object)value);
        if (typeof(TFrom) == typeof(uint)) return FromInt64<TTo>((uint)(object)value);
        if (typeof(TFrom) == typeof(ulong)) return FromUInt64<TTo>((ulong)(object)value);
        throw new NotSupportedException($"{typeof(TFrom)} is no element type");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TTo FromComplex<TTo>(Complex value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(Complex)) return (TTo)(object)value;
        if (typeof(TTo) == typeof(Complex64)) return (TTo)(object)(Complex64)value;
        if (typeof(TTo) == typeof(bool)) return (TTo)(object)(value.Real != 0 || value.Imaginary != 0);
        return FromDouble<TTo>(value.Real);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TTo FromFloat<TTo>(float value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(float)) return (TTo)(object)value;
        if (typeof(TTo) == typeof(Half)) return (TTo)(object)(Half)value;
        if (typeof(TTo) == typeof(BFloat16)) return (TTo)(object)(BFloat16)value;
        return FromDouble<TTo>(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TTo FromDouble<TTo>(double value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(double)) return (TTo)(object)value;
        if (typeof(TTo) == typeof(float)) return (TTo)(object)(float)value;
        // Through float32, as PyTorch converts: the double rounding is its behaviour too.
        if (typeof(TTo) == typeof(Half)) return (TTo)(object)(Half)(float)value;
        if (typeof(TTo) == typeof(BFloat16)) return (TTo)(object)(BFloat16)(float)value;
        if (typeof(TTo) == typeof(Complex)) return (TTo)(object)new Complex(value, 0);
        if (typeof(TTo) == typeof(Complex64)) return (TTo)(object)new Complex64((float)value, 0);
        if (typeof(TTo) == typeof(bool)) return (TTo)(object)(value != 0);
        if (typeof(TTo) == typeof(byte)) return (TTo)(object)(byte)ToInt64(value);
        if (typeof(TTo) == typeof(sbyte)) return (TTo)(object)(sbyte)ToInt32(value);
        if (typeof(TTo) == typeof(short)) return (TTo)(object)(short)ToInt32(value);
        if (typeof(TTo) == typeof(int)) return (TTo)(object)ToInt32(value);
        if (typeof(TTo) == typeof(long)) return (TTo)(object)ToInt64(value);
        if (typeof(TTo) == typeof(ushort)) return (TTo)(object)(ushort)ToInt32(value);
        if (typeof(TTo) == typeof(uint)) return (TTo)(object)(uint)ToInt64(value);
        if (typeof(TTo) == typeof(ulong)) return (TTo)(object)ToUInt64(value);
        throw new NotSupportedException($"{typeof(TTo)} is no element type");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TTo FromInt64<TTo>(long value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(long)) return (TTo)(object)value;
        if (typeof(TTo) == typeof(int)) return (TTo)(object)(int)value;
        if (typeof(TTo) == typeof(short)) return (TTo)(object)(short)value;
        if (typeof(TTo) == typeof(sbyte)) return (TTo)(object)(sbyte)value;
        if (typeof(TTo) == typeof(byte)) return (TTo)(object)(byte)value;
        if (typeof(TTo) == typeof(bool)) return (TTo)(object)(value != 0);
        if (typeof(TTo) == typeof(ushort)) return (TTo)(object)(ushort)value;
        if (typeof(TTo) == typeof(uint)) return (TTo)(object)(uint)value;
        if (typeof(TTo) == typeof(ulong)) return (TTo)(object)(ulong)value;
        if (typeof(TTo) == typeof(double)) return (TTo)(object)(double)value;
        if (typeof(TTo) == typeof(Complex)) return (TTo)(object)new Complex(value, 0);
        if (typeof(TTo) == typeof(Complex64)) return (TTo)(object)new Complex64(value, 0);
        return FromFloat<TTo>(value);
    }

    /// <summary>To integers the same bits, to floats the positive number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TTo FromUInt64<TTo>(ulong value) where TTo : unmanaged
    {
        if (typeof(TTo) == typeof(double)) return (TTo)(object)(double)value;
        if (typeof(TTo) == typeof(Complex)) return (TTo)(object)new Complex(value, 0);
        if (typeof(TTo) == typeof(Complex64)) return (TTo)(object)new Complex64(value, 0);
        if (typeof(TTo) == typeof(float) || typeof(TTo) == typeof(Half) || typeof(TTo) == typeof(BFloat16)) return FromFloat<TTo>(value);
        return FromInt64<TTo>((long)value);
    }
}
