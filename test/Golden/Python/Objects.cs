using System.Reflection;
using Darkhorse.Golden.Areas;
using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Values;
using Binder = Darkhorse.Golden.Binding.Binder;

namespace Darkhorse.Golden.Python;

/// <summary>A dotted name that has not been called yet: <c>torch.nn.functional</c>.</summary>
sealed record Dotted(string Path);

/// <summary>A method of an object, waiting for its arguments.</summary>
sealed record BoundMethod(object Owner, string Name);

/// <summary>Attributes, calls and items of whatever a program holds.</summary>
static class Objects
{
    public static object? Global(string name) => name switch
    {
        "torch" or "nn" or "F" => new Dotted(name),
        "bool" or "len" or "list" or "tuple" or "sum" or "abs" or "hasattr" or "float" or "int" or "str" or "range" => new Dotted("builtins." + name),
        _ => throw new MissingException($"Python name {name}"),
    };

    public static object? Attribute(object? owner, string name)
    {
        switch (owner)
        {
            case Dotted { Path: "torch" }:
                foreach (var dtype in DTypeFacts.All)
                    if (dtype.TorchName == name) return (ScalarType)dtype;
                return name switch { "long" => ScalarType.Int64, "float" => ScalarType.Float32, "double" => ScalarType.Float64, "half" => ScalarType.Float16, "int" => ScalarType.Int32, "inf" => double.PositiveInfinity, "nan" => double.NaN, _ => new Dotted("torch." + name) };
            case Dotted dotted:
                return new Dotted($"{dotted.Path}.{name}");
            case Tensor tensor:
                var property = typeof(Tensor).GetProperty(name, BindingFlags.Public | BindingFlags.Instance);
                return property is not null ? Converter.Back(property.GetValue(tensor)) : new BoundMethod(tensor, name);
            case null:
                throw new MismatchException($"None has no attribute {name}");
            default:
                var type = owner.GetType();
                return type.GetProperty(name) is { } p ? Converter.Back(p.GetValue(owner)) : type.GetField(name) is { } f ? Converter.Back(f.GetValue(owner)) : new BoundMethod(owner, name);
        }
    }

    public static void SetAttribute(object? owner, string name, object? value)
    {
        var property = owner!.GetType().GetProperty(name) ?? throw new MissingException($"{owner.GetType().Name}.{name}");
        property.SetMethod!.Invoke(owner, BindingFlags.DoNotWrapExceptions, null, [value is null ? null : Converter.Convert(value, property.PropertyType)?.Value], null);
    }

