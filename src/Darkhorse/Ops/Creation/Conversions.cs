using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The value of a one-element tensor.</summary>
        public bool ToBoolean() => item<bool>();
        public byte ToByte() => item<byte>();
        public sbyte ToSByte() => item<sbyte>();
        public short ToInt16() => item<short>();
        public int ToInt32() => item<int>();
        public long ToInt64() => item<long>();
        public Half ToHalf() => item<Half>();
        public BFloat16 ToBFloat16() => item<BFloat16>();
        public float ToSingle() => item<float>();
        public double ToDouble() => item<double>();
        public (float Real, float Imaginary) ToComplexFloat32() => item<(float, float)>();
        public (float Real, float Imaginary) ToComplex32() => item<(float, float)>();
        public Complex ToComplexFloat64() => item<Complex>();
        public Complex ToComplex64() => item<Complex>();

        public static explicit operator bool(Tensor value) => value.Truth();
        public static explicit operator byte(Tensor value) => value.item<byte>();
        public static explicit operator sbyte(Tensor value) => value.item<sbyte>();
        public static explicit operator short(Tensor value) => value.item<short>();
        public static explicit operator int(Tensor value) => value.item<int>();
        public static explicit operator long(Tensor value) => value.item<long>();
        public static explicit operator Half(Tensor value) => value.item<Half>();
        public static explicit operator float(Tensor value) => value.item<float>();
        public static explicit operator double(Tensor value) => value.item<double>();
        public static explicit operator Complex(Tensor value) => value.item<Complex>();

        /// <summary>So that a one-element tensor can be a condition: <c>if (x &gt; 0)</c>.</summary>
        public static bool operator true(Tensor value) => value.Truth();
        public static bool operator false(Tensor value) => !value.Truth();

        /// <summary>Whether the one element is not zero.</summary>
        public bool is_nonzero() => Truth();

        bool Truth()
        {
            if (Layout.Count == 0) throw new InvalidOperationException("Boolean value of Tensor with no values is ambiguous");
            if (Layout.Count > 1) throw new InvalidOperationException("Boolean value of Tensor with more than one value is ambiguous");
            return ToScalar().ToBoolean();
        }

        /// <summary>A 0-dim tensor of a number; null of null.</summary>
        [return: NotNullIfNotNull(nameof(value))]
        public static implicit operator Tensor?(Scalar? value) => value is { } number ? FromData.Of(number) : null;

        public static implicit operator Tensor(Scalar value) => FromData.Of(value);
        public static implicit operator Tensor(bool value) => FromData.Of(value);
        public static implicit operator Tensor(byte value) => FromData.Of(value);
        public static implicit operator Tensor(sbyte value) => FromData.Of(value);
        public static implicit operator Tensor(short value) => FromData.Of(value);
        public static implicit operator Tensor(int value) => FromData.Of(value);
        public static implicit operator Tensor(long value) => FromData.Of(value);
        public static implicit operator Tensor(Half value) => FromData.Of(value);
        public static implicit operator Tensor(float value) => FromData.Of(value);
        public static implicit operator Tensor(double value) => FromData.Of(value);
        public static implicit operator Tensor(Complex value) => FromData.Of(value);
        public static implicit operator Tensor((float Real, float Imaginary) value) => FromData.Of(value);

        /// <summary>A one-dimensional tensor with a copy of the elements.</summary>
        public static implicit operator Tensor(bool[] value) => FromData.Of(value);
        public static implicit operator Tensor(byte[] value) => FromData.Of(value);
        public static implicit operator Tensor(sbyte[] value) => FromData.Of(value);
        public static implicit operator Tensor(short[] value) => FromData.Of(value);
        public static implicit operator Tensor(int[] value) => FromData.Of(value);
        public static implicit operator Tensor(long[] value) => FromData.Of(value);
        public static implicit operator Tensor(float[] value) => FromData.Of(value);
        public static implicit operator Tensor(double[] value) => FromData.Of(value);
        public static implicit operator Tensor(Complex[] value) => FromData.Of(value);
        public static implicit operator Tensor((float Real, float Imaginary)[] value) => FromData.Of(value);
    }
}
