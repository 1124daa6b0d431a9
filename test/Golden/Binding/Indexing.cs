using System.Reflection;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Binding;

/// <summary>Python's <c>x[...]</c> through the indexer that takes TensorIndex.</summary>
static class Indexing
{
    static readonly Type? s_index = Surface.TypeAt("TensorIndex");

    static readonly PropertyInfo? s_indexer = typeof(Tensor).GetProperties()
        .FirstOrDefault(p => p.GetIndexParameters() is [{ ParameterType: var type }] && Converter.Boxed(type) == s_index?.MakeArrayType());

    static PropertyInfo Indexer => s_indexer ?? throw new MissingException("Tensor.this[TensorIndex[]]");

    public static object? Get(Tensor tensor, List<object?> parts) => Invoker.For(Indexer.GetMethod!)(tensor, [Parts(parts)]);

    public static object Set(Tensor tensor, List<object?> parts, object? value)
    {
        if (Indexer.SetMethod is null) throw new MissingException("Tensor.this[TensorIndex[]] set");
        Invoker.For(Indexer.SetMethod)(tensor, [Parts(parts), value is Tensor ? value : AsTensor(value, tensor)]);
        return tensor;
    }

    static Tensor AsTensor(object? value, Tensor like)
    {
        if (Converter.Convert(value, typeof(Scalar)) is not { } scalar) throw new MismatchException($"setitem takes no {Value.Show(value)}");
        return like.zeros_like().view(-1).as_strided([], []).fill_((Scalar)scalar.Value!);
    }

    static Array Parts(List<object?> parts)
    {
        var result = Array.CreateInstance(s_index!, parts.Count);
        for (int i = 0; i < parts.Count; i++) result.SetValue(Part(parts[i]), i);
        return result;
    }

    static object? Part(object? part) => part switch
    {
        null => Member("Null"),
        EllipsisPart => Member("Ellipsis"),
        bool b => Made("Bool", b),
        long n => Made("Single", n),
        SlicePart s => Made("Slice", s.Start, s.Stop, s.Step),
        Tensor t => Made("Tensor", t),
        _ => throw new MismatchException($"no index is made of {Value.Show(part)}"),
    };

    static object? Member(string name) => s_index!.GetField(name)?.GetValue(null) ?? s_index.GetProperty(name)?.GetValue(null) ?? throw new MissingException($"TensorIndex.{name}");

    static object? Made(string name, params object?[] args)
    {
        var candidates = s_index!.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.Name == name && m.GetParameters().Length == args.Length).Select(m => new Candidate(m, false)).ToList();
        if (candidates.Count == 0) throw new MissingException($"TensorIndex.{name}");
        return Binder.Call($"TensorIndex.{name}", candidates, [.. args], []);
    }
}
