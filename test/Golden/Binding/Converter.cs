using System.Collections;
using System.Numerics;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Binding;

/// <summary>Turns Python values into what a C# parameter takes. The cost says how far the types are apart: overloads compete by it.</summary>
public static class Converter
{
    /// <summary>The type a value is made as: spans cannot be boxed, so an array stands for one.</summary>
    public static Type Boxed(Type type) => IsSpan(type) ? type.GetGenericArguments()[0].MakeArrayType() : type;

    public static bool IsSpan(Type type) => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>) || type.GetGenericTypeDefinition() == typeof(Span<>));

    /// <summary>The cost, and the value to pass; null if the value does not fit.</summary>
    public static (int Cost, object? Value)? Convert(object? value, Type type)
    {
        if (IsSpan(type)) return value is null ? (1, null) : Plus(Convert(value, Boxed(type)), 0);
        if (value is null) return Null(type);
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Plus(Convert(value, underlying), 1);
        if (type == typeof(object)) return (20, value);
        // A tensor is also a sequence of tensors, which is not what Python means by it.
        if (type.IsInstanceOfType(value) && value is not List<object?> && !(value is Tensor && type.IsInterface)) return (type == value.GetType() ? 0 : 1, value);
        if (type == typeof(Scalar)) return ToScalar(value);
        if (type.IsEnum) return ToEnum(value, type);
        if (type.IsPrimitive) return ToPrimitive(value, type);
        if (type == typeof(Complex)) return value is long or double ? (3, new Complex(System.Convert.ToDouble(value), 0)) : null;
        if (type == typeof(Complex64) || type == typeof((float, float))) return value is Complex z ? (2, type == typeof(Complex64) ? (object)(Complex64)z : ((float)z.Real, (float)z.Imaginary)) : null;
        if (type.IsAssignableTo(typeof(System.Runtime.CompilerServices.ITuple))) return ToTuple(value, type);
        if (value is Python.Function function) return typeof(Delegate).IsAssignableFrom(type) ? (0, Delegates.Of(function, type)) : null;
        if (value is Dictionary<string, object?> dictionary) return ToDictionary(dictionary, type);
        if (ElementType(type) is { } element) return ToSequence(value, type, element);
        return ByOperator(value, type);
    }

    static (int, object?)? Plus((int Cost, object? Value)? found, int cost) => found is { } f ? (f.Cost + cost, f.Value) : null;

    static (int, object?)? Null(Type type)
    {
        if (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null) return (0, null);
        // None where the surface has a value with a neutral default: RoundingMode.None, for instance.
        return type.IsEnum ? (1, Activator.CreateInstance(type)) : null;
    }

    static (int, object?)? ToScalar(object value) => value switch
    {
        bool b => (0, (Scalar)b),
        long n => (0, (Scalar)n),
        double d => (0, (Scalar)d),
        float f => (0, (Scalar)f),
        Complex64 z => (0, (Scalar)z),
        Complex z => (0, (Scalar)z),
        _ => null,
    };

    static (int, object?)? ToEnum(object value, Type type)
    {
        if (value is not string text) return null;
        string wanted = Names.Normalise(text);
        foreach (string name in Enum.GetNames(type))
            if (Names.Normalise(name) == wanted) return (0, Enum.Parse(type, name));
        // A mistaken name can only be said in C# as a value that has no name; the op must refuse it as PyTorch does.
        return (50, Enum.ToObject(type, -1));
    }

    static (int, object?)? ToPrimitive(object value, Type type) => (value, Type.GetTypeCode(type)) switch
    {
        (bool b, TypeCode.Boolean) => (0, b),
        (bool b, TypeCode.Int64) => (5, b ? 1L : 0L),
        (long n, TypeCode.Int64) => (0, n),
        (long n, TypeCode.Int32) when n is >= int.MinValue and <= int.MaxValue => (1, (int)n),
        (long n, TypeCode.Double) => (2, (double)n),
        (long n, TypeCode.Single) => (3, (float)n),
        (long n, TypeCode.Int16) when n is >= short.MinValue and <= short.MaxValue => (4, (short)n),
        (long n, TypeCode.Byte) when n is >= 0 and <= 255 => (4, (byte)n),
        (long n, TypeCode.UInt64) when n >= 0 => (4, (ulong)n),
        (double d, TypeCode.Double) => (0, d),
        (double d, TypeCode.Single) => (1, (float)d),
        // Numbers of another notation, as arguments of schedulers and optimisers are written.
        (double d, TypeCode.Int32) when d == Math.Floor(d) && Math.Abs(d) < int.MaxValue => (6, (int)d),
        _ => null,
    };

    static (int, object?)? ToTuple(object value, Type type)
    {
        var types = type.GetGenericArguments();
        if (value is not List<object?> list)
        {
            if (value is not (long or double)) return null;
            list = [.. Enumerable.Repeat<object?>(value, types.Length)];
            return Plus(ToTuple(list, type), 6);
        }
        if (list.Count != types.Length) return null;
        var items = new object?[types.Length];
        int cost = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (Convert(list[i], types[i]) is not { } item) return null;
            cost += item.Cost;
            items[i] = item.Value;
        }
        return (cost, Activator.CreateInstance(type, items));
    }

    static (int, object?)? ToDictionary(Dictionary<string, object?> value, Type type)
    {
        // Named modules are pairs here.
        if (ElementType(type) is { IsGenericType: true } pair && pair.GetGenericTypeDefinition() == typeof(ValueTuple<,>))
            return ToSequence(value.Select(entry => (object?)new List<object?> { entry.Key, entry.Value }).ToList(), type, pair);
        if (!type.IsGenericType || type.GetGenericArguments() is not [var key, var element] || key != typeof(string)) return null;
        var result = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, element))!;
        foreach (var (name, item) in value)
        {
            if (Convert(item, element) is not { } converted) return null;
            result[name] = converted.Value;
        }
        return type.IsInstanceOfType(result) ? (1, result) : null;
    }

    static Type? ElementType(Type type)
    {
        if (type.IsArray) return type.GetArrayRank() == 1 ? type.GetElementType() : null;
        if (!type.IsGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(IEnumerable<>) || definition == typeof(IList<>) || definition == typeof(IReadOnlyList<>) || definition == typeof(ICollection<>) || definition == typeof(IReadOnlyCollection<>) || definition == typeof(List<>)
            ? type.GetGenericArguments()[0] : null;
    }

    static (int, object?)? ToSequence(object value, Type type, Type element)
    {
        int cost = 0;
        if (value is not List<object?> list)
        {
            // One int where a list is wanted stands for itself, as in PyTorch.
            if (value is not (long or double or Tensor) || element.IsGenericType) return null;
            list = [value];
            cost = 4;
        }
        var array = Array.CreateInstance(element, list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            if (Convert(list[i], element) is not { } item) return null;
            cost += item.Cost;
            array.SetValue(item.Value, i);
        }
        object result = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? Activator.CreateInstance(type, array)! : array;
        return (cost, result);
    }

    /// <summary>Through an implicit operator of the target from string (Device), long, long[] (Size), Tensor.</summary>
    static (int, object?)? ByOperator(object value, Type type)
    {
        foreach (var method in type.GetMethods().Where(m => m.Name == "op_Implicit" && m.ReturnType == type))
        {
            var from = method.GetParameters()[0].ParameterType;
            if (from.IsByRef || IsSpan(from) || from == type || value is Tensor != (from == typeof(Tensor))) continue;
            if (Convert(value, from) is { } found) return (found.Cost + 8, method.Invoke(null, [found.Value]));
        }
        return null;
    }

    /// <summary>What a call returned, as a Python value.</summary>
    public static object? Back(object? result) => result switch
    {
        null or Tensor or string or bool or long or double or Complex or ScalarType => result,
        int or short or sbyte or byte or uint => System.Convert.ToInt64(result),
        float f => (double)f,
        Half h => (double)h,
        Scalar s => s.DType == DType.Bool ? s.ToBoolean() : s.IsIntegral ? (object)s.ToInt64() : s.IsComplex ? (object)s.ToComplex() : s.ToDouble(),
        Complex64 z => (Complex)z,
        (float real, float imaginary) => new Complex(real, imaginary),
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => Back(tuple[i])).ToList(),
        IDictionary dictionary => dictionary.Keys.Cast<object>().ToDictionary(key => System.Convert.ToString(key)!, key => Back(dictionary[key])),
        IEnumerable sequence when !IsModule(result.GetType()) => sequence.Cast<object?>().Select(Back).ToList(),
        _ => Deconstructed(result) ?? result,
    };

    /// <summary>Containers of modules are sequences too, but stay what they are.</summary>
    public static bool IsModule(Type? type) => type is not null && (type.Name == "Module" || IsModule(type.BaseType));

    /// <summary>Results with named fields are records or structs of tensors.</summary>
    static List<object?>? Deconstructed(object result)
    {
        var type = result.GetType();
        if (type.Name is "FInfo" or "IInfo") return null;
        if (!type.IsValueType || type.IsPrimitive || type.IsEnum) return null;
        var fields = type.GetFields().Where(f => !f.IsStatic).Select(f => f.GetValue(result)).ToList();
        if (fields.Count == 0) fields = [.. type.GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.GetMethod is { IsStatic: false }).Select(p => p.GetValue(result))];
        return fields.Count == 0 ? null : [.. fields.Select(Back)];
    }
}
