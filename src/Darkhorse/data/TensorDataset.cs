using Darkhorse.Autograd;
using Darkhorse.Memory;

namespace Darkhorse.Data
{
    /// <summary>A dataset that can take the elements of a batch at once, stacked.</summary>
    interface IRowSource
    {
        bool TryGather(ReadOnlySpan<long> indices, out IList<Tensor> batch);
    }

    /// <summary>Parts of a tensor along its first dim, copied one after the other into a new one.</summary>
    static unsafe class Rows
    {
        public static Tensor Gather(Tensor source, ReadOnlySpan<long> indices)
        {
            long[] sizes = source.shape;
            long count = sizes[0];
            sizes[0] = indices.Length;
            foreach (long index in indices)
                if (index < 0 || index >= count) throw new ArgumentOutOfRangeException(nameof(indices), $"index {index} is out of range for a dataset of {count} elements");
            var result = Tensor.Empty(Layout.Contiguous(sizes), source.DType, source);
            if (source.device_type == DeviceType.CPU && source.Layout.IsContiguous) CopyRows(source.Data, result.Data, indices);
            else CopyParts(source, result, indices);
            return result;
        }

        static void CopyRows(in Operand source, in Operand result, ReadOnlySpan<long> indices)
        {
            if (result.Count == 0) return;
            long bytes = result.Count / indices.Length * result.ItemSize;
            fixed (byte* from = &source.Storage.Origin, to = &result.Storage.Origin)
            {
                byte* first = from + source.Offset * source.ItemSize;
                for (int i = 0; i < indices.Length; i++) Buffer.MemoryCopy(first + indices[i] * bytes, to + i * bytes, bytes, bytes);
            }
            GC.KeepAlive(source.Storage);
            GC.KeepAlive(result.Storage);
        }

        static void CopyParts(Tensor source, Tensor result, ReadOnlySpan<long> indices)
        {
            using var _ = new GradMode.Scope(false);
            for (int i = 0; i < indices.Length; i++) result.select(0, i).copy_(source.select(0, indices[i]));
        }
    }
}

namespace Darkhorse.Modules
{
    /// <summary>Tensors side by side: element i is the list of their i-th parts along the first dim.</summary>
    public sealed class TensorDataset : torch.utils.data.IterableDataset, Data.IRowSource
    {
        readonly Tensor[] _tensors;

        internal TensorDataset(Tensor[] tensors)
        {
            if (tensors.Length == 0) throw new ArgumentException("a TensorDataset needs at least one tensor");
            foreach (var tensor in tensors)
                if (tensor.ndim == 0 || tensor.size(0) != tensors[0].size(0)) throw new InvalidOperationException("Size mismatch between tensors");
            _tensors = tensors;
        }

        public override long Count => _tensors[0].size(0);

        public override IList<Tensor> GetTensor(long index) => Array.ConvertAll(_tensors, tensor => tensor.select(0, index));

        bool Data.IRowSource.TryGather(ReadOnlySpan<long> indices, out IList<Tensor> batch)
        {
            batch = [];
            foreach (var tensor in _tensors)
                if (tensor.requires_grad) return false;
            var parts = new Tensor[_tensors.Length];
            for (int i = 0; i < parts.Length; i++) parts[i] = Data.Rows.Gather(_tensors[i], indices);
            batch = parts;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                foreach (var tensor in _tensors) tensor.Dispose();
            base.Dispose(disposing);
        }
    }
}
