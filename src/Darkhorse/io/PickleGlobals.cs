using System.Numerics;
using System.Text;

namespace Darkhorse.IO;

/// <summary>The class of a storage in a pickle: its elements' dtype, or none if it is counted in bytes.</summary>
sealed record StorageClass(DType? DType);

/// <summary>A constructor that a pickle may call.</summary>
sealed record PickleFunction(Func<object?[], object?> Call);

/// <summary>A class that a TorchScript archive defines: its objects are attributes by name, its code is not read.</summary>
sealed record ScriptClass(string Name);

/// <summary>A module in a TorchScript archive.</summary>
sealed class ScriptObject
{
    public object? State;
}

/// <summary>All that a pickle can name, and what each name makes. It is found by comparing strings; nothing is looked up in the program.</summary>
/// <param name="isScript">Whether the pickle is of a TorchScript archive, which defines classes.</param>
sealed class PickleGlobals(bool isScript)
{
    static readonly DType[] s_dtypes = [.. DTypeFacts.All, DType.UInt16, DType.UInt32, DType.UInt64];

    static readonly Dictionary<string, object> s_known = Known();

    static Dictionary<string, object> Known()
    {
        var known = new Dictionary<string, object>
        {
            ["collections.OrderedDict"] = new PickleFunction(Dictionary),
            ["collections.Counter"] = new PickleFunction(Dictionary),
            ["builtins.set"] = new PickleFunction(args => args.Length == 0 ? [] : Set(Items(args, 0))),
            ["builtins.complex"] = new PickleFunction(args => new Complex(Real(args, 0), Real(args, 1))),
            ["builtins.bytearray"] = new PickleFunction(Bytes),
            ["_codecs.encode"] = new PickleFunction(Bytes),
            ["torch.Size"] = new PickleFunction(args => new torch.Size(Numbers(args, 0))),
            ["torch.device"] = new PickleFunction(Device),
            ["torch._utils._rebuild_tensor"] = new PickleFunction(PickledTensor.Rebuild),
            ["torch._utils._rebuild_tensor_v2"] = new PickleFunction(PickledTensor.Rebuild),
            ["torch._utils._rebuild_tensor_v3"] = new PickleFunction(PickledTensor.RebuildWithDType),
            ["torch._utils._rebuild_parameter"] = new PickleFunction(PickledTensor.RebuildParameter),
            ["torch._utils._rebuild_parameter_with_state"] = new PickleFunction(PickledTensor.RebuildParameter),
            ["torch.storage.UntypedStorage"] = new StorageClass(null),
            ["torch.UntypedStorage"] = new StorageClass(null),
        };
        foreach (var dtype in s_dtypes)
        {
            known["torch." + dtype.TorchName] = (torch.ScalarType)dtype;
            if (!dtype.IsUnsigned) known["torch." + dtype.LegacyName + "Storage"] = known["torch.cuda." + dtype.LegacyName + "Storage"] = new StorageClass(dtype);
        }
        foreach (string list in (string[])["intlist", "doublelist", "boollist", "tensorlist"])
            known["torch.jit._pickle.build_" + list] = new PickleFunction(args => Get<List<object?>>(args, 0));
        known["torch.jit._pickle.restore_type_tag"] = new PickleFunction(args => args.Length > 0 ? args[0] : throw Bad("too few arguments"));
        return known;
    }

    /// <exception cref="InvalidDataException">The name is not on the list.</exception>
    public object Find(string module, string name)
    {
        if (module == "__builtin__") module = "builtins";
        if (s_known.TryGetValue($"{module}.{name}", out object? known)) return known;
        if (isScript && (module == "__torch__" || module.StartsWith("__torch__.", StringComparison.Ordinal))) return new ScriptClass(name);
        throw Bad($"Unsupported global: GLOBAL {module}.{name} was not an allowed global by default. "
            + "Only tensors, numbers, strings and collections of them are read: of a model, save the state_dict().");
    }

    public object? Call(object? callee, object?[] arguments) => callee switch
    {
        PickleFunction function => function.Call(arguments),
        ScriptClass => new ScriptObject(),
        _ => throw Bad("Trying to call reduce for unrecognized function"),
    };

    /// <summary>The attributes of a dictionary or parameter are of no use here; those of a TorchScript module are the module.</summary>
    public static void SetState(object? value, object? state)
    {
        if (value is ScriptObject module) module.State = state;
        else if (value is not (Dictionary<object, object?> or Tensor)) throw Bad("Can only build Tensor, Parameter, OrderedDict or modules of TorchScript");
    }

    public static object Hashable(object? value)
        => value is string or long or double or bool or BigInteger or Complex or object?[] or byte[] ? value : throw Bad("a key or a member of a set is neither a string nor a number");

    public static HashSet<object> Set(IEnumerable<object?> items) => [.. items.Select(Hashable)];

    static InvalidDataException Bad(string what) => PickleReader.Bad(what);

    /// <exception cref="InvalidDataException">There is no such argument, or it is something else.</exception>
    public static T Get<T>(object?[] args, int index) => index < args.Length && args[index] is T value ? value : throw Bad($"argument {index} of a call is no {typeof(T).Name}");

    public static long Number(object?[] args, int index) => Get<long>(args, index);

    public static long[] Numbers(object?[] args, int index)
    {
        if (index < args.Length && args[index] is torch.Size size) return size.ToArray();
        object?[] items = Get<object?[]>(args, index);
        long[] numbers = new long[items.Length];
        for (int i = 0; i < items.Length; i++) numbers[i] = Number(items, i);
        return numbers;
    }

    static double Real(object?[] args, int index) => index < args.Length && args[index] is long whole ? whole : Get<double>(args, index);

    static IEnumerable<object?> Items(object?[] args, int index) => index < args.Length && args[index] is object?[] tuple ? tuple : Get<List<object?>>(args, index);

    static Device Device(object?[] args)
    {
        string description = Get<string>(args, 0);
        try
        {
            return new(args.Length > 1 ? $"{description}:{Number(args, 1)}" : description);
        }
        catch (ArgumentException error)
        {
            throw Bad(error.Message);
        }
    }

    // OrderedDict() or, of older Pythons, OrderedDict([[key, value], …]).
    static Dictionary<object, object?> Dictionary(object?[] args)
    {
        if (args is [Dictionary<object, object?> other]) return new(other);
        var result = new Dictionary<object, object?>();
        if (args.Length == 0) return result;
        foreach (object? item in Items(args, 0))
        {
            object?[] pair = item as object?[] ?? (item as List<object?>)?.ToArray() ?? throw Bad("an item of a dictionary is no pair");
            if (pair.Length != 2) throw Bad("an item of a dictionary is no pair");
            result[Hashable(pair[0])] = pair[1];
        }
        return result;
    }

    // Protocol 2 has no bytes: they are a string of characters up to 255, to be encoded as latin1.
    static byte[] Bytes(object?[] args) => args switch
    {
        [] => [],
        [byte[] bytes] => bytes,
        [string text, ..] => Encoding.Latin1.GetBytes(text),
        _ => throw Bad("bytes are made of something else"),
    };
}
