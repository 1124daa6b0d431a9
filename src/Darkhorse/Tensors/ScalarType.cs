namespace Darkhorse;

public static partial class torch
{
    /// <summary>Element types of tensors; the numbers are PyTorch's.</summary>
    public enum ScalarType : byte
    {
        Byte = DType.UInt8,
        Int8 = DType.Int8,
        Int16 = DType.Int16,
        Int32 = DType.Int32,
        Int64 = DType.Int64,
        Float16 = DType.Float16,
        Float32 = DType.Float32,
        Float64 = DType.Float64,
        ComplexFloat32 = DType.Complex64,
        ComplexFloat64 = DType.Complex128,
        Bool = DType.Bool,
        BFloat16 = DType.BFloat16,
        UInt16 = DType.UInt16,
        UInt32 = DType.UInt32,
        UInt64 = DType.UInt64,
    }

    public static ScalarType uint8 => ScalarType.Byte;
    public static ScalarType int8 => ScalarType.Int8;
    public static ScalarType int16 => ScalarType.Int16;
    public static ScalarType int32 => ScalarType.Int32;
    public static ScalarType int64 => ScalarType.Int64;
    public static ScalarType float16 => ScalarType.Float16;
    public static ScalarType float32 => ScalarType.Float32;
    public static ScalarType float64 => ScalarType.Float64;
    public static ScalarType bfloat16 => ScalarType.BFloat16;
    /// <summary>16-bit unsigned integers, of limited support: storage, casts, indexing, comparison, +, -, * and bits.</summary>
    public static ScalarType uint16 => ScalarType.UInt16;

    /// <summary>32-bit unsigned integers, of limited support: storage, casts, indexing, comparison, +, -, * and bits.</summary>
    public static ScalarType uint32 => ScalarType.UInt32;

    /// <summary>64-bit unsigned integers, of limited support: storage, casts, indexing, comparison, +, -, * and bits.</summary>
    public static ScalarType uint64 => ScalarType.UInt64;
    public static ScalarType complex64 => ScalarType.ComplexFloat32;
    public static ScalarType complex128 => ScalarType.ComplexFloat64;
    public static ScalarType @bool => ScalarType.Bool;
    public static ScalarType @long => ScalarType.Int64;
    public static ScalarType @int => ScalarType.Int32;
    public static ScalarType @short => ScalarType.Int16;
    public static ScalarType @float => ScalarType.Float32;
    public static ScalarType @double => ScalarType.Float64;
    public static ScalarType half => ScalarType.Float16;
    public static ScalarType cfloat => ScalarType.ComplexFloat32;
    public static ScalarType cdouble => ScalarType.ComplexFloat64;

    static DType s_defaultDtype = DType.Float32;

    internal static DType DefaultDType => s_defaultDtype;

    /// <summary>The dtype of float tensors made without one, and of what integers become in functions such as exp.</summary>
    public static ScalarType get_default_dtype() => (ScalarType)s_defaultDtype;

    /// <exception cref="ArgumentException">The dtype is no float.</exception>
    public static void set_default_dtype(ScalarType dtype)
    {
        if (!((DType)dtype).IsFloat) throw new ArgumentException("only floating-point types are supported as the default type");
        s_defaultDtype = (DType)dtype;
    }

    internal static DType ToDType(this ScalarType type) => (DType)type;

    /// <summary>The default dtype where none is given.</summary>
    internal static DType OrDefault(this ScalarType? type) => type is { } t ? (DType)t : s_defaultDtype;
}
