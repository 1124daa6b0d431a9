using System.Diagnostics;
using Darkhorse.Autograd;
using Darkhorse.Devices;
using Darkhorse.Memory;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>An n-dimensional array of numbers of one dtype, on one device, with a record of how it was computed.</summary>
    [DebuggerDisplay("{ToString(),nq}"), DebuggerTypeProxy(typeof(TensorDebugView))]
    public partial class Tensor : IDisposable
    {
        internal Operand Data;

        internal Tensor(Memory.Storage storage, Layout layout, long offset, DType dtype)
        {
            Data = new(storage, layout, offset, dtype);
            storage.Retain();
            DisposeScopeManager.Here?.Created(this);
        }

        Tensor(in Operand data, bool uncounted)
        {
            _ = uncounted;
            Data = data;
        }

        internal Tensor(in Operand data) : this(data.Storage, data.Layout, data.Offset, data.DType) { }

        /// <summary>An uninitialised tensor on the device of <paramref name="like"/>.</summary>
        internal static Tensor Empty(Layout layout, DType dtype, Tensor like) => Empty(layout, dtype, like.Backend);

        internal static Tensor Empty(Layout layout, DType dtype, Backend backend) => new(backend.Allocate(layout.Count * dtype.ItemSize), layout, 0, dtype);

        /// <summary>What a kind of tensor prints above its elements.</summary>
        internal virtual string ReprHeading => "";

        internal Layout Layout => Data.Layout;
        internal DType DType => Data.DType;
        internal Memory.Storage Storage => Data.Storage;
        internal Backend Backend => Backend.Of(Data.Storage);
        internal ReadOnlySpan<long> Sizes => Data.Layout.Sizes;
        internal ReadOnlySpan<long> Strides => Data.Layout.Strides;

        /// <summary>Sizes, outermost dim first. A copy: use <see cref="size(int)"/> for one of them.</summary>
        public long[] shape => Sizes.ToArray();

        public ScalarType dtype => (ScalarType)Data.DType;

        public Device device => Data.Storage.DeviceType == DeviceType.CPU ? Device.Cpu : new(Data.Storage.DeviceType, Data.Storage.DeviceIndex);

        public DeviceType device_type => Data.Storage.DeviceType;

        /// <summary>The number of dims.</summary>
        public long ndim => Data.Layout.Rank;

        public long dim() => Data.Layout.Rank;

        public long numel() => Data.Layout.Count;

        public long NumberOfElements => Data.Layout.Count;

        public long Dimensions => Data.Layout.Rank;

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => Data.DType.ItemSize;

        public long element_size() => Data.DType.ItemSize;

        public long[] size() => shape;

        /// <summary>Size of one dim; negative dims count from the end.</summary>
        public long size(int dim) => Sizes[Dims.Existing(dim, Data.Layout.Rank)];

        /// <summary>Elements to step in memory for each dim.</summary>
        public long[] stride() => Strides.ToArray();

        public long stride(int dim) => Strides[Dims.Existing(dim, Data.Layout.Rank)];

        /// <summary>Elements from the start of the storage to the first element.</summary>
        public long storage_offset() => Data.Offset;

        public bool is_contiguous() => Data.Layout.IsContiguous;

        public bool is_floating_point() => Data.DType.IsFloat;

        public bool is_complex() => Data.DType.IsComplex;

        public bool is_integral() => Data.DType.IsIntegral;

        /// <summary>Whether two tensors read the same bytes.</summary>
        internal bool SharesStorage(Tensor other) => ReferenceEquals(Storage, other.Storage);

        /// <summary>Counts the in-place changes of the storage.</summary>
        public int _version => Storage.IsInference ? throw new InvalidOperationException("Inference tensors do not track version counter.") : Storage.Version;

        /// <summary>Gives the memory back at once, unless another live tensor shares it. Nobody has to call it: see docs/memory.md.</summary>
        public void Dispose()
        {
            var storage = Data.Storage;
            if (ReferenceEquals(storage, Memory.Storage.Disposed)) return;
            Data = new(Memory.Storage.Disposed, Data.Layout, 0, Data.DType);
            storage.Release();
            DisposeScopeManager.Here?.Disposed(this);
            GC.SuppressFinalize(this);
        }

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => ReferenceEquals(Data.Storage, Memory.Storage.Disposed);
    }
}
