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
        /// <summary>Reads all tensors of a file, in the order of their bytes.</summary>
        /// <exception cref="InvalidDataException">The file breaks a rule of the format: it is damaged, or made to deceive.</exception>
        /// <exception cref="NotSupportedException">A tensor has a dtype that tensors do not have here.</exception>
        public static Dictionary<string, Tensor> load_file(string filename, Device? device = null) => load_file(filename, out _, device);

        /// <summary>Reads all tensors of a file, and the metadata.</summary>
        public static Dictionary<string, Tensor> load_file(string filename, out Dictionary<string, string> metadata, Device? device = null)
        {
            using var stream = File.OpenRead(filename);
            try
            {
                return Load(stream, stream.Length, out metadata, device);
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

        internal static Dictionary<string, Tensor> Load(Stream stream, long length, out Dictionary<string, string> metadata, Device? device)
        {
            (var entries, metadata) = SafetensorsHeader.Read(stream, length);
            var tensors = new Dictionary<string, Tensor>(entries.Count);
            foreach (var entry in entries)
            {
                var tensor = RawBytes.Read(stream, entry.DType, entry.Sizes);
                tensors[entry.Name] = device is null ? tensor : tensor.to(device);
            }
            return tensors;
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
