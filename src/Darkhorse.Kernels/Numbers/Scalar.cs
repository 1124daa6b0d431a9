using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse;

/// <summary>
/// One number of any dtype, as an argument of an op: integers exact in 64 bits, floats as double, complex as two doubles.
/// Numbers of C# convert to it implicitly.
/// </summary>
public readonly struct Scalar : IEquatable<Scalar>, IDisposable
{
    // Both at hand, so that a kernel's loop takes its parameter without asking for its kind.
    readonly double _real;
    readonly long _integer;
    readonly double _imaginary;

    Scalar(DType type, double real, double imaginary = 0) => (DType, _real, _integer, _imaginary) = (type, real, Casting.ToInt64(real), imaginary);
    Scalar(DType type, long value) => (DType, _real, _integer) = (type, value, value);
    Scalar(ulong value) => (DType, _real, _integer) = (DType.UInt64, value, (long)value);

    /// <summary>The dtype of the C# number it was made from.</summary>
    public DType DType { get; }

    /// <summary>The category that type promotion looks at: bool, int64, float64 or complex128.</summary>
    public DType Category => DType == DType.Bool ? DType.Bool : DType.IsInteger ? DType.Int64 : DType.IsFloat ? DType.Float64 : DType.Complex128;

    public bool IsIntegral => DType.IsIntegral;
    public bool IsComplex => DType.IsComplex;

    /// <summary>An integer; of uint64 the same 64 bits.</summary>
    public static Scalar From(DType type, long value) => type == DType.UInt64 ? new((ulong)value) : new(type, value);
    public static Scalar From(DType type, double value) => new(type, value);

    /// <summary>The value as float64; a complex one must have no imaginary part.</summary>
    public double ToDouble() => _imaginary == 0 ? _real : throw new InvalidOperationException("value cannot be converted to type double without overflow: it has an imaginary part");

    /// <summary>The real part.</summary>
    public double ToReal() => _real;

    /// <summary>The value as int64; floats are cut towards zero.</summary>
    public long ToInt64() => _imaginary == 0 ? _integer : (long)ToDouble();

    public Complex ToComplex() => new(_real, _imaginary);
    public bool ToBoolean() => _real != 0 || _imaginary != 0;
    public float ToSingle() => (float)ToDouble();

    /// <summary>
    /// Itself, if a dtype can hold it. As PyTorch has it, an infinity fits floats, a negative number fits an unsigned dtype if its absolute value does, and everything fits bool.
    /// </summary>
    /// <exception cref="InvalidOperationException">The value is out of the dtype's range, nan for an integer, or complex for a real dtype.</exception>
    public Scalar CheckedFor(DType dtype)
    {
        if (dtype == DType.Bool || dtype == DType || dtype == DType.Float64 && !IsComplex) return this;
        double largest = dtype.Largest, lowest = dtype is DType.Int8 or DType.Int16 or DType.Int32 or DType.Int64 ? -largest - 1 : -largest;
        bool fits = dtype == DType.Int64 && IsIntegral ? DType != DType.UInt64 || _integer >= 0 : dtype == DType.UInt64 && IsIntegral || Within(_real) && (dtype.IsComplex ? Within(_imaginary) : _imaginary == 0);
        return fits ? this : throw new InvalidOperationException($"value cannot be converted to type {dtype.CName} without overflow");

        bool Within(double part) => part >= lowest && part <= largest || !dtype.IsIntegral && !double.IsFinite(part);
    }

    /// <summary>The value as <typeparamref name="T"/>, one of the storage types; integers wrap as a C cast does, of a complex number a real type takes the real part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T To<T>() where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return (T)(object)(float)_real;
        if (typeof(T) == typeof(double)) return (T)(object)_real;
        if (typeof(T) == typeof(long)) return (T)(object)_integer;
        if (typeof(T) == typeof(int)) return (T)(object)(int)_integer;
        if (typeof(T) == typeof(short)) return (T)(object)(short)_integer;
        if (typeof(T) == typeof(sbyte)) return (T)(object)(sbyte)_integer;
        if (typeof(T) == typeof(byte)) return (T)(object)(byte)_integer;
        if (typeof(T) == typeof(bool)) return (T)(object)ToBoolean();
        if (typeof(T) == typeof(Half)) return (T)(object)(Half)_real;
        if (typeof(T) == typeof(BFloat16)) return (T)(object)(BFloat16)_real;
        if (typeof(T) == typeof(Complex)) return (T)(object)ToComplex();
        if (typeof(T) == typeof(Complex64)) return (T)(object)(Complex64)ToComplex();
        if (typeof(T) == typeof(ushort)) return (T)(object)(ushort)_integer;
        if (typeof(T) == typeof(uint)) return (T)(object)(uint)_integer;
        if (typeof(T) == typeof(ulong)) return (T)(object)(IsIntegral ? (ulong)_integer : Casting.Cast<double, ulong>(_real));
        throw new NotSupportedException($"{typeof(T)} is no element type");
    }

    /// <summary>The scalar of one element of a storage type.</summary>
    public static Scalar Of<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return (float)(object)value;
        if (typeof(T) == typeof(double)) return (double)(object)value;
        if (typeof(T) == typeof(long)) return (long)(object)value;
        if (typeof(T) == typeof(int)) return (int)(object)value;
        if (typeof(T) == typeof(short)) return (short)(object)value;
        if (typeof(T) == typeof(sbyte)) return (sbyte)(object)value;
        if (typeof(T) == typeof(byte)) return (byte)(object)value;
        if (typeof(T) == typeof(bool)) return (bool)(object)value;
        if (typeof(T) == typeof(Half)) return (Half)(object)value;
        if (typeof(T) == typeof(BFloat16)) return (BFloat16)(object)value;
        if (typeof(T) == typeof(Complex)) return (Complex)(object)value;
        if (typeof(T) == typeof(Complex64)) return (Complex64)(object)value;
        if (typeof(T) == typeof(ushort)) return (ushort)(object)value;
        if (typeof(T) == typeof(uint)) return (uint)(object)value;
        if (typeof(T) == typeof(ulong)) return (ulong)(object)value;
        throw new NotSupportedException($"{typeof(T)} is no element type");
    }

    public static implicit operator Scalar(bool value) => new(DType.Bool, value ? 1L : 0L);
    public static implicit operator Scalar(byte value) => new(DType.UInt8, (long)value);
    public static implicit operator Scalar(sbyte value) => new(DType.Int8, (long)value);
    public static implicit operator Scalar(short value) => new(DType.Int16, (long)value);
    public static implicit operator Scalar(int value) => new(DType.Int32, (long)value);
    public static implicit operator Scalar(long value) => new(DType.Int64, value);
    public static implicit operator Scalar(ushort value) => new(DType.UInt16, (long)value);
    public static implicit operator Scalar(uint value) => new(DType.UInt32, (long)value);
    public static implicit operator Scalar(ulong value) => new(value);
    public static implicit operator Scalar(Half value) => new(DType.Float16, (double)value);
    public static implicit operator Scalar(BFloat16 value) => new(DType.BFloat16, (double)value);
    public static implicit operator Scalar(float value) => new(DType.Float32, (double)value);
    public static implicit operator Scalar(double value) => new(DType.Float64, value);
    public static implicit operator Scalar(Complex value) => new(DType.Complex128, value.Real, value.Imaginary);
    public static implicit operator Scalar(Complex64 value) => new(DType.Complex64, value.Real, value.Imaginary);
    public static implicit operator Scalar((float Real, float Imaginary) value) => new(DType.Complex64, value.Real, value.Imaginary);

    public static Scalar operator -(Scalar value) => value.IsIntegral ? From(value.DType, -value._integer) : new(value.DType, -value._real, -value._imaginary);

    /// <summary>Nothing has to be given back; for code that disposes scalars.</summary>
    public void Dispose() { }

    public bool Equals(Scalar other) => ToComplex() == other.ToComplex();
    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);
    public override int GetHashCode() => ToComplex().GetHashCode();

    public override string ToString() => DType == DType.Bool ? ToBoolean() ? "True" : "False"
        : DType == DType.UInt64 ? To<ulong>().ToString(CultureInfo.InvariantCulture)
        : IsIntegral ? ToInt64().ToString(CultureInfo.InvariantCulture)
        : IsComplex ? ToComplex().ToString(CultureInfo.InvariantCulture)
        : ToDouble().ToString("R", CultureInfo.InvariantCulture);
}
