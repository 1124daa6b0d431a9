using Darkhorse.IO;

namespace Darkhorse.IO
{
    /// <summary>
    /// The <c>.dat</c> files of TorchSharp: the number of entries, then each one's name and tensor. A tensor is the number of its dtype, of its dims and its sizes,
    /// then its elements, row-major and little-endian. Whole numbers are LEB128, a name is its length in bytes and UTF-8.
    /// </summary>
    static class DatFormat
    {
        const int MostDims = 64, LongestName = 1 << 16;

        public static void Write(BinaryWriter writer, Dictionary<string, Tensor> tensors, IList<string>? skip)
        {
            writer.Write7BitEncodedInt64(tensors.Keys.Count(name => skip?.Contains(name) != true));
            foreach (var (name, tensor) in tensors)
            {
                if (skip?.Contains(name) == true) continue;
                writer.Write(name);
                WriteTensor(writer, tensor);
            }
        }

        /// <exception cref="InvalidDataException">The data are damaged, or of another kind.</exception>
        public static Dictionary<string, Tensor> Read(BinaryReader reader)
        {
            var result = new Dictionary<string, Tensor>();
            for (long rest = Number(reader); rest > 0; rest--)
            {
                string name = ReadName(reader);
                if (!result.TryAdd(name, ReadTensor(reader))) throw new InvalidDataException($"the name '{name}' is there twice");
            }
            return result;
        }

        static string ReadName(BinaryReader reader)
        {
            long length = Number(reader);
            byte[] bytes = length <= LongestName ? reader.ReadBytes((int)length) : throw new InvalidDataException($"a name of {length} bytes");
            return bytes.Length == length ? System.Text.Encoding.UTF8.GetString(bytes) : throw new EndOfStreamException();
        }

        public static void WriteTensor(BinaryWriter writer, Tensor tensor)
        {
            writer.Write7BitEncodedInt64((long)tensor.DType);
            writer.Write7BitEncodedInt64(tensor.ndim);
            foreach (long size in tensor.Sizes) writer.Write7BitEncodedInt64(size);
            writer.Flush();
            RawBytes.Write(writer.BaseStream, tensor);
        }

        /// <exception cref="InvalidDataException">The data are damaged, or of another kind.</exception>
        public static Tensor ReadTensor(BinaryReader reader)
        {
            var (dtype, sizes) = ReadHeading(reader);
            return RawBytes.Read(reader.BaseStream, dtype, sizes);
        }

        /// <summary>Reads past a tensor.</summary>
        public static void Skip(BinaryReader reader)
        {
            var (dtype, sizes) = ReadHeading(reader);
            for (long rest = RawBytes.CheckedCount(sizes) * dtype.ItemSize; rest > 0;)
            {
                int read = reader.BaseStream.Read(new byte[Math.Min(rest, 1 << 16)]);
                if (read == 0) throw new EndOfStreamException();
                rest -= read;
            }
        }

        static (DType DType, long[] Sizes) ReadHeading(BinaryReader reader)
        {
            long number = Number(reader), dims = Number(reader);
            var dtype = (DType)number;
            if (number > byte.MaxValue || !Enum.IsDefined(dtype)) throw new InvalidDataException($"there is no dtype of number {number}");
            if (dims > MostDims) throw new InvalidDataException($"a tensor of {dims} dims");
            long[] sizes = new long[dims];
            for (int i = 0; i < dims; i++) sizes[i] = Number(reader);
            long count = RawBytes.CheckedCount(sizes);
            // A damaged size must not make the reader ask for all memory.
            if (count < 0 || count > (reader.BaseStream.CanSeek ? reader.BaseStream.Length - reader.BaseStream.Position : long.MaxValue) / dtype.ItemSize)
                throw new InvalidDataException($"the data end before a tensor of shape [{string.Join(", ", sizes)}] does");
            return (dtype, sizes);
        }

        static long Number(BinaryReader reader)
        {
            try
            {
                long number = reader.Read7BitEncodedInt64();
                return number >= 0 ? number : throw new InvalidDataException("a negative number");
            }
            catch (FormatException error)
            {
                throw new InvalidDataException(error.Message, error);
            }
        }
    }
}

namespace Darkhorse
{
    public static partial class TensorExtensionMethods
    {
        /// <summary>Writes a tensor as TorchSharp does.</summary>
        public static void Save(this Tensor tensor, BinaryWriter writer) => DatFormat.WriteTensor(writer, tensor);

        /// <inheritdoc cref="Save(Tensor, BinaryWriter)"/>
        public static void Save(this Tensor tensor, Stream stream)
        {
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            DatFormat.WriteTensor(writer, tensor);
        }

        /// <inheritdoc cref="Save(Tensor, BinaryWriter)"/>
        public static void Save(this Tensor tensor, string location) => AtomicFile.Write(location, stream => tensor.Save(stream));

        /// <summary>Reads a tensor that <see cref="Save(Tensor, BinaryWriter)"/> wrote.</summary>
        /// <param name="reader">Where from.</param>
        /// <param name="skip">Read past it; the result is an empty tensor.</param>
        /// <exception cref="InvalidDataException">The data are damaged, or of another kind.</exception>
        public static Tensor Load(BinaryReader reader, bool skip = false)
        {
            if (!skip) return DatFormat.ReadTensor(reader);
            DatFormat.Skip(reader);
            return torch.empty(0);
        }

        /// <summary>Reads values into a tensor of the same shape and dtype.</summary>
        /// <exception cref="ArgumentException">Shape or dtype differ.</exception>
        public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
        {
            if (skip)
            {
                DatFormat.Skip(reader);
                return;
            }
            var values = DatFormat.ReadTensor(reader);
            if (values.DType != tensor.DType)
                throw new ArgumentException("Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin.");
            if (!values.Sizes.SequenceEqual(tensor.Sizes))
                throw new ArgumentException("Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin.");
            using (torch.no_grad()) tensor.copy_(values);
        }

        /// <summary>Reads values into a tensor, or a new one where there is none.</summary>
        public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
        {
            if (tensor is not null) tensor.Load(reader, skip);
            else if (skip) DatFormat.Skip(reader);
            else tensor = DatFormat.ReadTensor(reader);
        }
    }
}
