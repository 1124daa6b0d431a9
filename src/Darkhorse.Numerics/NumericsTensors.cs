using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Darkhorse;

/// <summary>
/// <see cref="torch.Tensor"/> and the tensors of <c>System.Numerics.Tensors</c> on the same memory: the change in one is seen in the other. The element type is the
/// dtype's own C# type; strides are kept.
/// </summary>
/// <remarks>In an assembly of its own, so that the core depends on nothing.</remarks>
public static class NumericsTensors
{
    /// <summary>A tensor over the memory of another, which is pinned until no tensor on it is left.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is no dtype's type.</exception>
    public static unsafe torch.Tensor as_tensor<T>(this Tensor<T> tensor) where T : unmanaged
    {
        var handle = tensor.GetPinnedHandle();
        try
        {
            // The handle's own pointer is that of the whole array, also if the tensor is a slice of it.
            nint first = (nint)Unsafe.AsPointer(in tensor.AsReadOnlyTensorSpan().GetPinnableReference());
            return torch.from_blob(first, Longs(tensor.Lengths), Longs(tensor.Strides), TypeOf<T>(), _ => handle.Dispose(), tensor);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>A tensor with a copy of the elements of a span, whose memory nothing could keep alive.</summary>
    public static torch.Tensor to_tensor<T>(this ReadOnlyTensorSpan<T> span) where T : unmanaged
    {
        var result = torch.empty(Longs(span.Lengths), TypeOf<T>());
        span.CopyTo(result.AsTensorSpan<T>());
        return result;
    }

    /// <inheritdoc cref="to_tensor{T}(ReadOnlyTensorSpan{T})"/>
    public static torch.Tensor to_tensor<T>(this TensorSpan<T> span) where T : unmanaged => to_tensor((ReadOnlyTensorSpan<T>)span);

    /// <summary>The elements of a tensor in host memory, not copied, with the tensor's strides (0-dim: one dim of size 1). Keep the tensor alive as long as the span is used.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is another type than the dtype's.</exception>
    public static TensorSpan<T> AsTensorSpan<T>(this torch.Tensor tensor) where T : unmanaged
    {
        nint[] lengths = Lengths(tensor), strides = Native(tensor.ndim == 0 ? [0] : tensor.stride());
        if (tensor.numel() == 0) return new(new T[1], lengths); // it wants some memory, which none of its indices reaches
        long extent = 1;
        for (int d = 0; d < lengths.Length; d++)
        {
            if (lengths[d] == 1) strides[d] = 0; // as they have it there
            extent += (lengths[d] - 1) * strides[d];
        }
        return new(tensor.detach().as_strided([extent], [1], tensor.storage_offset()).AsSpan<T>(), lengths, strides);
    }

    /// <summary>The elements to be read; see <see cref="AsTensorSpan{T}(torch.Tensor)"/>.</summary>
    public static ReadOnlyTensorSpan<T> AsReadOnlyTensorSpan<T>(this torch.Tensor tensor) where T : unmanaged => tensor.AsTensorSpan<T>();

    /// <summary>A new tensor of <c>System.Numerics.Tensors</c> with a copy of the elements: those own a .NET array, and cannot share other memory.</summary>
    public static Tensor<T> ToNumerics<T>(this torch.Tensor tensor) where T : unmanaged
        => Tensor.Create(tensor.detach().cpu().ToArray<T>(), Lengths(tensor));

    /// <summary>The platform's tensors have at least one dim.</summary>
    static nint[] Lengths(torch.Tensor tensor) => tensor.ndim == 0 ? [1] : Native(tensor.shape);

    static torch.ScalarType TypeOf<T>() where T : unmanaged => torch.from_array(Array.Empty<T>()).dtype;

    static long[] Longs(ReadOnlySpan<nint> values)
    {
        var result = new long[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = values[i];
        return result;
    }

    static nint[] Native(long[] values) => Array.ConvertAll(values, value => (nint)value);
}
