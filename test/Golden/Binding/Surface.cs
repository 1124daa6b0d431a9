using System.Reflection;
using System.Runtime.CompilerServices;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Binding;

/// <summary>A method that may be what an op's name means; an instance method takes the first argument as its object.</summary>
public readonly record struct Candidate(MethodBase Method, bool TakesReceiver);

/// <summary>Finds ops on the public surface by their Python names.</summary>
public static class Surface
{
    const BindingFlags Statics = BindingFlags.Public | BindingFlags.Static, Instances = BindingFlags.Public | BindingFlags.Instance;

    static readonly Dictionary<string, List<Candidate>> s_found = [];

    static readonly List<MethodInfo> s_extensions = [.. typeof(torch).Assembly.GetExportedTypes().Where(type => type is { IsAbstract: true, IsSealed: true })
        .SelectMany(type => type.GetMethods(Statics)).Where(method => method.IsDefined(typeof(ExtensionAttribute)))];

    /// <summary>Everything with the op's name, functions before methods for <c>torch.x</c>, methods before functions for <c>Tensor.x</c>; none means not present.</summary>
    public static List<Candidate> Find(string op)
    {
        if (s_found.TryGetValue(op, out var known)) return known;
        string[] parts = op.Split('.');
        string name = parts[^1];
        var path = parts[..^1] switch
        {
            ["F"] => new[] { "nn", "functional" },
            ["dist"] => ["distributions"],
            ["scheduler"] => ["optim", "lr_scheduler"],
            ["torch", .. var rest] => rest,
            ["Tensor"] or ["prop"] => [],
            var rest => rest,
        };
        var functions = Functions(path, name);
        if (path is ["optim", "lr_scheduler"] && functions.Count == 0) functions = Functions(["optim", "swa_utils"], name);
        // A class cannot have a member of its own name.
        if (path.Length > 0 && path[^1] == name && functions.Count == 0) functions = Functions(path, name + "_");
        // What Python keeps in a file of its own name.
        if (path.Length > 0 && path[^1] == name && functions.Count == 0) functions = Functions(path[..^1], name);
        if (path is ["nn", "functional"]) functions = [.. functions, .. Functions([], name), .. Functions(["special"], name)];
        var methods = path.Length == 0 || path is ["nn", "functional"] ? Methods(name) : [];
        var all = (parts[0] is "Tensor" or "prop" ? methods.Concat(functions) : functions.Concat(methods)).ToList();
        return s_found[op] = all;
    }

    static List<Candidate> Functions(string[] path, string name)
    {
        var type = TypeAt(path);
        if (type is null) return [];
        var exact = type.GetMethods(Statics).Where(method => method.Name == name).ToList();
        if (exact.Count == 0) exact = [.. type.GetMethods(Statics).Where(method => string.Equals(method.Name, name, StringComparison.OrdinalIgnoreCase))];
        return [.. exact.Select(OfTensors).Where(Usable).Select(method => new Candidate(method, false))];
    }

    /// <summary>A function of any result, for results that are tensors.</summary>
    static MethodInfo OfTensors(MethodInfo method)
        => method.IsGenericMethodDefinition && method.GetGenericArguments() is [{ GenericParameterAttributes: GenericParameterAttributes.None } result] && result.GetGenericParameterConstraints().Length == 0
            ? method.MakeGenericMethod(typeof(Tensor)) : method;

    static List<Candidate> Methods(string name)
    {
        var own = typeof(Tensor).GetMethods(Instances).Where(method => method.Name == name && Usable(method)).Select(method => new Candidate(method, true));
        var properties = typeof(Tensor).GetProperties(Instances).Where(p => p.Name == name && p.GetMethod is not null && p.GetIndexParameters().Length == 0).Select(p => new Candidate(p.GetMethod!, true));
        var extensions = s_extensions.Where(method => method.Name == name && Usable(method) && method.GetParameters()[0].ParameterType == typeof(Tensor)).Select(method => new Candidate(method, false));
        return [.. own, .. properties, .. extensions];
    }

    static bool Usable(MethodBase method) => !method.ContainsGenericParameters && !method.GetParameters().Any(p => p.ParameterType.IsByRef || p.ParameterType.IsPointer);

