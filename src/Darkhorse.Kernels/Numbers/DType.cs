namespace Darkhorse.Kernels.Numbers;

/// <summary>The element type of a tensor. The values are PyTorch's, so that files and the public <c>torch.ScalarType</c> agree by number.</summary>
public enum DType : byte
{
    UInt8 = 0,
    Int8 = 1,
    Int16 = 2,
    Int32 = 3,
    Int64 = 4,
    Float16 = 5,
    Float32 = 6,
    Float64 = 7,
    Complex64 = 9,
    Complex128 = 10,
    Bool = 11,
    BFloat16 = 15,
    UInt16 = 27,
    UInt32 = 28,
    UInt64 = 29,
}

/// <summary>A set of dtypes: what an op supports.</summary>
[Flags]
public enum DTypes
{
    None = 0,
    UInt8 = 1 << DType.UInt8,
    Int8 = 1 << DType.Int8,
    Int16 = 1 << DType.Int16,
    Int32 = 1 << DType.Int32,
    Int64 = 1 << DType.Int64,
    Float16 = 1 << DType.Float16,
    Float32 = 1 << DType.Float32,
    Float64 = 1 << DType.Float64,
    Complex64 = 1 << DType.Complex64,
    Complex128 = 1 << DType.Complex128,
    Bool = 1 << DType.Bool,
    BFloat16 = 1 << DType.BFloat16,
    UInt16 = 1 << DType.UInt16,
    UInt32 = 1 << DType.UInt32,
    UInt64 = 1 << DType.UInt64,

    Integers = UInt8 | Int8 | Int16 | Int32 | Int64,
    Floats = Float16 | BFloat16 | Float32 | Float64,
    Complexes = Complex64 | Complex128,
    Reals = Integers | Floats,
    Fields = Floats | Complexes,
    Numbers = Reals | Complexes,
    IntegersAndBool = Integers | Bool,
    RealsAndBool = Reals | Bool,
    All = Numbers | Bool,

    /// <summary>
    /// The unsigned integers over 8 bits have limited support, as in PyTorch: they are made, copied, cast, indexed, joined, printed and kept in files; of the functions
    /// they know ==, !=, &lt;, &lt;=, &gt;, &gt;=, +, -, * and those of bits. Functions that compute integers in another dtype (sum, sqrt, true division) take them too.
    /// </summary>
    Unsigned = UInt16 | UInt32 | UInt64,
}

/// <summary>Facts about a dtype.</summary>
public static class DTypeFacts
{
    // Indexed by DType; a zero marks a number that is no dtype here.
    static ReadOnlySpan<byte> Sizes => [1, 1, 2, 4, 8, 2, 4, 8, 0, 8, 16, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 8];

    /// <summary>Every dtype of full support: all but <see cref="DTypes.Unsigned"/>.</summary>
    public static ReadOnlySpan<DType> All =>
    [
        DType.Bool, DType.UInt8, DType.Int8, DType.Int16, DType.Int32, DType.Int64,
        DType.Float16, DType.BFloat16, DType.Float32, DType.Float64, DType.Complex64, DType.Complex128,
    ];

    extension(DType dtype)
    {
        /// <summary>Bytes of one element.</summary>
        public int ItemSize => Sizes[(int)dtype];

        public DTypes AsSet => (DTypes)(1 << (int)dtype);
        public bool IsFloat => DTypes.Floats.Contains(dtype);
        public bool IsComplex => DTypes.Complexes.Contains(dtype);
        public bool IsInteger => (DTypes.Integers | DTypes.Unsigned).Contains(dtype);
        public bool IsUnsigned => DTypes.Unsigned.Contains(dtype);

        /// <summary>Integers and bool: what PyTorch calls an integral type including bool.</summary>
        public bool IsIntegral => (DTypes.IntegersAndBool | DTypes.Unsigned).Contains(dtype);

        /// <summary>PyTorch's name of the dtype: <c>float32</c>, <c>int64</c>, …</summary>
        public string TorchName => dtype switch
        {
            DType.UInt8 => "uint8",
            DType.Int8 => "int8",
            DType.Int16 => "int16",
            DType.Int32 => "int32",
            DType.Int64 => "int64",
            DType.Float16 => "float16",
            DType.Float32 => "float32",
            DType.Float64 => "float64",
            DType.Complex64 => "complex64",
            DType.Complex128 => "complex128",
            DType.Bool => "bool",
            DType.UInt16 => "uint16",
            DType.UInt32 => "uint32",
            DType.UInt64 => "uint64",
            _ => "bfloat16",
        };

        /// <summary>The name that PyTorch's error messages use: <c>Float</c>, <c>Long</c>, …</summary>
        public string LegacyName => dtype switch
        {
            DType.UInt8 => "Byte",
            DType.Int8 => "Char",
            DType.Int16 => "Short",
            DType.Int32 => "Int",
            DType.Int64 => "Long",
            DType.Float16 => "Half",
            DType.Float32 => "Float",
            DType.Float64 => "Double",
            DType.Complex64 => "ComplexFloat",
            DType.Complex128 => "ComplexDouble",
            DType.Bool => "Bool",
            DType.UInt16 => "UInt16",
            DType.UInt32 => "UInt32",
            DType.UInt64 => "UInt64",
            _ => "BFloat16",
        };

        /// <summary>The name in C++, which some error messages use.</summary>
        public string CName => dtype switch
        {
            DType.Int32 => "int",
            DType.Float16 => "at::Half",
            DType.BFloat16 => "at::BFloat16",
            DType.Float32 => "float",
            DType.Float64 => "double",
            DType.Complex64 => "c10::complex<float>",
            DType.Complex128 => "c10::complex<double>",
            DType.Bool => "bool",
            _ => dtype.TorchName + "_t",
        };

        /// <summary>The largest finite value, of complex dtypes that of the parts; of the 64-bit integers one more, the nearest double.</summary>
        public double Largest => dtype switch
        {
            DType.Bool => 1,
            DType.UInt8 => byte.MaxValue,
            DType.Int8 => sbyte.MaxValue,
            DType.Int16 => short.MaxValue,
            DType.Int32 => int.MaxValue,
            DType.Int64 => long.MaxValue,
            DType.UInt16 => ushort.MaxValue,
            DType.UInt32 => uint.MaxValue,
            DType.UInt64 => ulong.MaxValue,
            DType.Float16 => 65504,
            DType.BFloat16 => 3.3895313892515355e38,
            DType.Float32 or DType.Complex64 => float.MaxValue,
            _ => double.MaxValue,
        };

        /// <summary>The dtype that ops of several steps compute in, to round once: float32 for float16 and bfloat16, any other dtype itself.</summary>
        public DType Widened => dtype is DType.Float16 or DType.BFloat16 ? DType.Float32 : dtype;

        /// <summary>The real dtype of a complex one's parts; any other dtype itself.</summary>
        public DType RealPart => dtype switch { DType.Complex64 => DType.Float32, DType.Complex128 => DType.Float64, _ => dtype };

        /// <summary>The complex dtype whose parts hold this dtype's precision.</summary>
        public DType AsComplex => dtype is DType.Float64 or DType.Complex128 ? DType.Complex128 : DType.Complex64;
    }

    extension(DTypes set)
    {
        public bool Contains(DType dtype) => ((int)set >> (int)dtype & 1) != 0;
    }
}
