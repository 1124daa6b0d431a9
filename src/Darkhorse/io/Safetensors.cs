using Darkhorse.IO;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>
    /// Tensors by name in a safetensors file: a checked header and raw bytes, nothing that could run. bool, int8 to int64, uint8, float16, bfloat16, float32,
    /// float64 and complex64; row-major.
    /// </summary>
    public static class safetensors
    {
        /// <summary>
        /// Reads all tensors of a file in the order of their bytes; or those of several files, by their index <c>model.safetensors.index.json</c>, which must be in its folder.
        /// </summary>
        /// <param name="filename">The file, or the index.</param>
        /// <param name="device">Where tensors are put; the CPU unless given.</param>
        /// <param name="mmap">Whether tensors are the memory of the file: opening is then as quick for a large file as for a small one. What is written to them does not reach the file.</param>
        /// <exception cref="InvalidDataException">The file breaks a rule of the format: it is damaged, or made to deceive.</exception>
        /// <exception cref="NotSupportedException">A tensor has a dtype that tensors do not have here.</exception>
        public static Dictionary<string, Tensor> load_file(string filename, Device? device = null, bool mmap = false)
            => filename.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? SafetensorsIndex.Load(filename, device, mmap) : load_file(filename, out _, device, mmap);

        /// <summary>Reads all tensors of a file, and the metadata.</summary>
        /// <inheritdoc cref="load_file(string, Device?, bool)"/>
        public static Dictionary<string, Tensor> load_file(string filename, out Dictionary<string, string> metadata, Device? device = null, bool mmap = false)
        {
            using var stream = File.OpenRead(filename);
            try
            {
                return Load(stream, stream.Length, out metadata, device, mmap);
            }
            catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
            {
                throw new InvalidDataException($"{filename}: {error.Message}", error);
            }
        }

        /// <summary>Reads all tensors from the bytes of a file.</summary>
        public static Dictionary<string, Tensor> load(byte[] data, Device? device = null)
        {
            using var stream = new MemoryStream(data, writable: false);
            return Load(stream, data.Length, out _, device);
        }

        internal static Dictionary<string, Tensor> Load(Stream stream, long length, out Dictionary<string, string> metadata, Device? device, bool mmap = false)
        {
            (var entries, metadata) = SafetensorsHeader.Read(stream, length);
            var tensors = new Dictionary<string, Tensor>(entries.Count);
            var map = mmap && length > stream.Position ? new MappedFile((FileStream)stream, writes: false) : null;
            long start = stream.Position;
            foreach (var entry in entries)
            {
                var tensor = map is not null && (start + entry.Begin) % entry.DType.ItemSize == 0 ? Mapped(map, start, entry) : ReadAt(stream, map is null ? null : start + entry.Begin, entry);
                tensors[entry.Name] = device is null ? tensor : tensor.to(device);
            }
            return tensors;
        }

        static Tensor ReadAt(Stream stream, long? position, SafetensorsEntry entry)
        {
            if (position is { } at) stream.Position = at;
            return RawBytes.Read(stream, entry.DType, entry.Sizes);
        }

        static Tensor Mapped(MappedFile map, long start, SafetensorsEntry entry)
        {
            var storage = map.Storage(start + entry.Begin, entry.End - entry.Begin);
            if (entry.DType == Kernels.Numbers.DType.Bool && RawBytes.HasOtherThanBools(storage)) throw new InvalidDataException($"safetensors: a bool of '{entry.Name}' is neither 0 nor 1");
            return new(storage, Layout.Contiguous(entry.Sizes), 0, entry.DType);
        }

        /// <summary>Writes tensors to a file, which appears whole or not at all.</summary>
        /// <exception cref="NotSupportedException">A dtype has no name in the format.</exception>
        public static void save_file(IEnumerable<KeyValuePair<string, Tensor>> tensors, string filename, IReadOnlyDictionary<string, string>? metadata = null)
            => AtomicFile.Write(filename, stream => Save(tensors, stream, metadata));

        /// <summary>The bytes of a file of the tensors.</summary>
        public static byte[] save(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
        {
            using var stream = new MemoryStream();
            Save(tensors, stream, metadata);
            return stream.ToArray();
        }

        internal static void Save(IEnumerable<KeyValuePair<string, Tensor>> tensors, Stream stream, IReadOnlyDictionary<string, string>? metadata)
        {
            var (header, order) = SafetensorsHeader.Write(tensors, metadata);
            stream.Write(header);
            foreach (var (_, tensor) in order) RawBytes.Write(stream, tensor);
        }
    }
}
