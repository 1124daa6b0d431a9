namespace Darkhorse.Kernels.Numbers;

/// <summary>The one table of type promotion: which dtype holds two others.</summary>
public static class Promotion
{
    // Rows and columns in this order; the lattice is PyTorch's:
    // bool < uint8, int8 < int16 < int32 < int64 < float16, bfloat16 < float32 < float64, and complex64, complex128 above.
    static ReadOnlySpan<byte> Rank => [1, 2, 3, 4, 5, 6, 8, 9, 0, 10, 11, 0, 0, 0, 0, 7]; // indexed by DType; bool 0

    /// <summary>The smallest dtype that both can be cast to. uint16, uint32 and uint64 go with floats alone.</summary>
    public static DType Promote(DType a, DType b)
    {
        if (a == b) return a;
        if (a.IsUnsigned || b.IsUnsigned) return a.IsFloat ? a : b.IsFloat ? b : ThrowUnsigned(a, b);
        if (Rank[(int)a] > Rank[(int)b]) (a, b) = (b, a);
        return (a, b) switch
        {
            (DType.UInt8, DType.Int8) => DType.Int16,
            (DType.Float16, DType.BFloat16) => DType.Float32,
            (DType.Float64, DType.Complex64) => DType.Complex128,
            _ => b,
        };
    }

    /// <summary>
    /// Result dtype of an op whose operands fall in three classes: tensors with dims, 0-dim tensors, and C# numbers. A lower class takes part only if its
    /// category (bool, integer, float, complex) is higher than that of the classes above it. The dtype of a number is the default one of its category.
    /// </summary>
    public static DType ResultType(DType? dimensioned, DType? zeroDim, DType? number)
    {
        DType? wrapped = number is { IsInteger: true } ? DType.Int64 : number;
        return Merge(dimensioned, Merge(zeroDim, wrapped)) ?? throw new InvalidOperationException("result_type needs at least one operand");
    }

    static DType? Merge(DType? higher, DType? lower)
    {
        if (higher is not { } h) return lower;
        if (lower is not { } l || Category(h) >= Category(l)) return h;
        // A lower class lends its category alone: a float keeps its precision when it becomes complex.
        return h.IsFloat ? h.AsComplex : Promote(h, l);
    }

    static DType ThrowUnsigned(DType a, DType b)
        => throw new InvalidOperationException($"Promotion for uint16, uint32, uint64 types is not supported, attempted to promote {a.LegacyName} and {b.LegacyName}");

    static int Category(DType dtype) => dtype.IsComplex ? 3 : dtype.IsFloat ? 2 : dtype.IsInteger ? 1 : 0;

    /// <summary>The dtype in which functions such as exp compute: floats and complex themselves, integers and bool the default dtype.</summary>
    public static DType ToFloat(DType dtype, DType defaultDtype) => dtype.IsIntegral ? defaultDtype : dtype;

    /// <summary>Whether PyTorch casts silently in an in-place op: not down a category.</summary>
    public static bool CanCast(DType from, DType to) => Category(from) <= Category(to) && !(to == DType.Bool && from != DType.Bool);
}
