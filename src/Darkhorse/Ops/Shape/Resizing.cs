using Darkhorse.Autograd;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Gives the tensor other sizes, row-major: the first elements in memory are kept, further ones are uninitialised.</summary>
        /// <exception cref="InvalidOperationException">It requires grad, or needs more memory than it shares with an array, a pointer or a file.</exception>
        public Tensor resize_(params ReadOnlySpan<long> size)
        {
            if (requires_grad) throw new InvalidOperationException("cannot resize variables that require grad");
            foreach (long length in size)
                if (length < 0) throw new InvalidOperationException($"Trying to create tensor with negative dimension {length}: [{string.Join(", ", size.ToArray())}]");
            InPlace.Check(this);
            Resize(size, keep: true);
            return this;
        }

        /// <summary>Gives the tensor the sizes of another one; see <see cref="resize_(ReadOnlySpan{long})"/>.</summary>
        public Tensor resize_as_(Tensor other) => resize_(other.Sizes);

        /// <summary>Another shape, row-major. What does not fit into the memory there is gets new memory, and with <paramref name="keep"/> the elements move there.</summary>
        internal void Resize(ReadOnlySpan<long> sizes, bool keep = false)
        {
            var layout = Layout.Contiguous(sizes);
            if ((Data.Offset + layout.Count) * DType.ItemSize <= Storage.ByteCount)
            {
                Data = Data.With(layout);
                return;
            }
            if (!Storage.Resizable) throw new InvalidOperationException("Trying to resize storage that is not resizable");
            var before = Data;
            Data = new(Backend.Allocate(layout.Count * DType.ItemSize), layout, 0, DType);
            Storage.Retain();
            if (keep)
            {
                var kept = Layout.Contiguous([before.Storage.ByteCount / DType.ItemSize - before.Offset]);
                Backend.Copy(Data.With(kept), before.With(kept));
            }
            before.Storage.Release();
        }
    }
}