    public static object? Call(object? callee, List<object?> args, Dictionary<string, object?> kwargs)
    {
        switch (callee)
        {
            case Function function:
                return function.Call(args);
            case Dotted { Path: var path } when path.StartsWith("builtins.", StringComparison.Ordinal):
                return BuiltIn(path[9..], args);
            case Dotted { Path: "torch.Size" }:
                return Surface.New(Surface.TypeAt("Size") ?? throw new MissingException("torch.Size"), [args[0]]);
            // A Python list is a data set there; here it is one of tensors.
            case Dotted { Path: var path } when path.StartsWith("torch.utils.data.", StringComparison.Ordinal) && args is [List<object?> numbers, ..] && numbers.All(n => n is long):
                return Surface.Call(path, [Surface.Call("utils.data.TensorDataset", [Surface.Call("torch.tensor", [numbers])]), .. args.Skip(1)], kwargs);
            case Dotted { Path: "torch.optim.swa_utils.AveragedModel" }:
                var average = typeof(torch).Assembly.GetExportedTypes().FirstOrDefault(type => type.Name == "AveragedModel`1") ?? throw new MissingException("AveragedModel");
                return Surface.New(average.MakeGenericType(args[0]!.GetType()), args, kwargs);
            case Dotted { Path: "torch.nn.Parameter" }:
                return Optimisers.Parameter((Tensor)args[0]!);
            // Optimisers take parameters here.
            case Dotted { Path: var path } when path.StartsWith("torch.optim.", StringComparison.Ordinal) && args is [List<object?> tensors, ..]:
                return Surface.Call(path, [tensors.Select(t => t is Tensor plain && plain.GetType() == typeof(Tensor) ? Optimisers.Parameter(plain) : t).ToList(), .. args.Skip(1)], kwargs);
            case Dotted { Path: var path }:
                return AsPython(path, args, Surface.Call(path.StartsWith("torch.nn.functional.", StringComparison.Ordinal) ? "F." + path[20..] : path, args, kwargs));
            case BoundMethod { Owner: Tensor tensor, Name: var name }:
                return Surface.Call("Tensor." + name, [tensor, .. args], kwargs);
            case BoundMethod { Owner: Dictionary<string, object?> dictionary, Name: var name }:
                return name switch { "keys" => dictionary.Keys.Cast<object?>().ToList(), "values" => dictionary.Values.ToList(), _ => throw new MissingException($"Python dict.{name}") };
            case BoundMethod { Owner: IDisposable handle, Name: "remove" }:
                handle.Dispose();
                return null;
            case BoundMethod method:
                return Surface.Invoke(method.Owner, method.Name, args, kwargs);
            case not null when Converter.IsModule(callee.GetType()):
                return Layers.Forward(callee, args, kwargs);
            // A property where Python has a method: x.is_leaf and x.is_leaf().
            case bool or long or double or List<object?> or ScalarType when args.Count == 0:
                return callee;
            default:
                throw new MissingException($"Python call of {Value.Show(callee)}");
        }
    }

    // torch.autograd.grad gives a tuple for one input too; C# has overloads for one tensor, and lists for several.
    static object? AsPython(string path, List<object?> args, object? result) => path switch
    {
        "torch.autograd.grad" when result is Tensor => new List<object?> { result },
        "torch.autograd.functional.jacobian" or "torch.autograd.functional.hessian" when result is List<object?> { Count: 1 } list && args[1] is Tensor => list[0] is List<object?> { Count: 1 } row ? row[0] : list[0],
        _ => result,
    };

    static object? BuiltIn(string name, List<object?> args) => name switch
    {
        "bool" => Operators.Truth(args[0]),
        "len" => (long)Operators.Items(args[0]).Count(),
        "list" or "tuple" => Operators.Items(args[0]).ToList(),
        "sum" => Operators.Items(args[0]).Aggregate((object?)0L, (sum, item) => Operators.Apply("+", sum, item)),
        "abs" => args[0] is Tensor ? Surface.Call("torch.abs", args) : args[0] is long n ? Math.Abs(n) : (object)Math.Abs((double)args[0]!),
        "float" => Convert.ToDouble(args[0] is Tensor t ? Surface.Call("Tensor.item", [t]) : args[0]),
        "int" => Convert.ToInt64(args[0] is Tensor t ? Surface.Call("Tensor.item", [t]) : args[0]),
        "range" => Enumerable.Range(0, (int)(long)args[0]!).Select(i => (object?)(long)i).ToList(),
        "hasattr" => true,
        _ => throw new MissingException($"Python {name}"),
    };

    public static object? Item(object? owner, List<object?> index) => owner switch
    {
        Tensor tensor => Surface.Call("getitem", [tensor, index]),
        List<object?> list when index[0] is long i => list[(int)(i < 0 ? i + list.Count : i)],
        Dictionary<string, object?> dictionary => dictionary[(string)index[0]!],
        _ => Indexer(owner!, index[0]!),
    };

    static object? Indexer(object owner, object index)
    {
        var candidates = owner.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 1).Select(p => new Candidate(p.GetMethod!, true)).ToList();
        return candidates.Count == 0 ? throw new MissingException($"{owner.GetType().Name}[]") : Binder.Call("[]", candidates, [owner, index], []);
    }

    public static void SetItem(object? owner, List<object?> index, object? value) => Surface.Call("setitem", [owner as Tensor ?? throw new MissingException("Python item assignment"), index, value]);
}
