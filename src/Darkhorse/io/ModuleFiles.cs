using Darkhorse.IO;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Writes the parameters and persistent buffers to a safetensors file, which appears whole or not at all.</summary>
            /// <param name="location">The file.</param>
            /// <param name="skip">Names to leave out.</param>
            public Module save(string location, IList<string>? skip = null)
            {
                AtomicFile.Write(location, stream => save(stream, skip));
                return this;
            }

            /// <summary>Writes the parameters and persistent buffers as a safetensors file. A tensor under several names is written once; the metadata say where.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                var tensors = new Dictionary<string, Tensor>();
                var metadata = new Dictionary<string, string> { ["format"] = "pt" };
                foreach (var (name, tensor) in state_dict())
                {
                    if (skip?.Contains(name) == true) continue;
                    if (tensors.FirstOrDefault(other => IsSame(other.Value, tensor)).Key is { } written) metadata[name] = written;
                    else tensors[name] = tensor;
                }
                safetensors.Save(tensors, stream, metadata);
                return this;
            }

            /// <inheritdoc cref="save(Stream, IList{string}?)"/>
            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                writer.Flush();
                return save(writer.BaseStream, skip);
            }

            static bool IsSame(Tensor a, Tensor b)
                => a.numel() > 0 && a.SharesStorage(b) && a.DType == b.DType && a.Data.Offset == b.Data.Offset && a.Layout.SameAs(b.Layout);

            /// <summary>Reads the parameters and persistent buffers from a safetensors file.</summary>
            /// <param name="location">The file.</param>
            /// <param name="strict">Refuse names that are missing or unknown.</param>
            /// <param name="skip">Names to leave as they are.</param>
            /// <param name="loadedParameters">Told of each name whether it was loaded.</param>
            /// <exception cref="InvalidDataException">The file is damaged.</exception>
            /// <exception cref="InvalidOperationException">The file is of another module.</exception>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                var tensors = safetensors.load_file(location, out var metadata);
                return Load(tensors, metadata, strict, skip, loadedParameters);
            }

            /// <summary>Reads the parameters and persistent buffers from a stream that holds a safetensors file, up to its end.</summary>
            public virtual Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (!stream.CanSeek)
                {
                    using var copy = new MemoryStream();
                    stream.CopyTo(copy);
                    copy.Position = 0;
                    return load(copy, strict, skip, loadedParameters);
                }
                var tensors = safetensors.Load(stream, stream.Length - stream.Position, out var metadata, null);
                return Load(tensors, metadata, strict, skip, loadedParameters);
            }

            /// <inheritdoc cref="load(Stream, bool, IList{string}?, Dictionary{string, bool}?)"/>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
                => load(reader.BaseStream, strict, skip, loadedParameters);

            Module Load(Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata, bool strict, IList<string>? skip, Dictionary<string, bool>? loaded)
            {
                // Names that share the tensor of another one.
                foreach (var (name, written) in metadata)
                    if (!tensors.ContainsKey(name) && tensors.TryGetValue(written, out var tensor)) tensors[name] = tensor;
                load_state_dict(tensors, strict, skip);
                if (loaded is not null)
                    foreach (string name in state_dict().Keys) loaded[name] = tensors.ContainsKey(name) && skip?.Contains(name) != true;
                return this;
            }
        }
    }
}