    /// <summary>The nested static class <c>torch.a.b</c>.</summary>
    public static Type? TypeAt(params ReadOnlySpan<string> path)
    {
        Type? type = typeof(torch);
        foreach (string part in path) type = type?.GetNestedType(part, BindingFlags.Public);
        return type;
    }

    /// <summary>A public type of the library by its simple name.</summary>
    public static Type? TypeNamed(string name) => typeof(torch).Assembly.GetExportedTypes().FirstOrDefault(type => type.Name == name);

    /// <summary>Static methods of a type, among them operators.</summary>
    public static List<Candidate> StaticsOf(Type type, string name) => [.. type.GetMethods(Statics).Where(m => m.Name == name && Usable(m)).Select(m => new Candidate(m, false))];

    /// <summary>Calls an op by name.</summary>
    /// <exception cref="MissingException">Nothing of this name is on the surface.</exception>
    public static object? Call(string op, List<object?> args, Dictionary<string, object?>? kwargs = null)
    {
        kwargs ??= [];
        if (op is "getitem") return Indexing.Get((Tensor)args[0]!, (List<object?>)args[1]!);
        if (op is "setitem") return Indexing.Set((Tensor)args[0]!, (List<object?>)args[1]!, args[2]);
        args = Names.Rearranged(op, args);
        if (op == "prop.data") op = "Tensor.detach"; // C# has a method data<T>(), so there is no property of that name
        // Padding by word is a function of its own here.
        if (op is "F.conv1d" or "F.conv2d" or "F.conv3d" && (kwargs.GetValueOrDefault("padding") ?? args.ElementAtOrDefault(4)) is string) op += "_padding";
        if (Literals.TryCall(op, args, kwargs, out object? made)) return made;
        var candidates = Find(op);
        if (candidates.Count == 0) throw new MissingException(op);
        if (Names.Defaults.TryGetValue(op, out var standard) && !kwargs.ContainsKey(standard.Name)) kwargs = new(kwargs) { [standard.Name] = standard.Value };
        return Binder.Call(op, candidates, args, kwargs);
    }

    /// <summary>Calls a method of an object by name.</summary>
    public static object? Invoke(object target, string method, List<object?>? args = null, Dictionary<string, object?>? kwargs = null)
    {
        var candidates = target.GetType().GetMethods(Instances).Where(m => m.Name == method && Usable(m)).Select(m => new Candidate(m, true)).ToList();
        if (candidates.Count == 0) candidates = Extensions(target.GetType(), method);
        if (candidates.Count == 0) throw new MissingException($"{target.GetType().Name}.{method}");
        return Binder.Call($"{target.GetType().Name}.{method}", candidates, [target, .. args ?? []], kwargs ?? []);
    }

    /// <summary>Extension methods of modules, which give back the module in its own type.</summary>
    static List<Candidate> Extensions(Type type, string method) =>
    [
        .. from extension in s_extensions
           where extension.Name == method && extension.IsGenericMethodDefinition && extension.GetGenericArguments() is [var own] && own.GetGenericParameterConstraints().All(type.IsAssignableTo)
           select new Candidate(extension.MakeGenericMethod(type), false),
    ];

    /// <summary>Makes an object of a type by its constructors.</summary>
    public static object New(Type type, List<object?> args, Dictionary<string, object?>? kwargs = null)
        => Binder.Call(type.Name, [.. type.GetConstructors().Where(Usable).Select(c => new Candidate(c, false))], args, kwargs ?? [])!;

    /// <summary>A property or field of an object.</summary>
    public static object? Get(object target, string name)
        => target.GetType().GetProperty(name, Instances) is { } property ? property.GetValue(target)
            : target.GetType().GetField(name, Instances) is { } field ? field.GetValue(target) : throw new MissingException($"{target.GetType().Name}.{name}");

    public static void Set(object target, string name, object? value)
    {
        var property = target.GetType().GetProperty(name, Instances) ?? throw new MissingException($"{target.GetType().Name}.{name}");
        property.SetValue(target, value);
    }
}
