using System.Globalization;
using System.Runtime.CompilerServices;

namespace Darkhorse;

/// <summary>The upper half of a float32: 8 exponent bits, 7 fraction bits. A storage type: arithmetic widens to <see cref="float"/> and rounds once.</summary>
public readonly struct BFloat16 : IEquatable<BFloat16>, IComparable<BFloat16>, IComparable, IFormattable
{
    readonly ushort _bits;

    BFloat16(ushort bits) => _bits = bits;

    /// <summary>Rounds to nearest, ties to even; every nan becomes the quiet nan 0x7FC0, as PyTorch's does.</summary>
    public BFloat16(float f) => this = (BFloat16)f;

    public static BFloat16 Zero => default;
    public static BFloat16 One => new((ushort)0x3F80);

    /// <summary>The step from 1 to the next number, 2^-7.</summary>
    public static BFloat16 Epsilon => new((ushort)0x3C00);

    public static BFloat16 MaxValue => new((ushort)0x7F7F);
    public static BFloat16 MinValue => new((ushort)0xFF7F);

    /// <summary>The least positive number with full precision, 2^-126.</summary>
    public static BFloat16 MinNormal => new((ushort)0x0080);

    /// <summary>The least positive number, 2^-133.</summary>
    public static BFloat16 SmallestSubnormal => new((ushort)0x0001);

    public static BFloat16 NaN => new((ushort)0x7FC0);
    public static BFloat16 PositiveInfinity => new((ushort)0x7F80);
    public static BFloat16 NegativeInfinity => new((ushort)0xFF80);

    /// <summary>The 16 bits.</summary>
    public ushort Bits => _bits;

    /// <summary>The number with the given 16 bits.</summary>
    public static BFloat16 FromRawValue(ushort rawValue) => new(rawValue);

    public static bool IsNaN(BFloat16 bf) => float.IsNaN(bf);
    public static bool IsFinite(BFloat16 bf) => float.IsFinite(bf);
    public static bool IsInfinity(BFloat16 bf) => float.IsInfinity(bf);
    public static bool IsPositiveInfinity(BFloat16 bf) => float.IsPositiveInfinity(bf);
    public static bool IsNegativeInfinity(BFloat16 bf) => float.IsNegativeInfinity(bf);

    /// <summary>Rounds to nearest, ties to even; every nan becomes the quiet nan 0x7FC0, as PyTorch's does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static explicit operator BFloat16(float value)
    {
        if (float.IsNaN(value)) return NaN;
        uint u = BitConverter.SingleToUInt32Bits(value);
        return new((ushort)((u + 0x7FFF + ((u >> 16) & 1)) >> 16));
    }

    public static explicit operator BFloat16(double value) => (BFloat16)(float)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    public static implicit operator double(BFloat16 value) => (float)value;

    public float ToSingle() => this;

    public bool Equals(BFloat16 other) => ToSingle().Equals(other.ToSingle());
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);
    public override int GetHashCode() => ToSingle().GetHashCode();
    public int CompareTo(BFloat16 other) => ToSingle().CompareTo(other.ToSingle());
    public int CompareTo(object? obj) => obj is null ? 1 : obj is BFloat16 other ? CompareTo(other) : throw new ArgumentException("Object must be of type BFloat16.", nameof(obj));
    public override string ToString() => ToString(null, CultureInfo.InvariantCulture);
    public string ToString(string? format, IFormatProvider? formatProvider) => ToSingle().ToString(format, formatProvider);

    public static BFloat16 operator +(BFloat16 a, BFloat16 b) => (BFloat16)(a.ToSingle() + b.ToSingle());
    public static BFloat16 operator -(BFloat16 a, BFloat16 b) => (BFloat16)(a.ToSingle() - b.ToSingle());
    public static BFloat16 operator *(BFloat16 a, BFloat16 b) => (BFloat16)(a.ToSingle() * b.ToSingle());
    public static BFloat16 operator /(BFloat16 a, BFloat16 b) => (BFloat16)(a.ToSingle() / b.ToSingle());
    public static BFloat16 operator %(BFloat16 a, BFloat16 b) => (BFloat16)(a.ToSingle() % b.ToSingle());
    public static BFloat16 operator -(BFloat16 a) => new((ushort)(a._bits ^ 0x8000));

    public static bool operator ==(BFloat16 a, BFloat16 b) => a.ToSingle() == b.ToSingle();
    public static bool operator !=(BFloat16 a, BFloat16 b) => a.ToSingle() != b.ToSingle();
    public static bool operator <(BFloat16 a, BFloat16 b) => a.ToSingle() < b.ToSingle();
    public static bool operator <=(BFloat16 a, BFloat16 b) => a.ToSingle() <= b.ToSingle();
    public static bool operator >(BFloat16 a, BFloat16 b) => a.ToSingle() > b.ToSingle();
    public static bool operator >=(BFloat16 a, BFloat16 b) => a.ToSingle() >= b.ToSingle();
}
