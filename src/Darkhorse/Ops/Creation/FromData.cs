using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Darkhorse.Ops;

/// <summary>
/// Tensors with a copy of .NET data: numbers, arrays of any rank, jagged arrays, lists, spans, memory and collection expressions. The dtype is the element type's own
/// (int gives int32) unless given.
/// </summary>
static class FromData
{
    /// <summary>A 0-dim tensor of one number.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of(Scalar scalar, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Filled.ScalarTensor(scalar, dtype ?? (torch.ScalarType)scalar.DType, device, requires_grad);

    /// <summary>A 0-dim tensor of one number on a device.</summary>
    [Op("tensor", Variants.Function), OverloadResolutionPriority(-1)]
    public static Tensor Of(Scalar scalar, Device? device, bool requires_grad = false) => Of(scalar, null, device, requires_grad);

    /// <summary>A 0-dim complex64 tensor.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of((float Real, float Imaginary) scalar, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Of(scalar.Real, scalar.Imaginary, dtype, device, requires_grad);

    /// <summary>A 0-dim complex128 tensor.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of((double Real, double Imaginary) scalar, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Of(scalar.Real, scalar.Imaginary, dtype, device, requires_grad);

    /// <summary>A 0-dim complex64 tensor.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of(float real, float imaginary, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Of(new Complex64(real, imaginary), dtype, device, requires_grad);

    /// <summary>A 0-dim complex128 tensor.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of(double real, double imaginary, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Of(new System.Numerics.Complex(real, imaginary), dtype, device, requires_grad);

