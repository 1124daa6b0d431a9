using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Darkhorse.Golden.Values;

/// <summary>
/// The elements of a tensor in logical order: integers and bools in <see cref="Integers"/>, anything else in <see cref="Reals"/>, where complex numbers take two places.
/// </summary>
public sealed record TensorData(DType DType, long[] Shape, long[] Integers, double[] Reals)
{
    /// <summary>How the tensor is laid out where that is part of the case; else null and contiguous.</summary>
    public long[]? Strides { get; init; }
    public long Offset { get; init; }
    public long StorageLength { get; init; }
    public bool RequiresGrad { get; init; }

    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    public static TensorData Parse(JsonElement json)
    {
        var dtype = DTypeOf(json.GetProperty("dtype").GetString()!);
        var data = json.GetProperty("data");
        bool integral = dtype.IsIntegral;
        return new(dtype, Longs(json.GetProperty("shape")),
            integral ? [.. data.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.True ? 1 : e.ValueKind == JsonValueKind.False ? 0 : e.GetInt64())] : [],
            integral ? [] : [.. data.EnumerateArray().Select(e => Real(e, dtype.RealPart))])
        {
            Strides = json.TryGetProperty("strides", out var strides) ? Longs(strides) : null,
            Offset = json.TryGetProperty("offset", out var offset) ? offset.GetInt64() : 0,
            StorageLength = json.TryGetProperty("storage", out var storage) ? storage.GetInt64() : 0,
            RequiresGrad = json.TryGetProperty("requires_grad", out var requires) && requires.ValueKind == JsonValueKind.True,
        };
    }

    static long[] Longs(JsonElement json) => [.. json.EnumerateArray().Select(e => e.GetInt64())];

    public static DType DTypeOf(string name)
    {
        foreach (var dtype in DTypeFacts.All)
            if (dtype.TorchName == name) return dtype;
        throw new FormatException($"{name} is no dtype");
    }

    // A float32 is written as the shortest decimal that parses to it as float32: by way of a double it could round twice.
    static double Real(JsonElement json, DType dtype)
    {
        if (json.ValueKind == JsonValueKind.String)
            return json.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, var text => throw new FormatException(text) };
        string raw = json.GetRawText();
        double value = dtype == DType.Float64 ? double.Parse(raw, CultureInfo.InvariantCulture) : float.Parse(raw, CultureInfo.InvariantCulture);
        return value == 0 && raw[0] == '-' ? -0.0 : value;
    }

    /// <summary>A new tensor of these elements, strides and offset.</summary>
    public Tensor ToTensor()
    {
        long length = Strides is null ? Count : Math.Max(StorageLength, Count == 0 ? 0 : Offset + 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum());
        var storage = torch.zeros([length], (ScalarType)DType);
        int item = DType.ItemSize;
        var bytes = MemoryMarshal.CreateSpan(ref storage.Storage.Origin, checked((int)(length * item)));
        long index = 0;
        foreach (long place in Strides is null ? Positions(Shape, null, 0) : Positions(Shape, Strides, Offset)) Write(bytes[checked((int)(place * item))..], index++);
        if (Strides is null) return Shape is [var one] && one == length ? storage : storage.view(Shape);
        return storage.as_strided(Shape, Strides, Offset);
    }

    void Write(Span<byte> to, long index)
    {
        switch (DType)
        {
            case DType.Bool: to[0] = (byte)(Integers[index] != 0 ? 1 : 0); break;
            case DType.UInt8: to[0] = (byte)Integers[index]; break;
            case DType.Int8: MemoryMarshal.Write(to, (sbyte)Integers[index]); break;
            case DType.Int16: MemoryMarshal.Write(to, (short)Integers[index]); break;
            case DType.Int32: MemoryMarshal.Write(to, (int)Integers[index]); break;
            case DType.Int64: MemoryMarshal.Write(to, Integers[index]); break;
            case DType.Float16: MemoryMarshal.Write(to, (Half)Reals[index]); break;
            case DType.BFloat16: MemoryMarshal.Write(to, (BFloat16)Reals[index]); break;
            case DType.Float32: MemoryMarshal.Write(to, (float)Reals[index]); break;
            case DType.Float64: MemoryMarshal.Write(to, Reals[index]); break;
            case DType.Complex64: MemoryMarshal.Write(to, new Complex64((float)Reals[2 * index], (float)Reals[2 * index + 1])); break;
            default: MemoryMarshal.Write(to, new System.Numerics.Complex(Reals[2 * index], Reals[2 * index + 1])); break;
        }
    }

    /// <summary>Where the elements sit in the storage, in logical order.</summary>
    static IEnumerable<long> Positions(long[] shape, long[]? strides, long offset)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        for (long i = 0; i < count; i++)
        {
            if (strides is null)
            {
                yield return i;
                continue;
            }
            long rest = i, place = offset;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                place += rest % shape[d] * strides[d];
                rest /= shape[d];
            }
            yield return place;
        }
    }

    /// <summary>Reads a tensor.</summary>
    public static TensorData Of(Tensor tensor)
    {
        var dtype = (DType)tensor.dtype;
        return new(dtype, tensor.shape, dtype.IsIntegral ? ReadIntegers(tensor, dtype) : [], dtype.IsIntegral ? [] : ReadReals(tensor, dtype))
        {
            Strides = tensor.stride(),
            Offset = tensor.storage_offset(),
        };
    }

    static long[] ReadIntegers(Tensor tensor, DType dtype) => dtype switch
    {
        DType.Bool => Array.ConvertAll(tensor.ToArray<bool>(), x => x ? 1L : 0),
        DType.UInt8 => Array.ConvertAll(tensor.ToArray<byte>(), x => (long)x),
        DType.Int8 => Array.ConvertAll(tensor.ToArray<sbyte>(), x => (long)x),
        DType.Int16 => Array.ConvertAll(tensor.ToArray<short>(), x => (long)x),
        DType.Int32 => Array.ConvertAll(tensor.ToArray<int>(), x => (long)x),
        _ => tensor.ToArray<long>(),
    };

    static double[] ReadReals(Tensor tensor, DType dtype) => dtype switch
    {
        DType.Float16 => Array.ConvertAll(tensor.ToArray<Half>(), x => (double)x),
        DType.BFloat16 => Array.ConvertAll(tensor.ToArray<BFloat16>(), x => (double)x),
        DType.Float32 => Array.ConvertAll(tensor.ToArray<float>(), x => (double)x),
        DType.Float64 => tensor.ToArray<double>(),
        DType.Complex64 => [.. tensor.ToArray<Complex64>().SelectMany(x => new double[] { x.Real, x.Imaginary })],
        _ => [.. tensor.ToArray<System.Numerics.Complex>().SelectMany(x => new[] { x.Real, x.Imaginary })],
    };

    public string Describe() => $"{DType.TorchName}[{string.Join(", ", Shape)}]";
}
