using System.IO.MemoryMappedFiles;
using Darkhorse.IO;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>A one-dimensional tensor of the bytes of a file.</summary>
    /// <param name="filename">The file.</param>
    /// <param name="shared">Whether the tensor is the file: what is written to it is written to the file, which is made or made longer where need be. Otherwise it is a copy.</param>
    /// <param name="size">The number of elements.</param>
    /// <param name="dtype">What the bytes are; the default dtype unless given.</param>
    /// <param name="device">Where the tensor is put.</param>
    /// <param name="requires_grad">Whether gradients are computed for it.</param>
    /// <exception cref="InvalidOperationException">The file is too short, and not shared.</exception>
    public static Tensor from_file(string filename, bool? shared = null, long? size = 0, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var type = dtype.OrDefault();
        long count = size ?? 0, length = count * type.ItemSize;
        if (shared == true && length > 0) return FromData.Finish(new Tensor(Mapped(filename, length), Layout.Contiguous([count]), 0, type), null, device, requires_grad);
        using var stream = File.OpenRead(filename);
        if (stream.Length < length) throw new InvalidOperationException($"file <{filename}> size <{stream.Length}> is smaller than the required mapping size <{length}>");
        return FromData.Finish(RawBytes.Read(stream, type, [count]), null, device, requires_grad);
    }

    static unsafe Memory.Storage Mapped(string path, long length)
    {
        long existing = File.Exists(path) ? new FileInfo(path).Length : 0;
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Math.Max(length, existing));
        var view = file.CreateViewAccessor(0, length);
        // The handle unmaps when it is collected: it is what the storage keeps alive.
        var handle = view.SafeMemoryMappedViewHandle;
        return Memory.Storage.Share((byte*)handle.DangerousGetHandle() + view.PointerOffset, length, handle);
    }

    public partial class Tensor
    {
        /// <summary>Reads a tensor that <see cref="TensorExtensionMethods.Save(Tensor, string)"/> wrote.</summary>
        /// <exception cref="InvalidDataException">The data are damaged, or of another kind.</exception>
        public static Tensor Load(string location)
        {
            using var stream = File.OpenRead(location);
            return Load(stream);
        }

        /// <summary>Reads a tensor from a stream, and no further.</summary>
        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            return Load(reader);
        }

        /// <inheritdoc cref="Load(Stream)"/>
        public static Tensor Load(BinaryReader reader) => DatFormat.ReadTensor(reader);

        /// <summary>Writes the elements, row-major and little-endian, without sizes or dtype.</summary>
        /// <param name="stream">Where to.</param>
        /// <param name="bufferSize">Elements are written from where they are: no buffer is needed.</param>
        public void WriteBytesToStream(Stream stream, int bufferSize = 1024) => RawBytes.Write(stream, this);

        /// <summary>Overwrites the elements with what <see cref="WriteBytesToStream"/> wrote for a tensor of the same sizes and dtype.</summary>
        /// <param name="stream">Where from.</param>
        /// <param name="bufferSize">Whole tensors are read at once: no buffer is needed.</param>
        /// <exception cref="EndOfStreamException">The stream ends before the tensor is full.</exception>
        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            using var noGrad = no_grad();
            copy_(RawBytes.Read(stream, DType, Sizes));
        }
    }
}
