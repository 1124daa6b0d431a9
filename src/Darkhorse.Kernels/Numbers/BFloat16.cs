using System.Globalization;
using System.Runtime.CompilerServices;

namespace Darkhorse;

/// <summary>The upper half of a float32: 8 exponent bits, 7 fraction bits. A storage type: arithmetic widens to <see cref="float"/> and rounds once.</summary>
public readonly struct BFloat16(ushort bits) : IEquatable<BFloat16>, IComparable<BFloat16>
{
    /// <summary>The 16 bits.</summary>
    public ushort Bits => bits;

    /// <summary>Rounds to nearest, ties to even; every nan becomes the quiet nan 0x7FC0, as PyTorch's does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static explicit operator BFloat16(float value)
    {
        if (float.IsNaN(value)) return new(0x7FC0);
        uint u = BitConverter.SingleToUInt32Bits(value);
        return new((ushort)((u + 0x7FFF + ((u >> 16) & 1)) >> 16));
    }

    public static explicit operator BFloat16(double value) => (BFloat16)(float)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    public static implicit operator double(BFloat16 value) => (float)value;

    public bool Equals(BFloat16 other) => ((float)this).Equals(other);
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);
    public override int GetHashCode() => ((float)this).GetHashCode();
    public int CompareTo(BFloat16 other) => ((float)this).CompareTo(other);
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);

    public static bool operator ==(BFloat16 left, BFloat16 right) => (float)left == (float)right;
    public static bool operator !=(BFloat16 left, BFloat16 right) => (float)left != (float)right;
}
