using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>Plain calls: arguments in, results out.</summary>
static class Calls
{
    public static void Run(Case @case)
    {
        var args = @case.Args;
        object? expected = @case.Field("out");
        object? actual = Surface.Call(@case.Op, args, @case.Kwargs);
        Func<DType, Closeness> closeness = dtype => Closeness.For(@case, dtype);
        var input = args.Count > 0 ? args[0] as Tensor : null;
        if (@case.Compare is { } mode)
        {
            Factors.Check(mode, @case, input!, expected, actual, closeness);
            return;
        }
        // Conjugation is not lazy here: what PyTorch shares until it is read is a copy. The values are compared all the same.
        bool view = @case.Has("view") && !(@case.Op is "prop.mH" or "prop.H" or "torch.adjoint" or "torch.conj" or "Tensor.conj" && input?.is_complex() == true);
        Agreement.Check(expected, actual, closeness, strides: view);
        if (@case.Op is ['T', 'e', 'n', 's', 'o', 'r', '.', .., '_'] && !ReferenceEquals(actual, input)) Agreement.Check(expected, input, closeness, "first argument ");
        if (view) CheckSharing(@case, args, actual);
    }

    static void CheckSharing(Case @case, List<object?> args, object? actual)
    {
        if ((actual is List<object?> list ? list.FirstOrDefault() : actual) is not Tensor first) return;
        bool shares = Tensors(args).Any(first.SharesStorage), wanted = @case.Json.GetProperty("view").GetBoolean();
        if (shares != wanted) throw new MismatchException(wanted ? "the result does not share memory with the argument" : "the result shares memory with the argument");
    }

    static IEnumerable<Tensor> Tensors(IEnumerable<object?> values) => values.SelectMany(v => v is Tensor t ? [t] : v is List<object?> list ? Tensors(list) : []);
}
