using System.Text;
using Darkhorse.IO;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Writes the parameters and persistent buffers to a file, which appears whole or not at all: as safetensors or, for .pt and .pth, as PyTorch does where the
            /// name ends so, otherwise in TorchSharp's format. <see cref="load(string, bool, IList{string}?, Dictionary{string, bool}?)"/> knows all of them.
            /// </summary>
            /// <param name="location">The file.</param>
            /// <param name="skip">Names to leave out.</param>
            public Module save(string location, IList<string>? skip = null)
            {
                switch (Path.GetExtension(location).ToLowerInvariant())
                {
                    case ".safetensors": AtomicFile.Write(location, stream => SaveSafetensors(stream, skip)); break;
                    case ".pt" or ".pth": torch.save(Without(state_dict(), skip), location); break;
                    default: AtomicFile.Write(location, stream => save(stream, skip)); break;
                }
                return this;
            }

            static Dictionary<string, Tensor> Without(Dictionary<string, Tensor> state, IList<string>? skip)
            {
                foreach (string name in skip ?? []) state.Remove(name);
                return state;
            }

            /// <summary>Writes the parameters and persistent buffers in TorchSharp's format.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
                return save(writer, skip);
            }

            /// <inheritdoc cref="save(Stream, IList{string}?)"/>
            public virtual Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>Writes a state dict in TorchSharp's format.</summary>
            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null) => DatFormat.Write(writer, sd, skip);

            // A tensor under several names is written once; the metadata say where.
            void SaveSafetensors(Stream stream, IList<string>? skip)
            {
                var tensors = new Dictionary<string, Tensor>();
                var metadata = new Dictionary<string, string> { ["format"] = "pt" };
                foreach (var (name, tensor) in Without(state_dict(), skip))
                {
                    if (tensors.FirstOrDefault(other => IsSame(other.Value, tensor)).Key is { } written) metadata[name] = written;
                    else tensors[name] = tensor;
                }
                safetensors.Save(tensors, stream, metadata);
            }

            static bool IsSame(Tensor a, Tensor b)
                => a.numel() > 0 && a.SharesStorage(b) && a.DType == b.DType && a.Data.Offset == b.Data.Offset && a.Layout.SameAs(b.Layout);

            /// <summary>
            /// Reads the parameters and persistent buffers from a file, which may be of TorchSharp's format, of safetensors or, with nothing but a state dict in it, of PyTorch; or from
            /// several files of safetensors by their index, <c>model.safetensors.index.json</c>.
            /// </summary>
            /// <param name="location">The file.</param>
            /// <param name="strict">Refuse names that are missing or unknown.</param>
            /// <param name="skip">Names to leave as they are.</param>
            /// <param name="loadedParameters">Told of each name whether it was loaded.</param>
            /// <exception cref="InvalidDataException">The file is damaged.</exception>
            /// <exception cref="InvalidOperationException">The file is of another module.</exception>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (location.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return Load(safetensors.load_file(location), strict, skip, loadedParameters);
                using var stream = File.OpenRead(location);
                try
                {
                    return load(stream, strict, skip, loadedParameters);
                }
                catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
                {
                    throw new InvalidDataException($"{location}: {error.Message}", error);
                }
            }

            /// <summary>Reads the parameters and persistent buffers from a stream of TorchSharp's format, or of safetensors or PyTorch up to its end.</summary>
            public virtual Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (stream.CanSeek && IsSafetensors(stream))
                {
                    var tensors = safetensors.Load(stream, stream.Length - stream.Position, out var metadata, null);
                    // Names that share the tensor of another one.
                    foreach (var (name, written) in metadata)
                        if (!tensors.ContainsKey(name) && tensors.TryGetValue(written, out var tensor)) tensors[name] = tensor;
                    return Load(tensors, strict, skip, loadedParameters);
                }
                if (stream.CanSeek && TorchFile.IsOne(stream)) return Load(TorchFile.Load<Dictionary<string, Tensor>>(stream, null), strict, skip, loadedParameters);
                using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
                return Load(DatFormat.Read(reader), strict, skip, loadedParameters);
            }

            /// <inheritdoc cref="load(Stream, bool, IList{string}?, Dictionary{string, bool}?)"/>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
                => load(reader.BaseStream, strict, skip, loadedParameters);

            // The length of a header that fits the stream, then its brace. In the other format the first eight bytes hold a name, and are a huge length.
            static bool IsSafetensors(Stream stream)
            {
                Span<byte> start = stackalloc byte[9];
                long position = stream.Position;
                int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
                stream.Position = position;
                return read == start.Length && start[8] == '{' && System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(start) <= (ulong)(stream.Length - position);
            }

            Module Load(Dictionary<string, Tensor> tensors, bool strict, IList<string>? skip, Dictionary<string, bool>? loaded)
            {
                load_state_dict(tensors, strict, skip);
                if (loaded is not null)
                    foreach (string name in state_dict().Keys) loaded[name] = tensors.ContainsKey(name) && skip?.Contains(name) != true;
                return this;
            }
        }
    }
}
