using System.Collections;
using System.Numerics;
using System.Reflection;
using Darkhorse.Golden.Binding;
using Binder = Darkhorse.Golden.Binding.Binder;

namespace Darkhorse.Golden.Python;

/// <summary>Python's operators on numbers, and on tensors by the operators and functions of the surface.</summary>
static class Operators
{
    static readonly Dictionary<string, (string Operator, string Op)> s_binary = new()
    {
        ["+"] = ("op_Addition", "add"), ["-"] = ("op_Subtraction", "sub"), ["*"] = ("op_Multiply", "mul"), ["/"] = ("op_Division", "div"), ["//"] = ("", "floor_divide"),
        ["%"] = ("op_Modulus", "remainder"), ["**"] = ("", "pow"), ["@"] = ("", "matmul"), ["<"] = ("op_LessThan", "lt"), [">"] = ("op_GreaterThan", "gt"),
        ["<="] = ("op_LessThanOrEqual", "le"), [">="] = ("op_GreaterThanOrEqual", "ge"), ["=="] = ("", "eq"), ["!="] = ("", "ne"),
    };

    public static object? Apply(string sign, object? a, object? b)
    {
        if (a is Tensor || b is Tensor) return OnTensors(sign, a!, b!);
        if (sign is "==" or "!=") return Equal(a, b) == (sign == "==");
        if (a is List<object?> first && b is List<object?> second && sign == "+") return first.Concat(second).ToList();
        if (a is List<object?> list && b is long times && sign == "*") return Enumerable.Repeat(list, (int)times).SelectMany(x => x).ToList();
        if (a is string text && b is string more && sign == "+") return text + more;
        if (a is Complex || b is Complex) return OnComplex(sign, ToComplex(a), ToComplex(b));
        if (a is long or bool && b is long or bool && sign is not "/") return OnIntegers(sign, Convert.ToInt64(a), Convert.ToInt64(b));
        return OnFloats(sign, Convert.ToDouble(a), Convert.ToDouble(b));
    }

    static object? OnTensors(string sign, object a, object b)
    {
        var (name, op) = s_binary[sign];
        var operators = Surface.StaticsOf(typeof(Tensor), name);
        return operators.Count > 0 ? Binder.Call(name, operators, [a, b], []) : Surface.Call("torch." + op, [a, b]);
    }

    public static object? ApplyInPlace(string sign, object? a, object? b) => a is Tensor ? Surface.Call($"Tensor.{s_binary[sign].Op}_", [a, b]) : Apply(sign, a, b);

    static bool Equal(object? a, object? b) => a is List<object?> x && b is List<object?> y ? x.Count == y.Count && x.Zip(y).All(p => Equal(p.First, p.Second))
        : a is long or double && b is long or double ? Convert.ToDouble(a) == Convert.ToDouble(b) : Equals(a, b);

    static Complex ToComplex(object? x) => x is Complex z ? z : Convert.ToDouble(x);

    static object OnComplex(string sign, Complex a, Complex b) => sign switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, _ => throw new MissingException($"Python complex {sign}") };

    static object OnIntegers(string sign, long a, long b) => sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "//" => (long)Math.Floor((double)a / b),
        "%" => (a % b + b) % b,
        "**" => (long)Math.Pow(a, b),
        "<" => a < b,
        ">" => a > b,
        "<=" => a <= b,
        ">=" => a >= b,
        _ => throw new MissingException($"Python int {sign}"),
    };

    static object OnFloats(string sign, double a, double b) => sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "//" => Math.Floor(a / b),
        "**" => Math.Pow(a, b),
        "<" => a < b,
        ">" => a > b,
        "<=" => a <= b,
        ">=" => a >= b,
        _ => throw new MissingException($"Python float {sign}"),
    };

    public static object? Negate(object? value) => value switch
    {
        long n => -n,
        double d => -d,
        Complex z => -z,
        _ => Binder.Call("-", Surface.StaticsOf(typeof(Tensor), "op_UnaryNegation"), [value], []),
    };

    public static object? Invert(object? value)
    {
        var operators = Surface.StaticsOf(typeof(Tensor), "op_OnesComplement");
        return operators.Count > 0 ? Binder.Call("~", operators, [value], []) : Surface.Call("torch.bitwise_not", [value]);
    }

    public static bool Truth(object? value) => value switch
    {
        null => false,
        bool b => b,
        long n => n != 0,
        double d => d != 0,
        string s => s.Length > 0,
        List<object?> list => list.Count > 0,
        Tensor tensor => (bool)(typeof(Tensor).GetMethods(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(m => m.Name is "op_Explicit" or "op_Implicit" && m.ReturnType == typeof(bool))
            ?? throw new MissingException("Tensor to bool")).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [tensor], null)!,
        _ => true,
    };

    public static IEnumerable<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        Dictionary<string, object?> dictionary => dictionary.Keys,
        Tensor tensor => (List<object?>)Surface.Call("torch.unbind", [tensor])!,
        IEnumerable sequence => sequence.Cast<object?>().Select(Converter.Back),
        _ => throw new MissingException($"Python iteration over {value?.GetType().Name ?? "None"}"),
    };
}