    /// <summary>A one-dimensional tensor with a copy of the elements.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(ReadOnlySpan<T> rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => Of(rawArray, [rawArray.Length], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with a copy of the elements, row-major.</summary>
    [Op("tensor", Variants.Function)]
    public static unsafe Tensor Of<T>(ReadOnlySpan<T> rawArray, [Sizes] ReadOnlySpan<long> dimensions, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
    {
        fixed (T* data = rawArray) return Copy((byte*)data, StorageTypes.Of<T>(), rawArray.Length, dimensions, dtype, device, requires_grad);
    }

    /// <summary>A one-dimensional tensor with a copy of the elements.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(T[] rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => OfArray(rawArray, [rawArray.LongLength], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with a copy of the elements, row-major.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(T[] rawArray, [Sizes] ReadOnlySpan<long> dimensions, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => OfArray(rawArray, dimensions, dtype, device, requires_grad);

    /// <summary>A tensor of the array's sizes with a copy of its elements.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(T[,] rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => OfArray(rawArray, SizesOf(rawArray), dtype, device, requires_grad);

    /// <summary>A tensor of the array's sizes with a copy of its elements.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(T[,,] rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => OfArray(rawArray, SizesOf(rawArray), dtype, device, requires_grad);

    /// <summary>A tensor of the array's sizes with a copy of its elements.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(T[,,,] rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => OfArray(rawArray, SizesOf(rawArray), dtype, device, requires_grad);

    /// <summary>A matrix from its rows, which must be of one length.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(T[][] rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => OfJagged<T>(rawArray, dtype, device, requires_grad);

    /// <summary>A three-dimensional tensor from nested arrays, which must be of one length at each depth.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(T[][][] rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => OfJagged<T>(rawArray, dtype, device, requires_grad);

    /// <summary>A four-dimensional tensor from nested arrays, which must be of one length at each depth.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(T[][][][] rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => OfJagged<T>(rawArray, dtype, device, requires_grad);

    /// <summary>A one-dimensional tensor with a copy of the elements.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(IList<T> rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => Of(Elements(rawArray), [rawArray.Count], dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with a copy of the elements, row-major.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(IList<T> rawArray, [Sizes] ReadOnlySpan<long> dimensions, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => Of(Elements(rawArray), dimensions, dtype, device, requires_grad);

    /// <summary>A tensor of the given sizes with a copy of the elements, row-major.</summary>
    [Op("tensor", Variants.Function)]
    public static Tensor Of<T>(Memory<T> rawArray, [Sizes] ReadOnlySpan<long> dimensions, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged
        => Of((ReadOnlySpan<T>)rawArray.Span, dimensions, dtype, device, requires_grad);

    /// <summary>A copy of an array of any rank, jagged ones too; the dtype is the element type's own unless given.</summary>
    /// <exception cref="ArgumentException">The element type is no dtype's, or the arrays inside the array differ in length.</exception>
    [Op("tensor", Variants.Function)]
    public static Tensor OfArray(Array rawArray, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => rawArray.GetType().GetElementType()!.IsArray ? OfJagged(rawArray, dtype, device, requires_grad) : OfArray(rawArray, SizesOf(rawArray), dtype, device, requires_grad);

    static unsafe Tensor OfArray(Array array, ReadOnlySpan<long> sizes, torch.ScalarType? dtype, Device? device, bool requiresGrad)
    {
        fixed (byte* data = &MemoryMarshal.GetArrayDataReference(array))
            return Copy(data, TypeOf(array.GetType().GetElementType()!), array.LongLength, sizes, dtype, device, requiresGrad);
    }

    static Tensor OfJagged<T>(Array array, torch.ScalarType? dtype, Device? device, bool requiresGrad) where T : unmanaged => OfJagged(array, dtype, device, requiresGrad);

    static unsafe Tensor OfJagged(Array array, torch.ScalarType? dtype, Device? device, bool requiresGrad)
    {
        var type = array.GetType();
        var sizes = new List<long>();
        // The first array of each depth says how long those of its depth are.
        object? at = array;
        while (type.IsArray)
        {
            sizes.Add((at as Array)?.LongLength ?? 0);
            type = type.GetElementType()!;
            at = at is Array { LongLength: > 0 } outer && type.IsArray ? outer.GetValue(0) : null;
        }
        var element = TypeOf(type);
        var result = Tensor.Empty(Layout.Contiguous(CollectionsMarshal.AsSpan(sizes)), element, Devices.Backend.For(DeviceType.CPU));
        fixed (byte* data = &result.Storage.Origin) Flatten(array, 0, sizes, data, element.ItemSize);
        return Finish(result, dtype, device ?? torch.DefaultDevice, requiresGrad);
    }

    static unsafe byte* Flatten(Array array, int depth, List<long> sizes, byte* target, int itemSize)
    {
        if (array.LongLength != sizes[depth])
            throw new ArgumentException($"expected sequence of length {sizes[depth]} at dim {depth} (got {array.LongLength})");
        if (depth < sizes.Count - 1)
        {
            foreach (Array inner in array) target = Flatten(inner, depth + 1, sizes, target, itemSize);
            return target;
        }
        long byteCount = array.LongLength * itemSize;
        fixed (byte* source = &MemoryMarshal.GetArrayDataReference(array)) Buffer.MemoryCopy(source, target, byteCount, byteCount);
        return target + byteCount;
    }

    static unsafe Tensor Copy(byte* data, DType element, long count, ReadOnlySpan<long> sizes, torch.ScalarType? dtype, Device? device, bool requiresGrad)
    {
        var layout = Layout.Contiguous(sizes);
        if (layout.Count != count) throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} elements for the sizes [{string.Join(", ", sizes.ToArray())}]");
        var result = Tensor.Empty(layout, element, Devices.Backend.For(DeviceType.CPU));
        long byteCount = count * element.ItemSize;
        fixed (byte* target = &result.Storage.Origin) Buffer.MemoryCopy(data, target, byteCount, byteCount);
        return Finish(result, dtype, device ?? torch.DefaultDevice, requiresGrad);
    }

    /// <summary>The last steps of every creation: dtype, device, gradient.</summary>
    public static Tensor Finish(Tensor result, torch.ScalarType? dtype, Device? device, bool requiresGrad)
    {
        if (dtype is { } type) result = result.to(type);
        if (device is not null) result = result.to(device);
        return requiresGrad ? result.requires_grad_() : result;
    }

    static DType TypeOf(Type type) => StorageTypes.Of(type) ?? throw new ArgumentException($"{type.Name} is no element type of a tensor");

    public static long[] SizesOf(Array array)
    {
        var sizes = new long[array.Rank];
        for (int d = 0; d < sizes.Length; d++) sizes[d] = array.GetLongLength(d);
        return sizes;
    }

    static ReadOnlySpan<T> Elements<T>(IList<T> list) => list switch
    {
        T[] array => array,
        List<T> items => CollectionsMarshal.AsSpan(items),
        _ => list.ToArray(),
    };
}
