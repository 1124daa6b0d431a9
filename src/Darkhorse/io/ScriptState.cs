using System.Globalization;

namespace Darkhorse.IO;

/// <summary>The tensors of a TorchScript module by the path of their attributes, <c>layer.0.weight</c>: what its state dict was. Code in the archive is not looked at.</summary>
static class ScriptState
{
    const int Deepest = 1000;

    public static Dictionary<object, object?> Of(object? module)
    {
        var tensors = new Dictionary<object, object?>();
        Collect(module, "", tensors, new(ReferenceEqualityComparer.Instance), 0);
        return tensors;
    }

    static void Collect(object? value, string path, Dictionary<object, object?> tensors, HashSet<object> above, int depth)
    {
        if (depth > Deepest) throw PickleReader.Bad($"the values are nested more than {Deepest} deep");
        if (value is Tensor tensor)
        {
            tensors[path] = tensor;
            return;
        }
        // An object may hold itself; one in two places is found in both.
        if (value is not (ScriptObject or Dictionary<object, object?> or List<object?> or object?[]) || !above.Add(value)) return;
        foreach (var (name, part) in Parts(value)) Collect(part, path.Length == 0 ? name : $"{path}.{name}", tensors, above, depth + 1);
        above.Remove(value);
    }

    static IEnumerable<(string Name, object? Part)> Parts(object value) => value switch
    {
        ScriptObject { State: { } state and (Dictionary<object, object?> or object?[] or List<object?>) } => Parts(state),
        Dictionary<object, object?> dictionary => dictionary.Select(entry => (Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value)),
        IEnumerable<object?> items => items.Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item)),
        _ => [],
    };
}
