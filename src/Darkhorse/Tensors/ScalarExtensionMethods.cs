using System.Numerics;

namespace Darkhorse;

/// <summary>Numbers of C# as scalars, and scalars as numbers of C#: integers wrap and floats are cut towards zero, as a C cast does.</summary>
public static class ScalarExtensionMethods
{
    extension(Scalar value)
    {
        /// <summary>The dtype of the number it was made from.</summary>
        public torch.ScalarType Type => (torch.ScalarType)value.DType;

        public byte ToByte() => value.To<byte>();
        public sbyte ToSByte() => value.To<sbyte>();
        public short ToInt16() => value.To<short>();
        public int ToInt32() => value.To<int>();
        public Half ToHalf() => value.To<Half>();
        public BFloat16 ToBFloat16() => value.To<BFloat16>();
        public (float Real, float Imaginary) ToComplexFloat32() => ((float)value.ToComplex().Real, (float)value.ToComplex().Imaginary);
        public Complex ToComplexFloat64() => value.ToComplex();
    }

    public static Scalar ToScalar(this bool value) => value;
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this Half value) => value;
    public static Scalar ToScalar(this BFloat16 value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this Complex value) => value;
    public static Scalar ToScalar(this (float Real, float Imaginary) value) => value;

    /// <summary>The number rounded to bfloat16.</summary>
    public static Scalar ToBFloat16Scalar(this float value) => (BFloat16)value;
}
