using System.Numerics;

namespace Darkhorse;

/// <summary>A complex number of two float32 parts, as stored in a complex64 tensor. Complex128 tensors store <see cref="Complex"/>.</summary>
public readonly record struct Complex64(float Real, float Imaginary)
{
    public static implicit operator Complex64((float Real, float Imaginary) value) => new(value.Real, value.Imaginary);
    public static implicit operator Complex(Complex64 value) => new(value.Real, value.Imaginary);
    public static explicit operator Complex64(Complex value) => new((float)value.Real, (float)value.Imaginary);
}
