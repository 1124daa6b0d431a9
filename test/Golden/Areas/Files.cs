using System.Globalization;
using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Comparing;

namespace Darkhorse.Golden.Areas;

/// <summary>Files of PyTorch, numpy and safetensors, read by whatever loader of theirs is on the surface.</summary>
static class Files
{
    static readonly Dictionary<string, string[]> s_loaders = new()
    {
        ["numpy.load"] = ["torch.from_npy", "torch.load_npy", "torch.numpy.load", "utils.numpy.load", "io.numpy.load", "numpy.load"],
        ["numpy.load_npz"] = ["torch.load_npz"],
        ["safetensors"] = ["torch.safetensors.load_file", "torch.safetensors.load", "utils.safetensors.load", "torch.load_safetensors"],
    };

    public static void Run(Case @case)
    {
        string path = Path.Combine(@case.Folder, @case.Text("file")!);
        if (@case.Op == "torch.load")
        {
            Agreement.Check(@case.Field("out"), Plain(torch.load<object?>(path)), _ => Closeness.Exact, strides: true);
            return;
        }
        string op = s_loaders[path.EndsWith(".npz", StringComparison.Ordinal) ? "numpy.load_npz" : @case.Op].FirstOrDefault(name => Surface.Find(name).Count > 0) ?? throw new MissingException(@case.Op);
        Agreement.Check(@case.Field("out"), Surface.Call(op, [path]), _ => Closeness.Exact);
    }

    /// <summary>Lists and dictionaries as the cases have them.</summary>
    static object? Plain(object? value) => value switch
    {
        object?[] tuple => tuple.Select(Plain).ToList(),
        List<object?> list => list.Select(Plain).ToList(),
        torch.Size size => size.Select(n => (object?)n).ToList(),
        System.Collections.IDictionary dictionary => dictionary.Keys.Cast<object>().ToDictionary(key => Convert.ToString(key, CultureInfo.InvariantCulture)!, key => Plain(dictionary[key])),
        _ => value,
    };
}
