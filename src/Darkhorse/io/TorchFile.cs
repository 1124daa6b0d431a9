using Darkhorse.Modules;

namespace Darkhorse.IO;

/// <summary>What torch.save wrote, in either of its two forms, as C# values.</summary>
static class TorchFile
{
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or wants something that is not allowed.</exception>
    public static T Load<T>(string path, Device? device, bool mapped)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            return Load<T>(stream, device, mapped);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <inheritdoc cref="Load{T}(string, Device?, bool)"/>
    public static T Load<T>(Stream stream, Device? device, bool mapped = false)
    {
        if (stream.CanSeek && stream.Position == 0) return As<T>(Read(stream, device, mapped));
        // Archives are read from their end: what can only be read onwards is taken in first.
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return As<T>(Read(copy, device, mapped: false));
    }

    /// <summary>Whether a stream goes on as a file of torch.save does, in either form.</summary>
    public static bool IsOne(Stream stream) => StartsWith(stream, ArchiveStart) || StartsWith(stream, TorchLegacy.Start);

    static ReadOnlySpan<byte> ArchiveStart => "PK\x03\x04"u8;

    static bool StartsWith(Stream stream, ReadOnlySpan<byte> expected)
    {
        Span<byte> start = stackalloc byte[16];
        long position = stream.Position;
        int read = stream.ReadAtLeast(start[..expected.Length], expected.Length, throwOnEndOfStream: false);
        stream.Position = position;
        return read == expected.Length && start[..read].SequenceEqual(expected);
    }

    static object? Read(Stream stream, Device? device, bool mapped)
    {
        try
        {
            return new Translation(device).Translate(StartsWith(stream, ArchiveStart) ? TorchArchive.Load(stream, mapped) : TorchLegacy.Load(stream), 0);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("the file ends too early", error);
        }
    }

    static T As<T>(object? value)
    {
        if (value is T result) return result;
        if (value is null && default(T) is null) return default!;
        if (value is Dictionary<string, Tensor> tensors)
        {
            // torch::save of C++, and with it TorchSharp, puts a lone tensor into a module, under this name.
            if (tensors.Count == 1 && tensors.TryGetValue("0", out var only) && only is T tensor) return tensor;
            if (tensors.ToDictionary(entry => entry.Key, entry => (object?)entry.Value) is T general) return general;
        }
        if (value is Dictionary<string, object?> { Count: 0 } && new Dictionary<string, Tensor>() is T empty) return empty;
        throw new InvalidDataException($"the file holds {Describe(value)}, which is no {Name(typeof(T))}");
    }

    static string Describe(object? value) => value switch
    {
        null => "None",
        Tensor => "a tensor",
        Dictionary<string, Tensor> tensors => $"tensors by name ({Some(tensors.Keys)})",
        Dictionary<string, object?> dictionary => $"a dictionary of '{Some(dictionary.Keys)}'",
        List<object?> list => $"a list of {list.Count}",
        object?[] tuple => $"a tuple of {tuple.Length}",
        _ => $"a {Name(value.GetType())}",
    };

    static string Some(ICollection<string> names) => string.Join("', '", names.Take(8)) + (names.Count > 8 ? "', …" : "");

    static string Name(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;

    /// <summary>From the values of a pickle to those that are given out: dictionaries by string where they can be, tensors on the device that was asked for.</summary>
    sealed class Translation(Device? device)
    {
        const int Deepest = 1000;

        readonly Dictionary<object, object> _done = new(ReferenceEqualityComparer.Instance);
        readonly Dictionary<Memory.Storage, Memory.Storage> _moved = new(ReferenceEqualityComparer.Instance);

        public object? Translate(object? value, int depth)
        {
            if (value is not (Tensor or Dictionary<object, object?> or List<object?> or object?[] or HashSet<object> or PickledStorage)) return Plain(value);
            if (_done.TryGetValue(value, out object? known)) return known;
            if (depth == Deepest) throw PickleReader.Bad($"the values are nested more than {Deepest} deep");
            return value switch
            {
                Tensor tensor => _done[value] = Move(tensor),
                PickledStorage storage => _done[value] = Move(storage.Elements()),
                Dictionary<object, object?> dictionary => Dictionary(dictionary, depth),
                List<object?> list => List(list, depth),
                object?[] tuple => _done[value] = Array.ConvertAll(tuple, item => Translate(item, depth + 1)),
                _ => value,
            };
        }

        static object? Plain(object? value)
            => value is PickleFunction or StorageClass or ScriptClass or ScriptObject ? throw PickleReader.Bad("a function or class is among the values") : value;

        // The result is known before its items are: a list may hold itself.
        List<object?> List(List<object?> list, int depth)
        {
            var result = new List<object?>(list.Count);
            _done[list] = result;
            foreach (object? item in list) result.Add(Translate(item, depth + 1));
            return result;
        }

        object Dictionary(Dictionary<object, object?> dictionary, int depth)
        {
            bool byName = dictionary.Keys.All(key => key is string);
            if (byName && dictionary.Count > 0 && dictionary.Values.All(item => item is Tensor))
            {
                var tensors = dictionary.ToDictionary(entry => (string)entry.Key, entry => (Tensor)Translate(entry.Value, depth + 1)!);
                return _done[dictionary] = tensors;
            }
            if (byName)
            {
                var named = new Dictionary<string, object?>(dictionary.Count);
                _done[dictionary] = named;
                foreach (var (key, item) in dictionary) named[(string)key] = Translate(item, depth + 1);
                return named;
            }
            var result = new Dictionary<object, object?>(dictionary.Count);
            _done[dictionary] = result;
            foreach (var (key, item) in dictionary) result[key] = Translate(item, depth + 1);
            return result;
        }

        /// <summary>Storages are moved whole and once: tensors that share one go on doing so.</summary>
        Tensor Move(Tensor tensor)
        {
            if (device is null || device.type == DeviceType.CPU) return tensor;
            if (!_moved.TryGetValue(tensor.Storage, out var storage))
                _moved[tensor.Storage] = storage = new Tensor(tensor.Storage, Layout.Contiguous([tensor.Storage.ByteCount]), 0, DType.UInt8).to(device).Storage;
            var moved = new Tensor(storage, tensor.Layout, tensor.Data.Offset, tensor.DType);
            return tensor is Parameter ? new Parameter(moved, tensor.requires_grad) : tensor.requires_grad ? moved.requires_grad_() : moved;
        }
    }
}
