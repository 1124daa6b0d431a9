using Darkhorse.Modules;
using static Darkhorse.IO.PickleGlobals;

namespace Darkhorse.IO;

/// <summary>A storage that a pickle has named. Tensors of one key share their bytes.</summary>
/// <param name="class">What it is counted in.</param>
/// <param name="count">Its length, in elements or, untyped, in bytes.</param>
/// <param name="start">Where in the bytes it begins, in elements: storages of old files may be views of others.</param>
/// <param name="fetch">The bytes, read as those of a dtype.</param>
sealed class PickledStorage(StorageClass @class, long count, long start, Func<DType, Memory.Storage> fetch)
{
    public StorageClass Class => @class;
    public long Start => start;

    public long CountAs(DType dtype) => @class.DType is null ? count / dtype.ItemSize : count;

    public Memory.Storage Fetch(DType dtype) => fetch(dtype);

    /// <summary>What a storage is that no tensor is made of: a tensor of one dim.</summary>
    public Tensor Elements()
    {
        var dtype = @class.DType ?? DType.UInt8;
        return new(fetch(dtype), Layout.Contiguous([count]), start, dtype);
    }
}

/// <summary>The functions by which pickles make tensors.</summary>
static class PickledTensor
{
    const int MostDims = 64;

    // (storage, offset, size, stride[, requires_grad, hooks[, metadata]])
    public static object Rebuild(object?[] args)
    {
        var storage = Get<PickledStorage>(args, 0);
        return Build(storage, storage.Class.DType ?? DType.UInt8, args, args.Length > 6 ? args[6] : null);
    }

    // (storage, offset, size, stride, requires_grad, hooks, dtype[, metadata])
    public static object RebuildWithDType(object?[] args)
        => Build(Get<PickledStorage>(args, 0), (DType)Get<torch.ScalarType>(args, 6), args, args.Length > 7 ? args[7] : null);

    // (data, requires_grad, hooks[, state])
    public static object RebuildParameter(object?[] args)
    {
        var data = Get<Tensor>(args, 0);
        bool requiresGrad = Get<bool>(args, 1);
        if (requiresGrad) CheckDifferentiable(data.DType);
        return new Parameter(data, requiresGrad);
    }

    static Tensor Build(PickledStorage storage, DType dtype, object?[] args, object? metadata)
    {
        if (storage.Class.DType is { } own && own != dtype) throw Bad($"a storage of {own.TorchName} is read as {dtype.TorchName}");
        long offset = Number(args, 1);
        long[] sizes = Numbers(args, 2), strides = Numbers(args, 3);
        CheckFit(sizes, strides, offset, storage.CountAs(dtype));
        var result = new Tensor(storage.Fetch(dtype), new Layout(sizes, strides), storage.Start + offset, dtype);
        if (metadata is Dictionary<object, object?> flags) result = Flagged(result, flags);
        if (args.Length > 4 && Get<bool>(args, 4))
        {
            CheckDifferentiable(dtype);
            result = result.detach().requires_grad_();
        }
        return result;
    }

    // A view of conjugates or negatives becomes a tensor of its own, unless it repeats elements: a small file could then ask for any amount of memory.
    static Tensor Flagged(Tensor tensor, Dictionary<object, object?> flags)
    {
        bool conj = flags.GetValueOrDefault("conj") is true, neg = flags.GetValueOrDefault("neg") is true;
        if (!conj && !neg) return tensor;
        if (tensor.DType == DType.Bool || tensor.numel() > tensor.Storage.ByteCount) throw Bad("a tensor cannot be the conjugate or negative of its storage");
        if (conj) tensor = tensor.conj();
        return neg ? tensor.neg() : tensor;
    }

    /// <summary>Every element that sizes, strides and offset can reach must be in the storage.</summary>
    static void CheckFit(long[] sizes, long[] strides, long offset, long count)
    {
        if (sizes.Length > MostDims) throw Bad($"a tensor of {sizes.Length} dims");
        if (sizes.Length != strides.Length) throw Bad("a tensor has more sizes than strides, or fewer");
        long elements = RawBytes.CheckedCount(sizes);
        if (elements < 0 || RawBytes.CheckedCount(Array.ConvertAll(sizes, size => Math.Max(size, 1))) < 0) throw Bad($"a tensor of shape [{string.Join(", ", sizes)}]");
        Int128 last = offset;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (strides[i] < 0) throw Bad("a tensor has a negative stride");
            last += elements == 0 ? 0 : (Int128)(sizes[i] - 1) * strides[i];
        }
        if (offset < 0 || last >= count + (elements == 0 ? 1 : 0)) throw Bad($"a tensor reaches beyond its storage of {count} elements");
    }

    static void CheckDifferentiable(DType dtype)
    {
        if (!dtype.IsFloat && !dtype.IsComplex) throw Bad($"a tensor of {dtype.TorchName} wants a gradient");
    }

    static InvalidDataException Bad(string what) => PickleReader.Bad(what);
}
