using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Darkhorse.Modules;

namespace Darkhorse.IO;

/// <summary>Writes values as a pickle of protocol 2, as PyTorch's own are: tensors by reference to storages that <see cref="Storages"/> lists.</summary>
sealed class PickleWriter
{
    const int Deepest = 900; // Python's own reader gives up at 1000

    readonly MemoryStream _pickle = new();
    readonly Dictionary<object, int> _memo = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, int> _names = [];
    readonly Dictionary<Memory.Storage, int> _keys = new(ReferenceEqualityComparer.Instance);
    readonly List<(Memory.Storage Storage, DType DType)> _storages = [];
    int _remembered, _depth;

    /// <summary>What tensors refer to, in the order of their keys.</summary>
    public IEnumerable<Memory.Storage> Storages => _storages.Select(entry => entry.Storage);

    /// <exception cref="NotSupportedException">A value is of a type that the format does not know.</exception>
    public byte[] Write(object? value)
    {
        Put([0x80, 2]);
        WriteValue(value);
        Put('.');
        return _pickle.ToArray();
    }

    void WriteValue(object? value)
    {
        if (++_depth > Deepest) throw new ArgumentException($"torch.save: the values are nested more than {Deepest} deep");
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!WritePlain(value) && !Recall(value!)) WriteObject(value!);
        _depth--;
    }

    bool WritePlain(object? value)
    {
        switch (value)
        {
            case null: Put('N'); break;
            case bool truth: Put(truth ? (char)0x88 : (char)0x89); break;
            case sbyte or byte or short or ushort or int or uint or long: Whole(Convert.ToInt64(value, null)); break;
            case ulong whole: Whole(whole); break;
            case BigInteger whole: Whole(whole); break;
            case double number: Real(number); break;
            case float number: Real(number); break;
            case Half number: Real((double)number); break;
            case string text: Text(text); break;
            case torch.ScalarType dtype: Global("torch", ((DType)dtype).TorchName); break;
            case Complex number:
                Global("__builtin__", "complex");
                Real(number.Real);
                Real(number.Imaginary);
                Put([0x86, (byte)'R']);
                break;
            case Device device: Call("torch", "device", [device.ToString()]); break;
            case torch.Size size: Call("torch", "Size", [size.Select(n => (object?)n).ToArray()]); break;
            default: return false;
        }
        return true;
    }

    void WriteObject(object value)
    {
        switch (value)
        {
            case Parameter parameter:
                Call("torch._utils", "_rebuild_parameter", [new TensorOf(parameter), parameter.requires_grad, Hooks.None]);
                Remember(value);
                break;
            case Tensor tensor:
                WriteTensor(tensor, tensor.requires_grad);
                Remember(value);
                break;
            case TensorOf part: WriteTensor(part.Tensor, requiresGrad: false); break;
            case Hooks: Call("collections", "OrderedDict", []); break;
            case StorageOf storage: WriteStorage(storage); break;
            case byte[] bytes: Call("_codecs", "encode", [Encoding.Latin1.GetString(bytes), "latin1"]); break;
            case IDictionary dictionary: WriteDictionary(dictionary); break;
            case ITuple tuple: WriteTuple([.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])]); break;
            case object?[] tuple: WriteTuple(tuple); break;
            case HashSet<object> set: Call("__builtin__", "set", [set.ToList<object?>()]); break;
            case IList list: WriteList(list); break;
            case torch.nn.Module: throw new NotSupportedException("torch.save: of a module, save the state_dict()");
            default: throw new NotSupportedException($"torch.save: a {value.GetType()} cannot be saved; tensors, numbers, strings, and lists, tuples and dictionaries of them can");
        }
    }

    sealed record TensorOf(Tensor Tensor);

    sealed record StorageOf(Tensor Tensor);

    sealed record Hooks
    {
        public static readonly Hooks None = new();
    }

    // The file keeps whole storages: tensors that share one do so again when it is read.
    void WriteTensor(Tensor tensor, bool requiresGrad)
    {
        bool isUnsigned = tensor.DType.IsUnsigned;
        object?[] arguments = [new StorageOf(tensor), tensor.Data.Offset, Tuple(tensor.Sizes), Tuple(tensor.Strides), requiresGrad, Hooks.None];
        if (isUnsigned) arguments = [.. arguments, tensor.dtype];
        Call("torch._utils", isUnsigned ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2", arguments);
    }

    static object?[] Tuple(ReadOnlySpan<long> numbers)
    {
        object?[] result = new object?[numbers.Length];
        for (int i = 0; i < result.Length; i++) result[i] = numbers[i];
        return result;
    }

    void WriteStorage(StorageOf reference)
    {
        var (storage, dtype) = (reference.Tensor.Storage, reference.Tensor.DType);
        if (storage.DeviceType == DeviceType.META) throw new NotSupportedException("torch.save: a tensor on the device meta has no elements to save");
        if (!_keys.TryGetValue(storage, out int key))
        {
            _keys[storage] = key = _storages.Count;
            _storages.Add((storage, dtype));
        }
        else if (_storages[key].DType != dtype)
        {
            throw new InvalidOperationException("Cannot save multiple tensors or storages that view the same data as different types");
        }
        Put('(');
        Text("storage");
        if (dtype.IsUnsigned) Global("torch.storage", "UntypedStorage");
        else Global("torch", dtype.LegacyName + "Storage");
        Text(key.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Text(reference.Tensor.device.ToString());
        Whole(dtype.IsUnsigned ? storage.ByteCount : storage.ByteCount / dtype.ItemSize);
        Put("tQ");
    }

    // State dicts are ordered ones in PyTorch.
    void WriteDictionary(IDictionary dictionary)
    {
        if (dictionary is IDictionary<string, Tensor>) Call("collections", "OrderedDict", []);
        else Put('}');
        Remember(dictionary);
        if (dictionary.Count == 0) return;
        Put('(');
        foreach (DictionaryEntry entry in dictionary)
        {
            WriteValue(entry.Key);
            WriteValue(entry.Value);
        }
        Put('u');
    }

    void WriteList(IList list)
    {
        Put(']');
        Remember(list);
        if (list.Count == 0) return;
        Put('(');
        foreach (object? item in list) WriteValue(item);
        Put('e');
    }

    void WriteTuple(object?[] tuple)
    {
        if (tuple.Length > 3) Put('(');
        foreach (object? item in tuple) WriteValue(item);
        Put(tuple.Length switch { 0 => ')', 1 => (char)0x85, 2 => (char)0x86, 3 => (char)0x87, _ => 't' });
    }

    void Call(string module, string name, object?[] arguments)
    {
        Global(module, name);
        WriteTuple(arguments);
        Put('R');
    }

    void Global(string module, string name)
    {
        string key = $"c{module}\n{name}\n";
        if (Recall(key, _names)) return;
        _pickle.Write(Encoding.ASCII.GetBytes(key));
        Remember(key, _names);
    }

    void Text(string text)
    {
        if (Recall("X" + text, _names)) return;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Put('X');
        UInt32((uint)bytes.Length);
        _pickle.Write(bytes);
        Remember("X" + text, _names);
    }

    void Whole(BigInteger value)
    {
        if (value >= 0 && value <= byte.MaxValue) Put(['K', (char)(byte)value]);
        else if (value >= int.MinValue && value <= int.MaxValue)
        {
            Put('J');
            UInt32((uint)(int)value);
        }
        else
        {
            byte[] bytes = value.ToByteArray();
            if (bytes.Length > byte.MaxValue) throw new NotSupportedException("torch.save: a number has more than 255 bytes");
            Put([0x8a, (byte)bytes.Length, .. bytes]);
        }
    }

    void Real(double value)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = (byte)'G';
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], value);
        Put(bytes);
    }

    bool Recall(object value) => Recall(value, _memo);

    bool Recall<T>(T value, Dictionary<T, int> memo) where T : notnull
    {
        if (!memo.TryGetValue(value, out int index)) return false;
        Put('j');
        UInt32((uint)index);
        return true;
    }

    void Remember(object value) => Remember(value, _memo);

    void Remember<T>(T value, Dictionary<T, int> memo) where T : notnull
    {
        memo[value] = _remembered;
        Put('r');
        UInt32((uint)_remembered++);
    }

    void UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Put(bytes);
    }

    void Put(char opcode) => _pickle.WriteByte((byte)opcode);

    void Put(ReadOnlySpan<char> opcodes)
    {
        foreach (char opcode in opcodes) Put(opcode);
    }

    void Put(ReadOnlySpan<byte> bytes) => _pickle.Write(bytes);
}
