using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Memory;

namespace Darkhorse.Ops;

/// <summary>Tensors over .NET data that is not copied: the change in one is seen in the other, and each keeps the memory alive.</summary>
static class Sharing
{
    /// <summary>A tensor over an array of any rank. Jagged arrays are copied: they are not one piece of memory.</summary>
    [Op("from_array", Variants.Function)]
    public static Tensor FromArray(Array rawArray, Device? device = null) => FromArray(rawArray, null, device);

    /// <summary>A tensor over an array of any rank; another dtype or device than the array's own needs a copy.</summary>
    [Op("from_array", Variants.Function)]
    public static Tensor FromArray(Array rawArray, torch.ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        var type = rawArray.GetType().GetElementType()!;
        if (type.IsArray) return FromData.OfArray(rawArray, dtype, device, requires_grad);
        var element = StorageTypes.Of(type) ?? throw new ArgumentException($"{type.Name} is no element type of a tensor");
        var layout = Layout.Contiguous(FromData.SizesOf(rawArray));
        return FromData.Finish(new Tensor(Storage.Share(rawArray, layout.Count * element.ItemSize), layout, 0, element), dtype, device, requires_grad);
    }

    /// <summary>A one-dimensional tensor over the bytes of an array, read as <paramref name="dtype"/>.</summary>
    /// <param name="rawArray">Where the elements are.</param>
    /// <param name="dtype">What they are; not necessarily the array's own element type.</param>
    /// <param name="count">How many; -1 takes all there are.</param>
    /// <param name="offset">Bytes to skip.</param>
    /// <param name="requires_grad">Whether gradients are computed for the tensor.</param>
    [Op("frombuffer", Variants.Function)]
    public static unsafe Tensor FromBuffer(Array rawArray, torch.ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        int itemSize = dtype.ToDType().ItemSize;
        long length = rawArray.LongLength * (StorageTypes.Of(rawArray.GetType().GetElementType()!) ?? throw new ArgumentException("the array has no numbers")).ItemSize;
        if (length == 0 || count == 0) throw new ArgumentException($"both buffer length ({length}) and count ({count}) must not be 0");
        if (offset < 0 || offset >= length) throw new ArgumentException($"offset ({offset} bytes) must be non-negative and no greater than buffer length ({length} bytes) minus 1");
        if (count > 0 && offset + count * itemSize > length)
            throw new ArgumentException($"requested buffer length ({count} * {itemSize} bytes) after offset ({offset} bytes) must not be greater than actual buffer length ({length} bytes)");
        if (count < 0 && (length - offset) % itemSize != 0)
            throw new ArgumentException($"buffer length ({length - offset} bytes) after offset ({offset} bytes) must be a multiple of element size ({itemSize})");
        if (count < 0) count = (length - offset) / itemSize;
        var layout = Layout.Contiguous([count]);
        Storage storage;
        if (offset % itemSize == 0)
        {
            storage = Storage.Share(rawArray, length);
        }
        else
        {
            // Offsets are counted in elements: here the storage itself has to begin where they do.
            var pin = new Pinned(GCHandle.Alloc(rawArray, GCHandleType.Pinned));
            storage = Storage.Share((byte*)pin.Address + offset, count * itemSize, pin);
            offset = 0;
        }
        var result = new Tensor(storage, layout, offset / itemSize, dtype.ToDType());
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary>A tensor over memory, row-major, of the given sizes.</summary>
    [Op("from_memory", Variants.Function)]
    public static unsafe Tensor FromMemory<T>(Memory<T> memory, [Sizes] ReadOnlySpan<long> size) where T : unmanaged
    {
        var layout = Layout.Contiguous(size);
        if (layout.Count != memory.Length) throw new ArgumentException($"memory of {memory.Length} elements has not the sizes [{string.Join(", ", size.ToArray())}]");
        if (MemoryMarshal.TryGetArray((ReadOnlyMemory<T>)memory, out var segment) && segment.Array is { } array)
            return new(Storage.Share(array, array.LongLength * sizeof(T)), layout, segment.Offset, StorageTypes.Of<T>());
        var pin = new PinnedMemory(memory.Pin());
        return new(Storage.Share(pin.Address, (long)memory.Length * sizeof(T), pin), layout, 0, StorageTypes.Of<T>());
    }

    /// <summary>A tensor over native memory, row-major; it must stay valid until <paramref name="deleter"/> is called: when no tensor on it is left.</summary>
    /// <param name="data">The first element.</param>
    /// <param name="size">The tensor's sizes.</param>
    /// <param name="dtype">What the elements are.</param>
    /// <param name="deleter">Called once, with the address.</param>
    /// <param name="owner">An object that keeps the memory valid: it is kept alive as long as a tensor on the memory is.</param>
    [Op("from_blob", Variants.Function)]
    public static Tensor FromBlob(nint data, ReadOnlySpan<long> size, torch.ScalarType dtype, Action<nint>? deleter = null, object? owner = null)
        => OverMemory(data, Layout.Contiguous(size), dtype, deleter, owner);

    /// <summary>A tensor over native memory with any strides, counted in elements and not negative; see the other overload.</summary>
    [Op("from_blob", Variants.Function)]
    public static Tensor FromBlob(nint data, ReadOnlySpan<long> size, ReadOnlySpan<long> strides, torch.ScalarType dtype, Action<nint>? deleter = null, object? owner = null)
    {
        if (strides.Length != size.Length) throw new ArgumentException($"mismatch in length of strides and shape: {strides.Length} strides for {size.Length} sizes");
        if (strides.ContainsAnyInRange(long.MinValue, -1)) throw new ArgumentException($"negative strides are not supported: [{string.Join(", ", strides.ToArray())}]");
        return OverMemory(data, new Layout(size, strides), dtype, deleter, owner);
    }

    static unsafe Tensor OverMemory(nint data, Layout layout, torch.ScalarType dtype, Action<nint>? deleter, object? owner)
    {
        if (data == 0 && layout.Count > 0) throw new ArgumentException("the address of the elements is null");
        var storage = Storage.Share((void*)data, layout.Extent * dtype.ToDType().ItemSize, deleter is null ? owner : new Owned(data, deleter, owner));
        return new(storage, layout, 0, dtype.ToDType());
    }

    /// <summary>The tensor itself, or converted if another dtype or device is asked for.</summary>
    [Op("as_tensor", Variants.Function)]
    public static Tensor AsTensor(Tensor data, torch.ScalarType? dtype = null, Device? device = null) => FromData.Finish(data, dtype, device, false);

    /// <summary>A tensor over an array of any rank; another dtype or device than the array's own needs a copy.</summary>
    [Op("as_tensor", Variants.Function)]
    public static Tensor AsTensor(Array data, torch.ScalarType? dtype = null, Device? device = null) => FromArray(data, dtype, device);

    /// <summary>A tensor over an array; another dtype or device than the array's own needs a copy.</summary>
    [Op("as_tensor", Variants.Function)]
    public static Tensor AsTensor<T>(T[] rawArray, torch.ScalarType? dtype = null, Device? device = null) where T : unmanaged => FromArray(rawArray, dtype, device);

    /// <summary>A tensor over an array, or with a copy of another list.</summary>
    [Op("as_tensor", Variants.Function)]
    public static Tensor AsTensor<T>(IList<T> rawArray, torch.ScalarType? dtype = null, Device? device = null) where T : unmanaged
        => rawArray is T[] array ? FromArray(array, dtype, device) : FromData.Of(rawArray, dtype, device);

    /// <summary>A tensor of one number.</summary>
    [Op("as_tensor", Variants.Function)]
    public static Tensor AsTensor(Scalar data, torch.ScalarType? dtype = null, Device? device = null) => FromData.Of(data, dtype, device);

    /// <summary>A copy of another tensor, without its history, in this tensor's dtype and on its device unless given.</summary>
    [Op("new_tensor", Variants.Method)]
    public static Tensor NewTensor(Tensor input, Tensor data, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromData.Finish(data.detach().clone(), dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>A copy of an array of any rank, in this tensor's dtype and on its device unless given.</summary>
    [Op("new_tensor", Variants.Method), OverloadResolutionPriority(1)]
    public static Tensor NewTensor(Tensor input, Array data, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromData.OfArray(data, dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>A 0-dim tensor of a number, in this tensor's dtype and on its device unless given.</summary>
    [Op("new_tensor", Variants.Method)]
    public static Tensor NewTensor(Tensor input, Scalar data, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromData.Of(data, dtype ?? input.dtype, device ?? input.device, requires_grad);

    /// <summary>Memory that somebody else has to be told about when it is used no more.</summary>
    sealed class Owned(nint data, Action<nint> deleter, object? owner)
    {
        ~Owned()
        {
            deleter(data);
            GC.KeepAlive(owner);
        }
    }

    sealed class Pinned(GCHandle handle)
    {
        public nint Address => handle.AddrOfPinnedObject();

        ~Pinned() => handle.Free();
    }

    sealed unsafe class PinnedMemory(System.Buffers.MemoryHandle handle)
    {
        System.Buffers.MemoryHandle _handle = handle;

        public void* Address => _handle.Pointer;

        ~PinnedMemory() => _handle.Dispose();
    }
}
