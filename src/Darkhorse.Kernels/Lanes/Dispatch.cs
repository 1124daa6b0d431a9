using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Lanes;

/// <summary>Something to run for the storage type and the lanes of a dtype.</summary>
public interface IElementVisitor
{
    /// <summary>The dtypes it can run on; the others are never instantiated, and cost a native image nothing.</summary>
    static abstract DTypes Domain { get; }

    void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>;
}

/// <summary>Something to run for the storage type of a dtype.</summary>
public interface IStorageVisitor
{
    void Visit<S>() where S : unmanaged;
}

/// <summary>Something to run in the arithmetic of a dtype's numbers, without lanes: the dense kernels bring their own vectors.</summary>
public interface INumberVisitor
{
    /// <summary>Real numbers computed as they are stored.</summary>
    void Visit<T>() where T : unmanaged, INumber<T>;

    /// <summary>float16 and bfloat16: computed in float32, rounded once.</summary>
    void VisitWidened<S>() where S : unmanaged;

    /// <summary>Complex numbers: pairs of <typeparamref name="T"/>.</summary>
    void VisitComplex<T>() where T : unmanaged, INumber<T>;
}

/// <summary>From a dtype known at run time to code compiled for it: the only switches over dtypes.</summary>
public static class Dispatch
{
    /// <summary>Calls the visitor with the lanes of <paramref name="dtype"/>; a dtype outside its domain is a caller's error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Visit<TVisitor>(DType dtype, ref TVisitor visitor) where TVisitor : struct, IElementVisitor, allows ref struct
    {
        var domain = TVisitor.Domain;
        switch (dtype)
        {
            case DType.Float32 when (domain & DTypes.Float32) != 0: visitor.Visit<float, DirectElements<float>>(); return;
            case DType.Float64 when (domain & DTypes.Float64) != 0: visitor.Visit<double, DirectElements<double>>(); return;
            case DType.Int64 when (domain & DTypes.Int64) != 0: visitor.Visit<long, DirectElements<long>>(); return;
            case DType.Int32 when (domain & DTypes.Int32) != 0: visitor.Visit<int, DirectElements<int>>(); return;
            case DType.Int16 when (domain & DTypes.Int16) != 0: visitor.Visit<short, DirectElements<short>>(); return;
            case DType.Int8 when (domain & DTypes.Int8) != 0: visitor.Visit<sbyte, DirectElements<sbyte>>(); return;
            case DType.UInt8 when (domain & DTypes.UInt8) != 0: visitor.Visit<byte, DirectElements<byte>>(); return;
            case DType.Bool when (domain & DTypes.Bool) != 0: visitor.Visit<bool, BoolElements>(); return;
            case DType.Float16 when (domain & DTypes.Float16) != 0: visitor.Visit<Half, WidenedElements<Half>>(); return;
            case DType.BFloat16 when (domain & DTypes.BFloat16) != 0: visitor.Visit<BFloat16, WidenedElements<BFloat16>>(); return;
            case DType.Complex64 when (domain & DTypes.Complex64) != 0: visitor.Visit<Complex64, ComplexElements<Complex64, float>>(); return;
            case DType.Complex128 when (domain & DTypes.Complex128) != 0: visitor.Visit<Complex, ComplexElements<Complex, double>>(); return;
            case DType.UInt16 when (domain & DTypes.UInt16) != 0: visitor.Visit<ushort, DirectElements<ushort>>(); return;
            case DType.UInt32 when (domain & DTypes.UInt32) != 0: visitor.Visit<uint, DirectElements<uint>>(); return;
            case DType.UInt64 when (domain & DTypes.UInt64) != 0: visitor.Visit<ulong, DirectElements<ulong>>(); return;
            default: Unsupported(dtype); return;
        }
    }

    /// <summary>Calls the visitor with the storage type of <paramref name="dtype"/>, uint16, uint32 and uint64 included: for what every dtype can do.</summary>
    public static void VisitEveryStorage<TVisitor>(DType dtype, ref TVisitor visitor) where TVisitor : struct, IStorageVisitor, allows ref struct
    {
        switch (dtype)
        {
            case DType.UInt16: visitor.Visit<ushort>(); return;
            case DType.UInt32: visitor.Visit<uint>(); return;
            case DType.UInt64: visitor.Visit<ulong>(); return;
            default: VisitStorage(dtype, ref visitor); return;
        }
    }

    /// <summary>Calls the visitor with the storage type of <paramref name="dtype"/>.</summary>
    public static void VisitStorage<TVisitor>(DType dtype, ref TVisitor visitor) where TVisitor : struct, IStorageVisitor, allows ref struct
    {
        switch (dtype)
        {
            case DType.Float32: visitor.Visit<float>(); return;
            case DType.Float64: visitor.Visit<double>(); return;
            case DType.Int64: visitor.Visit<long>(); return;
            case DType.Int32: visitor.Visit<int>(); return;
            case DType.Int16: visitor.Visit<short>(); return;
            case DType.Int8: visitor.Visit<sbyte>(); return;
            case DType.UInt8: visitor.Visit<byte>(); return;
            case DType.Bool: visitor.Visit<bool>(); return;
            case DType.Float16: visitor.Visit<Half>(); return;
            case DType.BFloat16: visitor.Visit<BFloat16>(); return;
            case DType.Complex64: visitor.Visit<Complex64>(); return;
            case DType.Complex128: visitor.Visit<Complex>(); return;
            default: Unsupported(dtype); return;
        }
    }

    /// <summary>Calls the visitor with the number type of <paramref name="dtype"/>; bool has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void VisitNumber<TVisitor>(DType dtype, ref TVisitor visitor) where TVisitor : struct, INumberVisitor, allows ref struct
    {
        switch (dtype)
        {
            case DType.Float32: visitor.Visit<float>(); return;
            case DType.Float64: visitor.Visit<double>(); return;
            case DType.Int64: visitor.Visit<long>(); return;
            case DType.Int32: visitor.Visit<int>(); return;
            case DType.Int16: visitor.Visit<short>(); return;
            case DType.Int8: visitor.Visit<sbyte>(); return;
            case DType.UInt8: visitor.Visit<byte>(); return;
            case DType.Float16: visitor.VisitWidened<Half>(); return;
            case DType.BFloat16: visitor.VisitWidened<BFloat16>(); return;
            case DType.Complex64: visitor.VisitComplex<float>(); return;
            case DType.Complex128: visitor.VisitComplex<double>(); return;
            default: Unsupported(dtype); return;
        }
    }

    /// <summary>Calls the visitor with a storage type of the same size: moving elements needs no more than that.</summary>
    public static void VisitSize<TVisitor>(DType dtype, ref TVisitor visitor) where TVisitor : struct, IStorageVisitor, allows ref struct
    {
        switch (dtype.ItemSize)
        {
            case 1: visitor.Visit<byte>(); return;
            case 2: visitor.Visit<short>(); return;
            case 4: visitor.Visit<int>(); return;
            case 8: visitor.Visit<long>(); return;
            default: visitor.Visit<Complex>(); return;
        }
    }

    [DoesNotReturn]
    static void Unsupported(DType dtype) => throw new NotSupportedException($"this kernel does not run on {dtype.TorchName}");
}
