using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Makes the tensor one over the memory of another, with its sizes and strides.</summary>
        /// <exception cref="InvalidOperationException">The dtypes or devices differ, or the history does not allow a change in place.</exception>
        public Tensor set_(Tensor source)
        {
            Autograd.InPlace.Check(this);
            if (source.DType != DType) throw new InvalidOperationException($"Could not set tensor of type {source.DType.TorchName} to a tensor of type {DType.TorchName}");
            if (source.device_type != device_type) throw new InvalidOperationException("Attempted to set the storage of a tensor on device \"" + device + "\" to a storage on different device \"" + source.device + "\"");
            var former = Data.Storage;
            source.Storage.Retain();
            Data = source.Data;
            former.Release();
            return this;
        }

        /// <summary>Overwrites the tensor, resized, with zeros.</summary>
        public Tensor zeros(params ReadOnlySpan<long> sizes) => full(sizes, 0);

        /// <summary>Overwrites the tensor, resized, with ones.</summary>
        public Tensor ones(params ReadOnlySpan<long> sizes) => full(sizes, 1);

        /// <summary>Resizes the tensor; its elements are whatever the memory held.</summary>
        public Tensor empty(params ReadOnlySpan<long> sizes) => Results.Into(this, torch.empty(sizes, dtype, device), "empty");

        /// <summary>Overwrites the tensor, resized, with one number.</summary>
        public Tensor full(ReadOnlySpan<long> sizes, Scalar value) => Results.Into(this, torch.full(sizes, value, dtype, device), "full");

        /// <summary>Overwrites the tensor, resized, with ones on the diagonal and zeros elsewhere.</summary>
        public Tensor eye(long rows, long columns) => Results.Into(this, torch.eye(rows, columns, dtype, device), "eye");

        /// <summary>Overwrites the tensor, resized, with start, start + step, … before stop.</summary>
        public Tensor arange_out(Scalar start, Scalar stop, Scalar step) => Results.Into(this, arange(start, stop, step, dtype, device), "arange");

        /// <summary>Matrices side by side on the diagonal of a larger one, zeros elsewhere.</summary>
        public static Tensor block_diag(params ReadOnlySpan<Tensor> tensors) => torch.block_diag(tensors);
    }
}
