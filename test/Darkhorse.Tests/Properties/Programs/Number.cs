using System.Numerics;

namespace Darkhorse.Tests.Properties.Programs;

/// <summary>One element of the reference: a whole number where its dtype is integral, else a (complex) number.</summary>
public readonly record struct Number(long Whole, Complex Value)
{
    public static implicit operator Number(long whole) => new(whole, whole);
    public static implicit operator Number(double value) => new(0, value);
    public static implicit operator Number(Complex value) => new(0, value);
    public static implicit operator Number(bool value) => value ? 1L : 0L;

    public double Real => Value.Real;
}

/// <summary>What the reference knows of dtypes: kinds, rounding, promotion.</summary>
public static class Kind
{
    public static readonly ScalarType[] All = [@bool, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64, complex64, complex128];

    /// <summary>bool, integers, floats, complex numbers: 0 to 3.</summary>
    public static int Of(ScalarType dtype) => dtype == @bool ? 0 : dtype is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 ? 3 : Array.IndexOf(All, dtype) >= 6 ? 2 : 1;

    public static bool IsWhole(ScalarType dtype) => Of(dtype) < 2;

    /// <summary>The distance from 1 to the next number.</summary>
    public static double Epsilon(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => 1.0 / 1024,
        ScalarType.BFloat16 => 1.0 / 128,
        ScalarType.Float32 or ScalarType.ComplexFloat32 => 1.2e-7,
        ScalarType.Float64 or ScalarType.ComplexFloat64 => 2.3e-16,
        _ => 0,
    };

    public static Number To(Number x, ScalarType from, ScalarType to)
    {
        if (IsWhole(from) && IsWhole(to)) return Wrap(x.Whole, to);
        if (IsWhole(from)) return to == float32 ? (double)(float)x.Whole : Round(x.Whole, to);
        if (to == @bool) return x.Value != Complex.Zero;
        return IsWhole(to) ? Wrap((long)x.Real, to) : Round(x.Value, to);
    }

    static Number Wrap(long x, ScalarType to) => unchecked(to switch
    {
        ScalarType.Bool => x != 0 ? 1 : 0,
        ScalarType.Byte => (byte)x,
        ScalarType.Int8 => (sbyte)x,
        ScalarType.Int16 => (short)x,
        ScalarType.Int32 => (int)x,
        _ => x,
    });

    static Number Round(Complex x, ScalarType to) => to switch
    {
        ScalarType.Float16 => (double)(Half)x.Real,
        ScalarType.BFloat16 => (double)(float)(BFloat16)(float)x.Real,
        ScalarType.Float32 => (double)(float)x.Real,
        ScalarType.Float64 => x.Real,
        ScalarType.ComplexFloat32 => new Complex((float)x.Real, (float)x.Imaginary),
        _ => x,
    };

    /// <summary>The dtype in which two dtypes meet.</summary>
    public static ScalarType Join(ScalarType a, ScalarType b)
    {
        if (a == b) return a;
        if (Of(a) < Of(b)) (a, b) = (b, a);
        if (Of(a) == 3) return b is ScalarType.Float64 or ScalarType.ComplexFloat64 || a == complex128 ? complex128 : complex64;
        if (Of(a) > Of(b)) return a;
        if (a == float16 && b == bfloat16 || a == bfloat16 && b == float16) return float32;
        if (a == uint8 && b == int8 || a == int8 && b == uint8) return int16;
        return Array.IndexOf(All, a) > Array.IndexOf(All, b) ? a : b;
    }

    /// <summary>The dtype of an op between operands of which those without dims, and numbers, only count if their kind is higher.</summary>
    public static ScalarType Meet(params ReadOnlySpan<(ScalarType DType, int Rank)> operands)
    {
        // Of all operands with dims, of those without, of bare numbers (rank -1).
        var results = new ScalarType?[3];
        foreach (var (dtype, rank) in operands)
        {
            ref var result = ref results[rank > 0 ? 0 : rank == 0 ? 1 : 2];
            result = result is { } known ? Join(known, dtype) : dtype;
        }
        return Over(results[0], Over(results[1], results[2]))!.Value;
    }

    static ScalarType? Over(ScalarType? higher, ScalarType? lower)
    {
        if (higher is not { } a || lower is not { } b) return higher ?? lower;
        if (Of(a) >= Of(b) || Of(a) == 3) return a;
        // The precision of a float is kept where a number without dims makes it complex.
        return Of(a) == 2 ? a == float64 ? complex128 : complex64 : Join(a, b);
    }
}
