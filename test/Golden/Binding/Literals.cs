using System.Numerics;
using System.Reflection;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Binding;

/// <summary>Ops that turn Python numbers into tensors and back: in C# they are generic, or overloaded by element type.</summary>
static class Literals
{
    public static bool TryCall(string op, List<object?> args, Dictionary<string, object?> kwargs, out object? result)
    {
        result = null;
        switch (op)
        {
            case "Tensor.item":
                result = Item((Tensor)args[0]!);
                return true;
            case "torch.tensor" or "torch.as_tensor" or "Tensor.new_tensor" when Surface.Find(op).Count + Generic(op).Count > 0:
                result = Make(op, args, kwargs);
                return true;
            default:
                return false;
        }
    }

    static List<MethodInfo> Generic(string op) => [.. (op.StartsWith("torch", StringComparison.Ordinal) ? typeof(torch) : typeof(Tensor)).GetMethods().Where(m => m.Name == op.Split('.')[1] && m.IsGenericMethodDefinition)];

    static object? Item(Tensor tensor)
    {
        var method = Generic("Tensor.item").FirstOrDefault() ?? throw new MissingException("Tensor.item");
        return Converter.Back(method.MakeGenericMethod(ElementType((DType)tensor.dtype)).Invoke(tensor, BindingFlags.DoNotWrapExceptions, null, [], null));
    }

    static Type ElementType(DType dtype) => dtype switch
    {
        DType.Bool => typeof(bool),
        DType.UInt8 => typeof(byte),
        DType.Int8 => typeof(sbyte),
        DType.Int16 => typeof(short),
        DType.Int32 => typeof(int),
        DType.Int64 => typeof(long),
        DType.Float16 => typeof(Half),
        DType.BFloat16 => typeof(BFloat16),
        DType.Float32 => typeof(float),
        DType.Float64 => typeof(double),
        DType.Complex64 => typeof(Complex64),
        _ => typeof(Complex),
    };

    /// <summary>A Python number or nested list of them as the C# array of the dtype that PyTorch infers: a Python float is a float32.</summary>
    static object? Make(string op, List<object?> args, Dictionary<string, object?> kwargs)
    {
        int at = op.StartsWith("Tensor", StringComparison.Ordinal) ? 1 : 0;
        if (args[at] is Tensor) return Binder.Call(op, Surface.Find(op), args, kwargs);
        var shape = new List<long>();
        var leaves = new List<object?>();
        Flatten(args[at], 0, shape, leaves);
        if (shape.Aggregate(1L, (n, size) => n * size) != leaves.Count) throw new MissingException("a ragged list");
        var real = torch.get_default_dtype() == ScalarType.Float64 ? typeof(double) : typeof(float);
        var type = leaves.Any(v => v is Complex) ? typeof(Complex64) : leaves.Any(v => v is double) || leaves.Count == 0 ? real : leaves.Any(v => v is long) ? typeof(long) : typeof(bool);
        if (kwargs.TryGetValue("dtype", out object? wanted) && wanted is ScalarType.Float64 && type == typeof(float)) type = typeof(double);
        var elements = leaves.Select(v => Element(v, type)).ToArray();
        object data;
        if (shape.Count == 0) data = elements[0];
        else
        {
            var array = Array.CreateInstance(type, [.. shape.Select(n => (int)n)]);
            var index = new int[shape.Count];
            foreach (object element in elements)
            {
                array.SetValue(element, index);
                for (int d = index.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
            }
            data = array;
        }
        var closed = Generic(op).Where(m => m.GetGenericArguments().Length == 1).Select(m => Close(m, type)).OfType<MethodInfo>().Select(m => new Candidate(m, at == 1));
        return Binder.Call(op, [.. Surface.Find(op), .. closed], [.. args.Take(at), data, .. args.Skip(at + 1)], kwargs);
    }

    static MethodInfo? Close(MethodInfo method, Type type)
    {
        try { return method.MakeGenericMethod(type); }
        catch (ArgumentException) { return null; } // a constraint of the method excludes the type
    }

    static void Flatten(object? value, int depth, List<long> shape, List<object?> leaves)
    {
        if (value is not List<object?> list)
        {
            leaves.Add(value);
            return;
        }
        if (shape.Count == depth) shape.Add(list.Count);
        foreach (object? item in list) Flatten(item, depth + 1, shape, leaves);
    }

    static object Element(object? value, Type type) => type == typeof(bool) ? (object)(bool)value!
        : type == typeof(long) ? (object)System.Convert.ToInt64(value)
        : type == typeof(float) ? (object)System.Convert.ToSingle(value)
        : type == typeof(double) ? (object)System.Convert.ToDouble(value)
        : value is Complex z ? (Complex64)z : new Complex64(System.Convert.ToSingle(value), 0);
}
