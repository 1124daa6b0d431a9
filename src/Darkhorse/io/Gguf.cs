using Darkhorse.IO;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>GGUF, the files of llama.cpp: metadata and tensors by name, many of them quantised in blocks.</summary>
    public static class gguf
    {
        /// <summary>Reads all tensors of a file.</summary>
        /// <inheritdoc cref="load_file(string, out Dictionary{string, object}, Device?)"/>
        public static Dictionary<string, Tensor> load_file(string filename, Device? device = null) => load_file(filename, out _, device);

        /// <summary>
        /// Reads all tensors of a file, and the metadata. Numbers of F32, F16, BF16, F64 and of whole types come as they are; those quantised as Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K and Q6_K as float32.
        /// Sizes are in the order of this library, the last one being that of neighbours.
        /// </summary>
        /// <param name="filename">The file.</param>
        /// <param name="metadata">Numbers as <see cref="ulong"/>, <see cref="long"/> or <see cref="double"/>, bools, strings, and lists of them.</param>
        /// <param name="device">Where tensors are put; the CPU unless given.</param>
        /// <exception cref="InvalidDataException">The file is damaged.</exception>
        /// <exception cref="NotSupportedException">A tensor is quantised in another way.</exception>
        public static Dictionary<string, Tensor> load_file(string filename, out Dictionary<string, object> metadata, Device? device = null)
        {
            using var stream = File.OpenRead(filename);
            try
            {
                var file = GgufHeader.Read(stream);
                metadata = file.Metadata;
                var tensors = new Dictionary<string, Tensor>(file.Tensors.Count);
                foreach (var entry in file.Tensors)
                {
                    var tensor = GgufTensor.Read(stream, entry);
                    tensors[entry.Name] = device is null ? tensor : tensor.to(device);
                }
                return tensors;
            }
            catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
            {
                throw new InvalidDataException($"{filename}: {error.Message}", error);
            }
        }
    }
}
